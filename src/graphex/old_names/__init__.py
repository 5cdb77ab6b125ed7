"""The modules that plugins of the predecessor import, under the names that they import; nothing else."""
