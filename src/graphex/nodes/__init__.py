"""The built-in library: a plugin like any other.

`index.json` says which module defines which node type, so that a run imports only what its graph uses.
"""
