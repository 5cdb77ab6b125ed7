"""`graphex run` and `check`: from words to a run, and from its events to the terminal."""
