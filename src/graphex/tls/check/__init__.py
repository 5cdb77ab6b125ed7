"""The validator: what files, keys, chains and running servers are worth, as findings."""
