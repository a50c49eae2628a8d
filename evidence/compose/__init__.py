"""What will be said and shown about an activity: renditions, posts and their frozen versions."""
