"""What runs in child processes: the only part of `reel` that loads manim and the lessons."""
