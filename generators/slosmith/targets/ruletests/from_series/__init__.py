"""Tests that make up the raw series of a service, and ask what the rules make of them."""
