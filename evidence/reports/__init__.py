"""What balai kota takes away: coverage, the board, papers, digests."""
