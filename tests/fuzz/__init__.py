"""The fuzz target: inputs of every kind, mutated, must compile to what the tools accept or give a diagnostic at a line."""
