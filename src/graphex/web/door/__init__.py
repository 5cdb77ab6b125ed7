"""The door: who is signed in, and what a request must fulfil to come in."""
