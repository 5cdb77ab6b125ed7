"""The declarations of settings, a module for each part of the product."""
