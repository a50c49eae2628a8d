"""Coverage of a day as a paper: who can be reached, by which order, who is missing something and what to do next."""
