"""Where it went: one publication a version and account, sent once."""
