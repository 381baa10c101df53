"""What stakeholders are told, when the next word is due, and who asked to hear it."""
