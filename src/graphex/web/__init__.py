"""The web face: an ASGI application, and the server that runs it."""
