"""What balai kota takes away: coverage, the board and papers."""
