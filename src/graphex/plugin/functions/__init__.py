"""Node types made from typed functions."""
