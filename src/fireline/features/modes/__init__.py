"""Incidents that run unlike others: written down afterwards, exercises, and those that move to a private channel."""
