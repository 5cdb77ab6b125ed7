"""`graphex serve` and `sign-in`: from settings to a server, and what is said once it answers."""
