"""What outlives a restart: the folder `.graphex`, its database, and the stores in it."""
