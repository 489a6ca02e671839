"""A chapter or a beat of a finished film, for a document or a slide of one's own."""
