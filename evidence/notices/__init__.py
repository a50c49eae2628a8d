"""What a person should know, with where to act."""
