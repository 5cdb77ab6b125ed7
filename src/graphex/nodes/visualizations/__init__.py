"""Nodes of the topic visualizations."""
