"""How an incident is seen: its opening, its card, its topic, its line in the digest, lists, help."""
