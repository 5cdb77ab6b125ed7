"""All problems of a graph at once, without running anything of it."""
