"""Nodes of the topic network."""
