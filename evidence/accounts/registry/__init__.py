"""What is known of the accounts that units have: dated looks, by people and by the networks themselves."""
