"""The served folder: safe paths, the graphs in it, and inventories."""
