"""slosmith: SLOs and alerts as code. One spec compiles to everything Prometheus and the people on call need."""

__version__ = "0.1.0"
