"""Decks tried in the programs that show them; by hand, since these are large: `python -m tests.decks`."""
