"""The production: from a lesson's script to what a viewer gets."""
