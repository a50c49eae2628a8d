"""The board of balai kota: what needs a hand, what was done, who is silent; counted by days, never by reading the work."""
