"""The lessons, one module each. A folder for scripts: nothing else belongs here."""

COURSE = (
    "matrix_multiplication",
    "from_scores_to_chances",
    "backpropagation",
    "gradient_descent",
    "token_graphs",
    "attention",
)
"""Every lesson, in the order in which it is taught."""
