"""Markdown: read for its structure, and written so that no text of a spec can mean more than itself."""
