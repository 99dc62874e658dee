"""Pure state machines of a drill and an exam; the time and randomness are arguments."""
