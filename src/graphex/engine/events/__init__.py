"""The events of a run: what they hold, how they are numbered, masked and handed to readers."""
