"""What was said and done, in the order in which it happened, and what people marked in it."""
