"""Sockets and fields of nodes: what they declare, read and give."""
