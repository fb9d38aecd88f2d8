"""What the targets share that write rules for rulers other than Prometheus."""
