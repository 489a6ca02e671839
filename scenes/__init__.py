"""The stage that lessons play on. Elements are imported from their own files, so that a change of one touches only
the chapters that use it."""

from scenes.chapter import Chapter, beat
from scenes.theme import theme
from script.lesson import Exercise, Lesson, Reading

__all__ = ["Chapter", "Exercise", "Lesson", "Reading", "beat", "theme"]
