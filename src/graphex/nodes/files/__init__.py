"""Nodes of the topic files."""
