"""Finding and loading plugins: announced, named, and what is wrong with those that fail."""
