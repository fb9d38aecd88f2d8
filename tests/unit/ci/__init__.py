"""Tests of what runs on CI servers."""
