"""Measurements: each prints a ratio to a reference that runs in the same minute on the same machine. None is a test."""
