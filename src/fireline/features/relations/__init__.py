"""Incidents that have to do with one another: one merged into another, and links between them."""
