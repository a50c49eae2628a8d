"""What can be proven years later: acts sealed into a chain, heads signed and carried outside, and what was redacted.

chain, keys         pure: how an act is sealed, and how a head is signed
sealer, heads       the process that seals, and the copies of heads that leave the database
report, verifying   the answer of `evidence verify`, and the order in which it looks
links, exported, trail, frozen, objects   what it looks at
services, erasing   a person's right to be erased
"""
