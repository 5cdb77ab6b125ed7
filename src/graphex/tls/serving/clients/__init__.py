"""Client certificates: which are asked for, which are let in, and which are revoked."""
