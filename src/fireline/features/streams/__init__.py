"""Streams: parts of a big incident, each with its own channel and lead, rolled up on the incident's card."""
