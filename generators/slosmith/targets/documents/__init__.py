"""What documents for people are made of; the targets runbooks, communications and handbook put it together."""
