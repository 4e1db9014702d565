"""The command line: data to standard output, talk to standard error, no traceback on bad input."""
