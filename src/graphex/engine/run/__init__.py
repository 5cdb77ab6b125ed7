"""A plan at work: nodes, values, threads, deferred work and the processes that a run starts."""
