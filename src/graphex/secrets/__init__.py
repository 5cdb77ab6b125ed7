"""Secrets in the configuration file: encrypted, decrypted, added and removed."""
