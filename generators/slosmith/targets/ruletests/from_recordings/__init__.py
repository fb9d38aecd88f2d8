"""Tests that make up what the rules recorded before, and ask what follows from it."""
