"""Nodes of the topic datacontainer."""
