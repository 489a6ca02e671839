"""Linear algebra against numpy.linalg, SciPy, exact fractions, and by properties over generated matrices."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
import scipy.linalg
import scipy.spatial.distance
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.transform import Rotation
from scipy.stats import ortho_group

from maths import linear

entries = st.integers(-6, 6).map(float)
sizes = st.integers(1, 5)


@st.composite
def matrices(draw, rows=sizes, columns=sizes):
    m, n = draw(rows), draw(columns)
    return np.array(draw(st.lists(entries, min_size=m * n, max_size=m * n))).reshape(m, n)


@st.composite
def squares(draw):
    n = draw(sizes)
    return draw(matrices(st.just(n), st.just(n)))


@st.composite
def singular(draw):
    """A square matrix of a rank that is known and less than its size: a product of thin ones."""
    n = draw(st.integers(2, 5))
    r = draw(st.integers(0, n - 1))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    return (rng.integers(-3, 4, (n, r)) @ rng.integers(-3, 4, (r, n))).astype(float), r


def exact_determinant(matrix) -> Fraction:
    """Leibniz's formula over all permutations, in fractions."""
    n = len(matrix)
    total = Fraction(0)
    for order in permutations(range(n)):
        sign = (-1) ** sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n))
        product = Fraction(sign)
        for i, j in enumerate(order):
            product *= Fraction(matrix[i][j])
        total += product
    return total


@given(st.floats(-720, 720))
def test_rotation_is_scipys(degrees):
    expected = Rotation.from_euler("z", degrees, degrees=True).as_matrix()[:2, :2]
    assert np.allclose(linear.rotation(degrees), expected, atol=1e-12)


@given(st.integers(-9, 9))
def test_quarters_are_exact(quarters):
    turned = linear.rotation(quarters=quarters)
    assert set(np.abs(turned).ravel()) == {0.0, 1.0}
    assert np.allclose(turned, linear.rotation(90.0 * quarters))


def test_motions_of_the_plane():
    assert np.array_equal(linear.shear(x=2) @ [0, 1], [2, 1]) and np.array_equal(linear.shear(y=3) @ [1, 0], [1, 3])
    assert np.array_equal(linear.scaling(2) @ [1, 1], [2, 2]) and np.array_equal(linear.scaling(2, 5) @ [1, 1], [2, 5])
    assert np.array_equal(linear.identity(3), np.eye(3))
    assert np.allclose(linear.reflection(45) @ [1, 0], [0, 1])
    with pytest.raises(ValueError, match="not both"):
        linear.rotation(10, quarters=1)
    with pytest.raises(ValueError, match="whole number of at least 1"):
        linear.identity(0)


@given(st.floats(-180, 180))
def test_a_mirror_keeps_its_line_and_turns_space_over(degrees):
    mirror = linear.reflection(degrees)
    line = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    assert np.allclose(mirror @ line, line)
    assert np.allclose(mirror @ mirror, np.eye(2))
    assert np.linalg.det(mirror) == pytest.approx(-1)


@given(squares(), st.floats(0, 1))
def test_a_motion_takes_each_point_along_a_straight_line(matrix, share):
    assume(not (matrix.shape == (2, 2) and np.array_equal(matrix @ matrix.T, np.eye(2)) and np.linalg.det(matrix) > 0))
    point = np.arange(1.0, len(matrix) + 1)
    assert np.allclose(linear.motion(matrix, share) @ point, point + share * (matrix @ point - point))


@given(st.floats(-179, 180), st.floats(0, 1))
def test_a_turn_goes_round(degrees, share):
    expected = scipy.linalg.expm(share * np.radians(degrees) * np.array([[0, -1], [1, 0]]))
    assert np.allclose(linear.motion(linear.rotation(degrees), share), expected)
    line = linear.rotation(degrees)[:, 0]
    halfway = linear.motion(linear.reflection(degrees), 0.5)
    assert np.allclose(halfway, np.outer(line, line)), "a mirror goes straight: halfway all is on its line"


def test_a_motion_begins_and_ends_without_rounding():
    for matrix in (linear.rotation(30), linear.rotation(180), linear.shear(0.1), [[0.1, 0.7], [0.3, 0.9]]):
        assert np.array_equal(linear.motion(matrix, 0), np.eye(2))
        assert np.array_equal(linear.motion(matrix, 1), matrix)
    quarter = linear.rotation(quarters=1)
    linear.motion(quarter, 1)[0, 0] = 9
    assert quarter[0, 0] == 0
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match="share"):
            linear.motion(quarter, bad)


@given(matrices(st.just(3), st.just(4)), matrices(st.just(4), st.just(2)), matrices(st.just(2), st.just(5)))
def test_compose_is_the_matrix_product(a, b, c):
    assert np.allclose(linear.compose(a, b, c), np.linalg.multi_dot([a, b, c]))
    x = np.arange(5.0)
    assert np.allclose(linear.apply(linear.compose(a, b, c), x), linear.apply(a, linear.apply(b, linear.apply(c, x))))
    columns = np.arange(10.0).reshape(5, 2)
    assert np.allclose(linear.apply(c, columns), np.einsum("ij,jk->ik", c, columns))


@given(matrices(), matrices())
def test_product_steps_add_up_to_the_product(a, b):
    if a.shape[1] != b.shape[0]:
        with pytest.raises(ValueError, match="do not fit"):
            linear.product_steps(a, b)
        return
    steps = linear.product_steps(a, b)
    assert [(s.row, s.column) for s in steps] == [(i, j) for i in range(a.shape[0]) for j in range(b.shape[1])]
    for s in steps:
        exact = [Fraction(x) * Fraction(y) for x, y in zip(a[s.row], b[:, s.column], strict=True)]
        assert [Fraction(p) for _, _, p in s.terms] == exact
        assert [(x, y) for x, y, _ in s.terms] == list(zip(a[s.row], b[:, s.column], strict=True))
        assert Fraction(s.total) == sum(exact) and Fraction(s.sums[-1]) == sum(exact)
        assert s.sums[0] == exact[0]


@given(matrices())
def test_the_transpose_moves_the_other_side_of_a_dot_product(matrix):
    m, n = matrix.shape
    x, y = np.arange(1.0, n + 1), np.arange(2.0, m + 2)
    assert np.array_equal(linear.transpose(matrix), np.swapaxes(matrix, 0, 1))
    assert linear.dot(linear.apply(matrix, x), y) == pytest.approx(linear.dot(x, linear.apply(linear.transpose(matrix), y)))


def test_commutator():
    turn, slant = linear.rotation(quarters=1), linear.shear(x=1)
    assert np.array_equal(linear.commutator(slant, turn), slant @ turn - turn @ slant)
    assert not np.any(linear.commutator(linear.rotation(30), linear.rotation(50)).round(12))


@given(squares())
def test_determinant_equals_leibniz_formula_in_fractions(matrix):
    assert linear.determinant(matrix) == pytest.approx(float(exact_determinant(matrix.tolist())), abs=1e-8)


@given(singular())
def test_singular_matrices_are_found_out(made):
    matrix, most = made
    assert linear.determinant(matrix) == pytest.approx(0, abs=1e-6)
    assert linear.rank(matrix) == np.linalg.matrix_rank(matrix) <= most
    with pytest.raises(ValueError, match="no inverse"):
        linear.inverse(matrix)
    null = linear.null_space(matrix)
    assert null.shape == (len(matrix), len(matrix) - linear.rank(matrix))
    assert np.allclose(matrix @ null, 0, atol=1e-9)


@given(matrices(st.just(2), st.just(2)))
def test_determinant_is_the_factor_of_area(matrix):
    corners = np.array([(0, 0), (2, 0), (3, 1), (1, 2)], dtype=float)
    before, after = linear.signed_area(corners), linear.signed_area(corners @ matrix.T)
    assert after == pytest.approx(linear.determinant(matrix) * before)


def test_areas():
    turns = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    circle = np.column_stack([np.cos(turns), np.sin(turns)])
    assert linear.signed_area(circle) == pytest.approx(np.pi, rel=1e-5)
    assert linear.signed_area(circle[::-1]) == pytest.approx(-np.pi, rel=1e-5)
    with pytest.raises(ValueError, match="corners should have shape"):
        linear.signed_area([(0, 0), (1, 1)])


@given(matrices())
def test_rank_and_spaces_agree_with_scipy(matrix):
    assert linear.rank(matrix) == np.linalg.matrix_rank(matrix)
    columns = linear.column_space(matrix)
    assert columns.shape[1] == linear.rank(matrix)
    assert np.allclose(columns.T @ columns, np.eye(columns.shape[1]))
    reference = scipy.linalg.orth(matrix)
    assert np.allclose(columns @ columns.T, reference @ reference.T, atol=1e-8)
    null = linear.null_space(matrix)
    reference = scipy.linalg.null_space(matrix)
    assert np.allclose(null @ null.T, reference @ reference.T, atol=1e-8)


def test_rank_with_a_tolerance():
    assert linear.rank(np.diag([1, 1e-3, 1e-20])) == 2
    assert linear.rank(np.diag([1, 1e-3, 1e-20]), tolerance=1e-2) == 1


@given(squares())
def test_inverse_undoes(matrix):
    assume(abs(float(exact_determinant(matrix.tolist()))) >= 1)
    assert np.allclose(linear.inverse(matrix) @ matrix, np.eye(len(matrix)), atol=1e-8)


vectors = st.lists(st.integers(-9, 9).map(float), min_size=2, max_size=6)


@given(vectors, vectors)
def test_lengths_and_angles_agree_with_scipy(u, v):
    n = min(len(u), len(v))
    u, v = np.array(u[:n]), np.array(v[:n])
    assert linear.dot(u, v) == float(sum(Fraction(a) * Fraction(b) for a, b in zip(u, v, strict=True)))
    for order in (1, 2, 3, np.inf):
        assert linear.norm(u, order) == pytest.approx(np.linalg.norm(u, order))
    assume(u.any() and v.any())
    assert linear.cosine(u, v) == pytest.approx(1 - scipy.spatial.distance.cosine(u, v), abs=1e-12)
    expected = np.arccos(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))
    assert linear.angle(u, v) == pytest.approx(np.degrees(expected), abs=1e-5)
    shadow = linear.project(u, v)
    assert linear.dot(u - shadow, v) == pytest.approx(0, abs=1e-9)
    assert np.allclose(linear.projection_onto(v) @ u, shadow)


def test_lengths_at_the_edges():
    assert linear.norm([3e200, 4e200]) == pytest.approx(5e200)
    assert linear.norm([0.0, 0.0]) == 0
    rows = np.array([[3.0, -4], [0, 0], [1e200, 1e200]])
    for order in (1, 2, np.inf):
        expected = [np.linalg.norm([3, 4], order), 0, 1e200 * np.linalg.norm([1, 1], order)]
        assert linear.norms(rows, order) == pytest.approx(expected)
    assert linear.angle([1, 0], [1, 1e-9]) == pytest.approx(np.degrees(1e-9), rel=1e-6)
    with pytest.raises(ValueError, match="zero vector has no direction"):
        linear.unit([0, 0])
    with pytest.raises(ValueError, match="zero vector has no direction"):
        linear.projection_onto([0, 0])
    with pytest.raises(ValueError, match="order should be at least 1"):
        linear.norm([1.0], 0.5)


@given(matrices(st.integers(1, 6), st.integers(1, 5)))
def test_cosine_matrix(rows):
    assume((np.abs(rows).sum(axis=1) > 0).all())
    expected = 1 - scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(rows, "cosine"))
    assert np.allclose(linear.cosine_matrix(rows), expected, atol=1e-9)
    others = np.eye(rows.shape[1])[:2]
    expected = 1 - scipy.spatial.distance.cdist(rows, others, "cosine")
    assert np.allclose(linear.cosine_matrix(rows, others), expected, atol=1e-9)
    with pytest.raises(ValueError, match="no angle with"):
        linear.cosine_matrix(rows, np.ones((2, rows.shape[1] + 1)))


@given(matrices(st.integers(3, 5), st.integers(2, 3)))
def test_projection_onto_a_space(directions):
    assume(np.abs(directions).any())
    onto = linear.projection_onto(directions)
    basis = scipy.linalg.orth(directions)
    assert np.allclose(onto, basis @ basis.T, atol=1e-8)
    assert np.allclose(onto @ onto, onto)


def test_principal_components_are_the_eigenvectors_of_the_covariance():
    rng = np.random.default_rng(3)
    axes = np.diag([5, 2, 1, 0.1]) @ ortho_group.rvs(4, random_state=1)
    points = rng.normal(size=(60, 4)) @ axes + [1, 2, 3, 4]
    found = linear.principal_components(points, 3)
    values, directions = np.linalg.eigh(np.cov(points.T))
    assert np.allclose(found.variance, values[::-1][:3])
    assert np.allclose(found.share, values[::-1][:3] / values.sum())
    assert np.allclose(np.abs(found.directions @ directions[:, ::-1][:, :3]), np.eye(3), atol=1e-8)
    assert (found.directions[np.arange(3), np.abs(found.directions).argmax(axis=1)] > 0).all()
    spread = found.coordinates(points)
    assert np.allclose(spread.mean(axis=0), 0, atol=1e-10)
    assert np.allclose(spread.var(axis=0, ddof=1), found.variance)
    assert np.allclose(found.coordinates(points[0]), spread[0])
    assert not linear.principal_components(np.ones((3, 2)), 1).share.any()
    with pytest.raises(ValueError, match="at least two"):
        linear.principal_components([[1, 2]], 1)
    with pytest.raises(ValueError, match="at most 2"):
        linear.principal_components([[1, 2], [3, 4]], 3)
    with pytest.raises(ValueError, match="4 coordinates"):
        found.coordinates([1, 2])


@given(matrices(st.integers(2, 5), st.integers(2, 5)))
def test_no_matrix_of_rank_two_is_nearer(matrix):
    near = linear.two_main_directions(matrix)
    assert np.linalg.matrix_rank(near, tol=1e-8) <= 2
    values = scipy.linalg.svdvals(matrix)
    assert np.linalg.norm(matrix - near) == pytest.approx(np.sqrt((values[2:] ** 2).sum()), abs=1e-8)


def test_power_iteration_turns_to_the_dominant_direction():
    matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
    steps = linear.power_iteration(matrix, [1, 0], 60)
    values, directions = np.linalg.eigh(matrix)
    assert len(steps) == 61
    assert steps[-1].eigenvalue == pytest.approx(values[-1])
    assert abs(steps[-1].direction @ directions[:, -1]) == pytest.approx(1)
    assert np.array_equal(steps[0].direction, [1, 0])
    with pytest.raises(ValueError, match="zero vector"):
        linear.power_iteration([[0, 1], [0, 0]], [1, 0], 1)
    with pytest.raises(ValueError, match="start should have 2"):
        linear.power_iteration(matrix, [1, 0, 0], 1)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: linear.apply([[1, 2]], [1, 2, 3]), "takes vectors of 2 entries, not 3"),
        (lambda: linear.apply([1, 2], [1, 2]), "matrix should have 2 dimensions"),
        (lambda: linear.apply([[1, np.nan]], [1, 2]), "not finite"),
        (lambda: linear.compose(), "nothing to compose"),
        (lambda: linear.compose([[1, 2]], [[1, 2]]), "do not fit"),
        (lambda: linear.determinant([[1, 2, 3], [4, 5, 6]]), "should be square"),
        (lambda: linear.dot([1, 2], [1, 2, 3]), r"has shape \(2,\), and the second \(3,\)"),
        (lambda: linear.rank([[]]), "is empty"),
        (lambda: linear.commutator(np.eye(2), np.eye(3)), r"a has shape \(2, 2\), and b \(3, 3\)"),
        (lambda: linear.shear(x=np.inf), "not finite"),
    ],
)
def test_wrong_input_is_told(call, told):
    with pytest.raises(ValueError, match=told):
        call()


@settings(max_examples=60, deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(-5, 5).map(float)))
def test_singular_directions_are_stretched_as_they_say(matrix):
    found = linear.singular_directions(matrix, 1)
    everything = linear.singular_directions(matrix, min(matrix.shape))
    for one in (found, everything):
        for direction, output, size in zip(one.inputs, one.outputs, one.sizes, strict=True):
            assert np.allclose(matrix @ direction, size * output, atol=1e-9)
            assert direction[np.abs(direction).argmax()] > 0
        assert np.allclose(one.inputs @ one.inputs.T, np.eye(len(one.inputs)))
    # The squares of the sizes are the eigenvalues of the transpose times the matrix.
    eigenvalues = np.linalg.eigvalsh(matrix.T @ matrix)[::-1][: len(everything.sizes)]
    assert np.allclose(everything.sizes**2, eigenvalues, atol=1e-8)
    assert everything.share == pytest.approx(1 if matrix.any() else 0)
    if matrix.any():
        assert found.share == pytest.approx(eigenvalues[0] / np.square(matrix).sum())


def test_more_singular_directions_than_there_are_are_refused():
    with pytest.raises(ValueError, match="at most 2"):
        linear.singular_directions(np.ones((2, 5)), 3)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_in_the_plane_through_two_arrows_their_dot_products_are_exact(seed, size):
    rng = np.random.default_rng(seed)
    u, v, other = rng.normal(size=(3, size))
    plane = linear.plane_through(u, v)
    assert np.allclose(plane @ plane.T, np.eye(2))
    assert np.allclose(plane @ u, [np.sqrt(u @ u), 0])
    for arrow in (u, v):
        assert np.dot(plane @ arrow, plane @ other) == pytest.approx(np.dot(arrow, other))
    assert np.allclose(np.abs(plane), np.abs(np.linalg.qr(np.stack([u, v]).T).Q.T))


def test_two_arrows_on_one_line_span_no_plane():
    with pytest.raises(ValueError, match="one line"):
        linear.plane_through((1, 2, 3), (-2, -4, -6))
