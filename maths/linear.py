"""Linear algebra as the lessons show it: motions of the plane, products worked out step by step, areas,
ranks, shadows, principal directions.

Vectors are arrays (n,), matrices (m, n); several vectors at once are the columns of a matrix. Functions take
anything that NumPy makes an array of and return new arrays of floats. All raise ValueError, with what was
wrong, for wrong shapes, for empty input and for entries that are not finite.

Definitions after Strang, Introduction to Linear Algebra (2016), and Golub and Van Loan, Matrix Computations
(2013).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maths import _checks

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


# Motions of the plane --------------------------------------------------------------------------------------


def identity(size: int) -> Matrix:
    """The motion that moves nothing: (size, size). Source: Strang, section 2.1."""
    return np.eye(_checks.whole("size", size, 1))


def rotation(degrees: float = 0.0, *, quarters: int | None = None) -> Matrix:
    """The turn of the plane by `degrees` against the clock, or by whole `quarters`, whose entries are exact:
    (2, 2).

    Source: Strang, section 8.1.
    """
    if quarters is not None:
        if degrees:
            raise ValueError("give degrees or quarters, not both")
        cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters % 4]
    else:
        angle = float(np.radians(_checks.array("degrees", degrees, 0)))
        cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, -sine], [sine, cosine]], dtype=float)


def shear(x: float = 0.0, y: float = 0.0) -> Matrix:
    """The slant that adds `x` times the height to the first coordinate and `y` times the first to the height:
    (2, 2).

    Source: Strang, section 8.1.
    """
    return _checks.array("shear", [[1, x], [y, 1]])


def scaling(x: float, y: float | None = None) -> Matrix:
    """The stretch by `x` along the first axis and `y` along the second, or by `x` along both: (2, 2).

    Source: Strang, section 8.1.
    """
    return _checks.array("scaling", [[x, 0], [0, x if y is None else y]])


def reflection(degrees: float) -> Matrix:
    """The mirror image in the line through the origin at `degrees` from the first axis: (2, 2).

    Source: Golub and Van Loan, section 5.1.1.
    """
    angle = 2 * float(np.radians(_checks.array("degrees", degrees, 0)))
    return np.array([[np.cos(angle), np.sin(angle)], [np.sin(angle), -np.cos(angle)]])


def motion(matrix: ArrayLike, share: float) -> Matrix:
    """How far a motion (n, n) has come, from standing still at share 0 to the matrix itself at share 1: (n, n).

    A turn of the plane goes round; every other motion takes each point along its straight way, (1 - share) I + share M.
    A share beyond 0 to 1 goes on the same way.
    """
    goal, share = _checks.square("matrix", matrix), float(_checks.array("share", share, 0))
    if share == 1:
        return goal.copy()
    if goal.shape == (2, 2) and np.allclose(goal @ goal.T, np.eye(2), rtol=0, atol=1e-9) and determinant(goal) > 0:
        return rotation(share * float(np.degrees(np.arctan2(goal[1, 0], goal[0, 0]))))
    return (1 - share) * np.eye(len(goal)) + share * goal


# Products --------------------------------------------------------------------------------------------------


def apply(matrix: ArrayLike, vectors: ArrayLike) -> NDArray[np.float64]:
    """Where a matrix (m, n) takes a vector (n,), or each column of (n, k): (m,) or (m, k). Source: Strang,
    section 1.3.
    """
    left, right = _checks.array("matrix", matrix, 2), _checks.array("vectors", vectors, 1, 2)
    if left.shape[1] != right.shape[0]:
        raise ValueError(f"a matrix of shape {left.shape} takes vectors of {left.shape[1]} entries, not {right.shape[0]}")
    return left @ right


def compose(*matrices: ArrayLike) -> Matrix:
    """The one motion that does all of them, the last given first: compose(B, A) moves by A, then by B.

    Shapes (m, n), (n, k), ... give (m, ...). Source: Strang, section 2.4.
    """
    if not matrices:
        raise ValueError("there is nothing to compose")
    parts = [_checks.array("matrix", one, 2) for one in matrices]
    for left, right in pairwise(parts):
        if left.shape[1] != right.shape[0]:
            raise ValueError(
                f"shapes {left.shape} and {right.shape} do not fit: {left.shape[1]} columns, {right.shape[0]} rows"
            )
    product = parts[0].copy()
    for one in parts[1:]:
        product = product @ one
    return product


@dataclass(frozen=True)
class ProductStep:
    """One entry of a product: where it stands, the pairs (a, b, a b) that are added, the sums on the way, the
    total.
    """

    row: int
    column: int
    terms: tuple[tuple[float, float, float], ...]
    sums: tuple[float, ...]
    total: float


def product_steps(left: ArrayLike, right: ArrayLike) -> list[ProductStep]:
    """How the product of (m, n) and (n, k) is worked out: a step for each of its m k entries, row by row.

    Source: Strang, section 2.4, "the first way".
    """
    a, b = _checks.array("left", left, 2), _checks.array("right", right, 2)
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"shapes {a.shape} and {b.shape} do not fit: {a.shape[1]} columns, {b.shape[0]} rows")
    steps = []
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            terms = tuple((float(a[i, k]), float(b[k, j]), float(a[i, k] * b[k, j])) for k in range(a.shape[1]))
            sums = tuple(float(one) for one in np.cumsum([product for _, _, product in terms]))
            steps.append(ProductStep(i, j, terms, sums, sums[-1]))
    return steps


def transpose(matrix: ArrayLike) -> Matrix:
    """Rows for columns: (m, n) gives (n, m). Source: Strang, section 2.7."""
    return _checks.array("matrix", matrix, 2).T.copy()


def commutator(a: ArrayLike, b: ArrayLike) -> Matrix:
    """A B - B A, zero where the order of two motions does not matter: (n, n). Source: Strang, section 2.4."""
    first, second = _checks.square("a", a), _checks.square("b", b)
    _checks.same_shape("a", first, "b", second)
    return first @ second - second @ first


# Area, rank, inverse ---------------------------------------------------------------------------------------


def determinant(matrix: ArrayLike) -> float:
    """The factor by which a motion (n, n) changes every area or volume, with a minus where it turns space
    over.

    By the formula for 2 x 2, by elimination with partial pivoting beyond. Source: Strang, sections 5.1 and
    5.2.
    """
    rest = _checks.square("matrix", matrix).copy()
    if len(rest) == 2:
        return float(rest[0, 0] * rest[1, 1] - rest[0, 1] * rest[1, 0])
    product = 1.0
    for k in range(len(rest)):
        pivot = k + int(np.abs(rest[k:, k]).argmax())
        if rest[pivot, k] == 0:
            return 0.0
        if pivot != k:
            rest[[k, pivot]] = rest[[pivot, k]]
            product = -product
        product *= float(rest[k, k])
        rest[k + 1 :] -= np.outer(rest[k + 1 :, k] / rest[k, k], rest[k])
    return product


def signed_area(corners: ArrayLike) -> float:
    """The area of a polygon with corners (k, 2) in order, k at least 3, negative where they run with the
    clock.

    The shoelace formula: Strang, section 5.3, problem 36.
    """
    points = _checks.array("corners", corners, 2)
    if points.shape[1] != 2 or len(points) < 3:
        raise ValueError(f"corners should have shape (3 or more, 2), and have {points.shape}")
    following = np.roll(points, -1, axis=0)
    return float((points[:, 0] * following[:, 1] - points[:, 1] * following[:, 0]).sum() / 2)


def rank(matrix: ArrayLike, tolerance: float | None = None) -> int:
    """How many directions are left after a motion (m, n): its singular values above the tolerance, which is
    by default the largest of them times the larger side times the machine's precision. Source: Golub and Van
    Loan, section 5.4.1.
    """
    values = _singular_values(_checks.array("matrix", matrix, 2))
    return int((values > _threshold(matrix, values, tolerance)).sum())


def column_space(matrix: ArrayLike, tolerance: float | None = None) -> Matrix:
    """Directions at right angles, of length one, that span all places where a motion (m, n) can land: (m,
    rank).

    Source: Strang, section 3.5; by the singular value decomposition.
    """
    made = _checks.array("matrix", matrix, 2)
    left, values, _ = np.linalg.svd(made)
    span: Matrix = left[:, : int((values > _threshold(made, values, tolerance)).sum())]
    return span


def null_space(matrix: ArrayLike, tolerance: float | None = None) -> Matrix:
    """Directions at right angles, of length one, that span all that a motion (m, n) takes to zero: (n, n -
    rank).

    Source: Strang, section 3.2; by the singular value decomposition.
    """
    made = _checks.array("matrix", matrix, 2)
    _, values, right = np.linalg.svd(made)
    span: Matrix = right[int((values > _threshold(made, values, tolerance)).sum()) :].T
    return span


def inverse(matrix: ArrayLike) -> Matrix:
    """The motion that undoes another (n, n). Raises ValueError where that one flattens space, since nothing
    can undo it.

    Source: Strang, section 2.5.
    """
    made = _checks.square("matrix", matrix)
    if rank(made) < len(made):
        raise ValueError("this matrix has no inverse: it takes different points to the same place")
    return np.asarray(np.linalg.inv(made), dtype=np.float64)


def _singular_values(matrix: Matrix) -> Vector:
    return np.asarray(np.linalg.svd(matrix, compute_uv=False), dtype=np.float64)


def _threshold(matrix: ArrayLike, values: Vector, tolerance: float | None) -> float:
    if tolerance is not None:
        return tolerance
    return float(values.max(initial=0.0) * max(np.shape(matrix)) * np.finfo(float).eps)


# Lengths, angles, shadows ----------------------------------------------------------------------------------


def dot(u: ArrayLike, v: ArrayLike) -> float:
    """The dot product of two vectors (n,): how far one reaches along the other, times that one's length.

    Source: Strang, section 1.2.
    """
    first, second = _two_vectors(u, v)
    return float(sum(a * b for a, b in zip(first, second, strict=True)))


def norm(vector: ArrayLike, order: float = 2) -> float:
    """The length of a vector (n,): Euclid's by default, or the norm of another order of at least 1, or
    infinity.

    Source: Golub and Van Loan, section 2.2.
    """
    made = np.abs(_checks.array("vector", vector, 1))
    if order == np.inf:
        return float(made.max())
    if not order >= 1:
        raise ValueError(f"order should be at least 1, and is {order:g}")
    largest = made.max()
    # Scaled by the largest entry, so that no square is too large or too small for a float.
    return float(largest * ((made / largest) ** order).sum() ** (1 / order)) if largest else 0.0


def norms(vectors: ArrayLike, order: float = 2) -> Vector:
    """The length of each row of (k, n), as `norm` has it: (k,). Source: Golub and Van Loan, section 2.2."""
    return np.array([norm(row, order) for row in _checks.array("vectors", vectors, 2)])


def unit(vector: ArrayLike) -> Vector:
    """The vector (n,) of length one in the same direction. Raises ValueError for the zero vector. Source:
    Strang, 1.2.
    """
    made = _checks.array("vector", vector, 1)
    length = norm(made)
    if length == 0:
        raise ValueError("the zero vector has no direction")
    return made / length


def cosine(u: ArrayLike, v: ArrayLike) -> float:
    """The cosine of the angle between two vectors (n,), from -1 to 1. Source: Strang, section 1.2."""
    first, second = _two_vectors(u, v)
    return float(np.clip(dot(unit(first), unit(second)), -1, 1))


def angle(u: ArrayLike, v: ArrayLike) -> float:
    """The angle between two vectors (n,) in degrees, from 0 to 180. Source: Strang, section 1.2.

    By Kahan's formula (Miscalculating Area and Angles of a Needle-like Triangle, section 13), which keeps its
    digits where the cosine is near one.
    """
    first, second = _two_vectors(u, v)
    a, b = unit(first), unit(second)
    return float(np.degrees(2 * np.arctan2(norm(a - b), norm(a + b))))


def cosine_matrix(vectors: ArrayLike, others: ArrayLike | None = None) -> Matrix:
    """The cosines of all rows of (k, n) with all rows of (m, n), or with each other: (k, m), or (k, k), its diagonal one.

    Raises ValueError for a row of zeros and for rows of different lengths. Source: Strang, section 1.2.
    """
    rows = _checks.array("vectors", vectors, 2)
    columns = rows if others is None else _checks.array("others", others, 2)
    if rows.shape[1] != columns.shape[1]:
        raise ValueError(f"vectors of {rows.shape[1]} entries have no angle with vectors of {columns.shape[1]}")
    left, right = (np.array([unit(row) for row in table]) for table in (rows, columns))
    return np.clip(left @ right.T, -1, 1)


def project(vector: ArrayLike, onto: ArrayLike) -> Vector:
    """The shadow of a vector (n,) on the line along another (n,): (n,). Source: Strang, section 4.2."""
    first, second = _two_vectors(vector, onto)
    direction = unit(second)
    return dot(first, direction) * direction


def projection_onto(directions: ArrayLike) -> Matrix:
    """The motion that takes each point to its shadow on a line (n,), or on the space that columns (n, k)
    span: (n, n).

    Source: Strang, section 4.2.
    """
    made = _checks.array("directions", directions, 1, 2)
    basis = column_space(made if made.ndim == 2 else made[:, None])
    if basis.shape[1] == 0:
        raise ValueError("the zero vector has no direction")
    return basis @ basis.T


def plane_through(first: ArrayLike, second: ArrayLike) -> Matrix:
    """Two directions of length one at right angles that span the plane of two arrows (n,): (2, n), the first along
    `first`. Applied to an arrow it gives its place in that plane; dot products with both arrows stay what they are.
    Raises ValueError where the two lie on one line.

    Source: Strang, Introduction to Linear Algebra, chapter 4 (Gram and Schmidt).
    """
    u, v = _two_vectors(first, second)
    along = unit(u)
    across = v - project(v, u)
    if norm(across) <= 1e-12 * norm(v):
        raise ValueError("the two arrows lie on one line, and span no plane")
    return np.stack([along, unit(across)])


def _two_vectors(u: ArrayLike, v: ArrayLike) -> tuple[Vector, Vector]:
    first, second = _checks.array("the first vector", u, 1), _checks.array("the second vector", v, 1)
    _checks.same_shape("the first vector", first, "the second", second)
    return first, second


# Directions that matter ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Principal:
    """Principal components: `mean` (n,), `directions` (k, n) of length one and at right angles, the
    `variance` (k,) along each, and what `share` (k,) of all variance that is.
    """

    mean: Vector
    directions: Matrix
    variance: Vector
    share: Vector

    def coordinates(self, points: ArrayLike) -> Matrix:
        """Points (m, n), or one (n,), in the principal directions: (m, k) or (k,)."""
        made = _checks.array("points", points, 1, 2)
        if made.shape[-1] != len(self.mean):
            raise ValueError(f"points should have {len(self.mean)} coordinates, and have {made.shape[-1]}")
        return (made - self.mean) @ self.directions.T


def principal_components(points: ArrayLike, count: int) -> Principal:
    """The `count` directions along which points (m, n) differ most, m at least 2. Each direction's entry of
    largest size is positive, so that the picture does not depend on the library. Variances divide by m - 1.

    Source: Jolliffe, Principal Component Analysis (2002), chapters 1 and 3.
    """
    made = _checks.array("points", points, 2)
    if len(made) < 2:
        raise ValueError("one point has no variance: give at least two")
    if _checks.whole("count", count, 1) > min(made.shape):
        raise ValueError(f"count should be at most {min(made.shape)} for points of shape {made.shape}, and is {count}")
    mean = made.mean(axis=0)
    _, values, directions = np.linalg.svd(made - mean, full_matrices=False)
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]
    variance = values**2 / (len(made) - 1)
    whole = variance.sum()
    share = variance / whole if whole > 0 else np.zeros_like(variance)
    return Principal(mean, directions[:count], variance[:count], share[:count])


@dataclass(frozen=True)
class Singular:
    """A matrix (m, n) by what it does to its main directions: an arrow along `inputs[k]` (k, n) comes out along
    `outputs[k]` (k, m), stretched by `sizes[k]` (k,), largest first; `share` is theirs of the sum of all squares.
    """

    outputs: Matrix
    sizes: Vector
    inputs: Matrix
    share: float


def singular_directions(matrix: ArrayLike, count: int) -> Singular:
    """The `count` directions that a matrix (m, n) stretches most, all of length one, at right angles. Each input's
    entry of largest size is positive, so that the picture does not depend on the library.

    Source: Strang, Introduction to Linear Algebra, chapter 7 (the singular value decomposition).
    """
    made = _checks.array("matrix", matrix, 2)
    if _checks.whole("count", count, 1) > min(made.shape):
        raise ValueError(f"count should be at most {min(made.shape)} for a matrix of shape {made.shape}, and is {count}")
    left, values, right = np.linalg.svd(made, full_matrices=False)
    largest = np.abs(right).argmax(axis=1)
    signs = np.sign(right[np.arange(len(right)), largest])[:, None]
    whole = float(np.square(values).sum())
    share = float(np.square(values[:count]).sum()) / whole if whole > 0 else 0.0
    return Singular((left.T * signs)[:count], values[:count], (right * signs)[:count], share)


def two_main_directions(matrix: ArrayLike) -> Matrix:
    """The best matrix of rank two (or less) in place of (m, n): its two largest singular values kept, (m, n).

    Source: Eckart and Young, The approximation of one matrix by another of lower rank (1936).
    """
    made = _checks.array("matrix", matrix, 2)
    left, values, right = np.linalg.svd(made, full_matrices=False)
    return (left[:, :2] * values[:2]) @ right[:2]


@dataclass(frozen=True)
class PowerStep:
    """A step of power iteration: the direction (n,), and Rayleigh's quotient, which tends to the eigenvalue."""

    direction: Vector
    eigenvalue: float


def power_iteration(matrix: ArrayLike, start: ArrayLike, steps: int) -> list[PowerStep]:
    """A vector (n,) turned towards the direction that a motion (n, n) stretches most: its start and `steps`
    more.

    It converges where one eigenvalue is larger in size than all others and the start has a part along its
    eigenvector. Raises ValueError where the motion takes the vector to zero. Source: Golub and Van Loan,
    section 7.3.1.
    """
    made = _checks.square("matrix", matrix)
    direction = unit(_checks.array("start", start, 1))
    if len(direction) != len(made):
        raise ValueError(f"start should have {len(made)} entries, and has {len(direction)}")
    found = [PowerStep(direction, float(direction @ made @ direction))]
    for _ in range(_checks.whole("steps", steps, 0)):
        direction = unit(made @ direction)
        found.append(PowerStep(direction, float(direction @ made @ direction)))
    return found
