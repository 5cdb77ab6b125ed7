"""`graphex trust` and `untrust`: what they would do, what they did, and what that proves."""
