"""What strangers may look at: a gallery of what is published, where the city opened it."""
