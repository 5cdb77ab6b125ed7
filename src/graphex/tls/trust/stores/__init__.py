"""The trust stores, one module for each kind: how a certificate gets in, how it is seen, how it gets out."""
