"""Label matchers, as Prometheus and Alertmanager have them: what they match, and label sets that they tell apart."""
