"""The pocket language and the trained pocket model."""
