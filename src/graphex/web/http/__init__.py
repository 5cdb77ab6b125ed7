"""HTTP below the pages: what requests say, what every answer carries, and who is at the other end."""
