"""Nodes of the topic lists."""
