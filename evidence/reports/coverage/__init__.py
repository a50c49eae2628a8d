"""Who can be reached: which units have an account, say so officially, show a contact, and were heard lately."""
