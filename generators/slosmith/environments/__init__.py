"""Environments: each changes the documents of the base before anyone reads them as a spec."""
