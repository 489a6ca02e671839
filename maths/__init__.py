"""Pure functions over NumPy arrays (graphs over networkx): the mathematics that the lessons show."""
