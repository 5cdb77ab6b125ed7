"""Nodes of the topic math."""
