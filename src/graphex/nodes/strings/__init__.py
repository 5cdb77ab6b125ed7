"""Nodes of the topic strings."""
