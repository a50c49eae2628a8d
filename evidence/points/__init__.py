"""Photo points: places that repeat, their signs, and what one spot looked like over the months."""
