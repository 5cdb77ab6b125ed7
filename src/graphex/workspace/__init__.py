"""The served folder: safe paths, the graphs in it, the values of their inputs, and inventories."""
