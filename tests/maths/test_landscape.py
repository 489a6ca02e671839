"""Cuts through a loss against numpy.linalg, exact bowls and loops written out."""

import numpy as np
import pytest
import scipy.spatial.distance
from hypothesis import given
from hypothesis import strategies as st

from maths import landscape as la

WEIGHTS = {"matrix": (5, 3), "table": (4, 2), "bias": (3,), "kernel": (2, 5, 3)}


def model(seed, shapes=None):
    rng = np.random.default_rng(seed)
    return {name: rng.normal(2, 1, shape) for name, shape in (shapes or WEIGHTS).items()}


def flat(point):
    return np.concatenate([part.ravel() for part in point.values()])


def distances(points):
    return scipy.spatial.distance.pdist(np.array([p if isinstance(p, np.ndarray) else flat(p) for p in points]))


def test_each_filter_is_as_long_as_the_models():
    weights = model(1)
    got = la.random_direction(weights, np.random.default_rng(2), filters={"table": -1})
    assert list(got) == list(weights)
    drawn = np.random.default_rng(2)
    for name, part in weights.items():
        noise = drawn.normal(size=part.shape)
        assert got[name].shape == part.shape
        if name == "bias":
            assert not got[name].any()
            continue
        along, ours = (np.moveaxis(one, -1 if name == "table" else -2, 0) for one in (part, got[name]))
        raw = np.moveaxis(noise, -1 if name == "table" else -2, 0)
        for place in np.ndindex(along.shape[1:]):
            at = (slice(None), *place)
            assert np.linalg.norm(ours[at]) == pytest.approx(np.linalg.norm(along[at]))
            cosine = ours[at] @ raw[at] / np.linalg.norm(ours[at]) / np.linalg.norm(raw[at])
            assert cosine == pytest.approx(1), "scaled, not turned"


def test_a_direction_follows_the_scale_of_the_weights():
    """Why filters are normalised: a net whose layers are rescaled is cut in the same way."""
    weights = model(1)
    larger = {name: 7 * part if name == "matrix" else part for name, part in weights.items()}
    one, other = (la.random_direction(w, np.random.default_rng(3)) for w in (weights, larger))
    np.testing.assert_allclose(other["matrix"], 7 * one["matrix"])
    np.testing.assert_allclose(other["table"], one["table"])


def test_a_direction_for_a_lone_array():
    point = np.arange(1.0, 7).reshape(3, 2)
    got = la.random_direction(point, np.random.default_rng(0))
    np.testing.assert_allclose(np.linalg.norm(got, axis=0), np.linalg.norm(point, axis=0))
    got = la.random_direction(point, np.random.default_rng(0), filters={"": 1})
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), np.linalg.norm(point, axis=1))
    silent = la.random_direction(np.zeros((2, 2)), np.random.default_rng(0))
    assert not silent.any(), "a filter of zero gets a direction of zero"


def test_filters_that_are_not_there_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"no tensors named \['tabel'\]"):
        la.random_direction(model(1), rng, filters={"tabel": -1})
    with pytest.raises(ValueError, match="table has no axis 2"):
        la.random_direction(model(1), rng, filters={"table": 2})
    with pytest.raises(ValueError, match="the point has no axis 5"):
        la.random_direction(np.eye(2), rng, filters={"": 5})


@given(st.integers(0, 999), st.booleans())
def test_the_plane_through_three_points_keeps_their_distances(seed, named):
    rng = np.random.default_rng(seed)
    points = [model(s) for s in rng.integers(0, 10**6, 3)] if named else list(rng.normal(size=(3, 2, 4)).reshape(3, 8))
    plane = la.plane_through(*points)
    placed = [plane.coordinates(point) for point in points]
    assert placed[0] == pytest.approx((0, 0), abs=1e-9)
    assert placed[1][0] > 0 and placed[1][1] == pytest.approx(0, abs=1e-9) and placed[2][1] > 0
    np.testing.assert_allclose(scipy.spatial.distance.pdist(placed), distances(points), rtol=1e-9)
    axes = [flat(one) if named else one for one in (plane.first, plane.second)]
    np.testing.assert_allclose(np.array(axes) @ np.array(axes).T, np.eye(2), atol=1e-12)
    for point, (x, y) in zip(points, placed, strict=True):
        assert plane.distance(point) == pytest.approx(0, abs=1e-9)
        back = plane.point(x, y)
        assert isinstance(back, dict) == named
        np.testing.assert_allclose(flat(back) if named else back, flat(point) if named else point, atol=1e-9)


def test_three_points_nearly_on_a_line_still_give_right_angles():
    rng = np.random.default_rng(0)
    a, b, side = rng.normal(size=(3, 200))
    plane = la.plane_through(a, b, (a + b) / 2 + 1e-7 * side)
    assert abs(plane.first @ plane.second) < 1e-12


@given(st.integers(0, 999))
def test_coordinates_are_least_squares(seed):
    rng = np.random.default_rng(seed)
    origin, first, second, point = rng.normal(size=(4, 6))
    plane = la.Plane(origin, first, second)
    xy, rest, *_ = np.linalg.lstsq(np.column_stack([first, second]), point - origin, rcond=None)
    np.testing.assert_allclose(plane.coordinates(point), xy, rtol=1e-8, atol=1e-9)
    assert plane.distance(point) == pytest.approx(float(np.sqrt(rest[0])))


def test_the_grid_is_the_loss_at_each_of_its_points():
    weights = model(4)
    rng = np.random.default_rng(5)
    plane = la.Plane(weights, la.random_direction(weights, rng), la.random_direction(weights, rng))

    def loss(point):
        return float(sum(np.sum(np.sin(part) + part**2) for part in point.values()))

    xs, ys = [-1.0, 0.0, 0.5], [0.0, 2.0]
    got = plane.grid(loss, xs, ys)
    assert got.shape == (2, 3) and got[0, 1] == loss(weights)
    for i, y in enumerate(ys):
        for j, x in enumerate(xs):
            moved = {n: weights[n] + x * plane.first[n] + y * plane.second[n] for n in weights}
            assert got[i, j] == pytest.approx(loss(moved))


def test_a_bowl_is_a_bowl_on_every_plane():
    """x H x cut by a plane is a quadratic whose coefficients are known."""
    rng = np.random.default_rng(6)
    root = rng.normal(size=(5, 5))
    curve = root @ root.T
    plane = la.plane_through(*rng.normal(size=(3, 5)))
    xs, ys = np.linspace(-2, 2, 5), np.linspace(-1, 1, 3)
    got = plane.grid(lambda w: float(w @ curve @ w), xs, ys)
    o, u, v = plane.origin, plane.first, plane.second
    x, y = np.meshgrid(xs, ys)
    expected = (
        o @ curve @ o
        + 2 * x * (o @ curve @ u)
        + 2 * y * (o @ curve @ v)
        + x * x * (u @ curve @ u)
        + y * y * (v @ curve @ v)
        + 2 * x * y * (u @ curve @ v)
    )
    np.testing.assert_allclose(got, expected, rtol=1e-10)


def test_the_way_from_one_point_to_another():
    a, b = model(7), model(8)

    def loss(point):
        return float(np.sum(flat(point) ** 2))

    shares = [0.0, 0.25, 1.0, 1.5]
    expected = [np.sum(((1 - t) * flat(a) + t * flat(b)) ** 2) for t in shares]
    np.testing.assert_allclose(la.along_line(loss, a, b, shares), expected)
    np.testing.assert_allclose(la.along_line(lambda x: x[0], np.array([1.0]), np.array([3.0]), [0.5]), [2.0])
    assert la.along_line(loss, a, b, [0.0, 1.0]).tolist() == [loss(a), loss(b)], "the ends themselves, unrounded"


def test_a_wall_may_be_infinite_but_not_nan():
    plane = la.Plane(np.zeros(2), np.array([1.0, 0]), np.array([0.0, 1]))
    assert plane.grid(lambda w: np.inf if w[0] > 0 else 0.0, [0, 1], [0]).tolist() == [[0, np.inf]]
    with pytest.raises(ValueError, match="NaN"):
        plane.grid(lambda w: np.nan, [0], [0])
    with pytest.raises(ValueError, match="NaN"):
        la.along_line(lambda w: np.nan, np.zeros(1), np.ones(1), [0])


def test_weights_of_32_bits_are_taken_as_they_are():
    weights = {name: part.astype(np.float32) for name, part in model(9).items()}
    before = {name: part.copy() for name, part in weights.items()}
    direction = la.random_direction(weights, np.random.default_rng(0))
    other = la.random_direction(weights, np.random.default_rng(1))
    moved = la.Plane(weights, direction, other).point(0.5, 0)
    assert all(part.dtype == np.float64 for part in moved.values())
    assert all(np.array_equal(weights[name], before[name]) for name in weights)


A = np.array([1.0, 2, 3])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: la.plane_through(A, A, 2 * A), "the first two points are the same"),
        (lambda: la.plane_through(A, 2 * A, 5 * A), "lie on one line"),
        (lambda: la.plane_through(A, 2 * A, A), "lie on one line"),
        (lambda: la.plane_through(A, 2 * A, A[:2]), "points of different forms"),
        (lambda: la.plane_through({"a": A}, {"b": A}, {"a": A}), "points of different forms"),
        (lambda: la.plane_through({}, {}, {}), "the point is empty"),
        (lambda: la.plane_through(A, A * np.nan, A), "not finite"),
        (lambda: la.Plane(A, 0 * A, A), "the first direction is zero"),
        (lambda: la.Plane(A, A, 0 * A), "the second direction is zero"),
        (lambda: la.Plane(A, A, -2 * A), "on one line"),
        (lambda: la.along_line(lambda w: 0.0, A, A[:2], [0]), "points of different forms"),
        (lambda: la.Plane(A, A, A[::-1]).coordinates(A[:1]), "points of different forms"),
        (lambda: la.Plane(A, A, A[::-1]).grid(lambda w: 0.0, [], [0]), "xs is empty"),
        (lambda: la.Plane(A, A, A[::-1]).point(np.nan, 0), "not finite"),
    ],
)
def test_what_is_no_plane_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
