"""The loop of a drill and of an exam: ask, decide, commit, show. The only place where screens and store meet."""
