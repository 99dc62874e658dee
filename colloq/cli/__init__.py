"""The command line: one module per command, found by its file name; helper modules begin with an underscore."""
