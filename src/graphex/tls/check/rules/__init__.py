"""The rules of the validator: pure functions from what is served to findings."""
