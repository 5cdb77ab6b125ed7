"""The served folder: safe paths, the graphs in it, and the server's own state."""
