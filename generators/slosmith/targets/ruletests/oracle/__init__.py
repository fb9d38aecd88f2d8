"""What an SLO must record and when its alerts must fire, by definition: no rule is asked, for the rules are under test."""
