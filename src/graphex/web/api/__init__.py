"""Addresses that answer with data for programs and scripts."""
