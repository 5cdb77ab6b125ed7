"""HTTP below the pages: sockets, protocol, limits, headers, and who is at the other end."""
