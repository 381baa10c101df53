"""What the program serves over HTTP besides Slack's door."""
