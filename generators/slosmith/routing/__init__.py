"""What Alertmanager does with an alert: matchers, the route tree, inhibition. Pure, and tested against amtool."""
