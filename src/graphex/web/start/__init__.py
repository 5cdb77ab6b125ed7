"""The first page: the compiled editor, or the list of graphs while none is compiled."""
