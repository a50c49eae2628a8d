"""Who: units, people, and what their memberships allow."""
