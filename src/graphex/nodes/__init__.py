"""The built-in library: a plugin like any other."""
