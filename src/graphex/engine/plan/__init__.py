"""A graph joined with its node types, and compiled for running."""
