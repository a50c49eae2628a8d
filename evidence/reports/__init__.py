"""What balai kota takes away: figures, tables, and papers to sign."""
