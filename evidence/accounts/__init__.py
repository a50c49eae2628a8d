"""Where units can speak: their accounts on the networks."""
