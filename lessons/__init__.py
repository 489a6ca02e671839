"""The lessons, in course order."""
