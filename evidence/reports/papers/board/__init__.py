"""A board as a paper: its figures, what each unit did, who is silent, what is stuck."""
