"""Serving: sockets, connections and signals, with uvicorn in between."""
