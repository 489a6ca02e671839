"""`reel bench`: manim's own rendering and this tool's, one after another in one run, and their pictures side by side.

Nothing here loads manim: what is measured runs in processes of its own (`reel.stage.trial`).
"""
