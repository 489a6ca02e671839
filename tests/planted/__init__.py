"""Defects planted on purpose, and near misses that are clean: what `reel check` is measured with.

`python -m tests.planted` prints, for each kind, how many of the planted it finds and how often it cries at the clean.
"""
