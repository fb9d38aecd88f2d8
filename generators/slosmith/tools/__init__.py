"""External tools as functions: the only place that starts a process."""
