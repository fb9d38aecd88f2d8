"""The version of slosmith."""

__version__ = "0.1.0"
