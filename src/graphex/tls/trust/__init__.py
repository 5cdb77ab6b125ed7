"""Trust stores: where an authority is added so that browsers and tools accept what it issues."""
