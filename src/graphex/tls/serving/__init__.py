"""A pair while it is served: found or made, followed, renewed, and handed to uvicorn and others."""
