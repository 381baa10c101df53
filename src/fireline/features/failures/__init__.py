"""What went wrong for good is told to the admins, who may have it tried again."""
