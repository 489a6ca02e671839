"""Out of the house: a finished lesson as what a platform takes, and the way there."""
