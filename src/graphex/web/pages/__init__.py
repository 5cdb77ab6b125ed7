"""Pages that the server renders: templates, assets, the words on them, and errors as pages or JSON."""
