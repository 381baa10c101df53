"""Who people are and when they work; which conversations the bot is in."""
