"""The certificate directory: its two files, written whole and under a lock, closed to others."""
