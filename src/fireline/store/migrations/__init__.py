"""Migrations, in order of their numbers. What was released is never changed."""
