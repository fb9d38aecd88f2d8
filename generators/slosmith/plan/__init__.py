"""The plan: what a spec means, decided down to the last rule, and known to no output format."""
