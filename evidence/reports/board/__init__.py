"""The board of balai kota: what needs a hand, what was done, who is silent; counted by days, not read from the work."""
