"""Installed plugins: which there are, what is wrong with them, and how they are installed and removed."""
