"""How a chapter is called, from the name of its class."""

from __future__ import annotations

import re


def title_of(class_name: str) -> str:
    """A class's name in words: TwoMotionsInARow is "Two motions in a row".

    >>> title_of("TwoMotionsInARow"), title_of("WhatABMeans")
    ('Two motions in a row', 'What AB means')
    """
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[0-9]+", class_name)
    later = [word if word.isupper() and len(word) > 1 else word.lower() for word in words[1:]]
    return " ".join([words[0], *later]) if words else class_name
