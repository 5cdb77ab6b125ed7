"""`graphex certs`: what is served, whether it is in order, and certificates that come and go."""
