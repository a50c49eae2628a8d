"""The outside world: no rule of ours lives here."""
