"""The trunk: an incident from its declaration to its close, and who may see it."""
