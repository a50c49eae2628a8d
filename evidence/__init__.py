"""Bukti keeps before and after photos as evidence and publishes the comparison once."""
