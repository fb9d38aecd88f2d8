"""`python -m slosmith`."""

from slosmith.cli import main

main()
