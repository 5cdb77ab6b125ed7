"""Certificates, keys and authorities as values: made, read and described, without knowing where they are kept."""
