"""The Connection page: how somebody reached the server, with which certificate, and what to do about a warning."""
