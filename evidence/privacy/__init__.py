"""What people ask of us: to be hidden, to be asked first, and to be taken down again."""
