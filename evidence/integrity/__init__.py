"""What can be proven years later: acts sealed into a chain, heads signed and carried outside, and what was erased.

chain, keys         how an act is sealed, and how a head is signed
sealer, heads       the process that seals, and the copies of heads that leave the database
verifying, report   the order in which `evidence verify` looks, and its answer
links, exported     the chain against the acts, and the copies of heads against the chain
photos, decided     the rows of today against what their acts bound
objects             every stored file against its hash
services, tasks     a person's right to be erased
running, redacting  what the commands do
"""
