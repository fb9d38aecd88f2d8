"""Tests of the built wheel."""
