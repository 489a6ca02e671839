"""What holds for all tests."""

from hypothesis import settings

# Files of tests run side by side, and films beside them: how long an example takes says nothing about what it tries.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
