"""What balai kota takes away: the board, coverage and papers."""
