"""The stage that lessons play on: theme, chapter and elements."""
