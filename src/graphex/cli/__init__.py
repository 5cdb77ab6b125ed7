"""The command line of GraphEx."""
