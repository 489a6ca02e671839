"""The form of a lesson: what its text means. Narration, cues, timetable, declarations. Standard library only.

Both sides read it: `scenes` plays a chapter by it, `reel` hears and assembles a lesson by it.
"""
