"""A talk from a finished lesson: a chapter is a section, a beat is a slide that plays its piece of the film."""
