"""Tests of the formats of diagnostics."""
