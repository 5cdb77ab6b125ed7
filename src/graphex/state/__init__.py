"""What outlives a restart: the state directory `.graphex`, its database, and the stores in it."""
