"""The words of a command line: options, values, secrets that are read, and files that are written."""
