"""Who is told of which alert: severities, teams, receivers, the route tree, inhibition, escalation; all decided."""
