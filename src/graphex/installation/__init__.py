"""Whether this installation of GraphEx is whole, and how it is mended; nothing else of the package is used here."""
