"""Trust stores: how an authority gets into them, so that browsers and tools accept what it issues, and out again."""
