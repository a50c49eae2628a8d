"""Papers of a unit's work over a period: to sign, to reckon with, and to lay beside the accounts."""
