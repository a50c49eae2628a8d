"""What was done: activities, their photos, and the way a photo becomes evidence."""
