"""One folder a feature, on three floors (docs/architecture.md)."""
