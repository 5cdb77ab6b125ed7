"""Pairs, authorities and requests that come from files of any kind or go into them."""
