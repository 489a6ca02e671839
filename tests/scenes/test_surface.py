"""A surface: each pixel shows what a ray meets first, what lies behind is hidden, and the same bytes come twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Camera, FadeIn, tempconfig

from scenes.contours import Contours
from scenes.descent import Descent, Sign
from scenes.frame import left, picture, right, whole
from scenes.ground import Ground
from scenes.height_key import HeightKey
from scenes.horizon import Relief, View
from scenes.surface import Surface
from scenes.theme import theme
from scenes.typesetting import Words
from script.errors import ScriptError

X = np.linspace(-2, 2, 25)
Y = np.linspace(-1.5, 1.5, 19)
HILLS = Ground(np.sin(2 * X) * np.cos(2 * Y)[:, None], X, Y, spacing=0.25)


def drawn(*things, size=(320, 180)):
    with tempconfig({"pixel_width": size[0], "pixel_height": size[1]}):
        camera = Camera(background_color=theme.background)
        camera.capture_mobjects(list(things))
        return camera.pixel_array.copy()


# A pixel shows what its ray meets first --------------------------------------------------------------------------


def coded(n: int = 161) -> Relief:
    """A ground whose colours say where on it a place is."""
    u, v = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-0.8, 0.8, n))
    hill, waves = 0.35 * np.exp(-8 * ((u - 0.2) ** 2 + (v + 0.2) ** 2)), 0.12 * np.sin(4 * u) * np.cos(3 * v)
    heights = (hill + waves).astype(np.float32)
    places = np.dstack([(u + 1) / 2 * 200, (v + 0.8) / 1.6 * 200, np.full_like(u, 255)]).astype(np.uint8)
    return Relief(heights, (1.0, 0.8), places, places, np.zeros((8, 3), np.uint8), -0.4, 0.5)


def met(relief: Relief, view: View, across: float, up: float) -> tuple[float, float] | None:
    """The place of the ground that a ray meets first, by small steps along it: by hand, and slowly."""
    a, e = np.radians(view.azimuth), np.radians(view.elevation)
    right_, away = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    m, n = relief.heights.shape
    for depth in np.arange(-1.6, 1.6, 0.002):
        u, v = across * right_ + depth * away
        if abs(u) > relief.half[0] or abs(v) > relief.half[1]:
            continue
        high = relief.heights[round((v / relief.half[1] + 1) / 2 * (m - 1)), round((u / relief.half[0] + 1) / 2 * (n - 1))]
        if high * np.cos(e) + depth * np.sin(e) >= up:
            return float(u), float(v)
    return None


@pytest.mark.parametrize("view", [View(0, 38), View(35, 20), View(-110, 55), View(200, 12), View(15, 89.9)], ids=str)
def test_a_pixel_shows_what_its_ray_meets_first(view):
    relief, rng = coded(), np.random.default_rng(1)
    box, size = (-1.4, 1.4, -1.0, 1.0), (280, 200)
    picture_ = relief.draw(view, box, size)
    seen = 0
    for row, column in rng.integers((10, 10), (190, 270), (400, 2)):
        across, up = box[0] + (column + 0.5) * 0.01, box[3] - (row + 0.5) * 0.01
        red, green, blue, alpha = picture_[row, column].tolist()
        place = met(relief, view, across, up)
        nearby = picture_[row - 2 : row + 3, column - 2 : column + 3].astype(int)
        if place is None or alpha < 255 or blue < 250 or np.ptp(nearby[:, :, :2], axis=(0, 1)).max() > 30:
            # Beside the ground, on its cut side, or at a crest: told from the ground by the blue, or not asked here.
            if place is None:
                assert alpha == 0 or np.ptp(nearby[:, :, 3]) > 0
            continue
        seen += 1
        assert (red / 200 * 2 - 1, green / 200 * 1.6 - 0.8) == pytest.approx(place, abs=0.03)
    assert seen > 40


def test_the_cut_side_stands_below_the_front_edge():
    relief = coded()
    picture_ = relief.draw(View(0, 30), (-1.4, 1.4, -1.2, 1.2), (280, 240))
    column = picture_[:, 140]
    ground, side = (column[:, 2] > 250).nonzero()[0], ((column[:, 2] < 5) & (column[:, 3] == 255)).nonzero()[0]
    assert len(side) > 20 and ground.max() < side.min() and (np.diff(side) == 1).all()


def test_the_outline_is_covered_as_a_picture_eight_times_as_fine_has_it():
    relief, box, view = coded(), (-1.4, 1.4, -1.0, 1.0), View(20, 30)
    small = relief.draw(view, box, (280, 200))
    fine = relief.draw(view, box, (2240, 1600)).reshape(200, 8, 280, 8, 4).mean(axis=(1, 3))
    assert np.abs(small[:, :, 3] - fine[:, :, 3]).max() < 50
    assert ((small[:, :, 3] > 0) & (small[:, :, 3] < 255)).sum() > 150
    assert (small[:, :, :3] <= small[:, :, 3:]).all(), "colours are weighed by their alpha"


def test_a_crest_is_smooth():
    """Where a black slope hides a white one, the pixels between are grey, by how much of each is black."""
    u, v = np.meshgrid(np.linspace(-1, 1, 201), np.linspace(-0.8, 0.8, 201))
    across = v + 0.3 + 0.3 * u
    ridge = (0.5 * np.exp(-40 * across**2)).astype(np.float32)
    colours = np.dstack([np.where(across > 0.05, 255, 0)] * 3).astype(np.uint8)
    relief = Relief(ridge, (1.0, 0.8), colours, colours, np.zeros((8, 3), np.uint8), -0.4, 0.5)
    drawn_ = relief.draw(View(0, 25), (-1.4, 1.4, -1.0, 1.0), (280, 200))[20:-20, 60:-60]
    grey = (drawn_[:, :, 0] > 20) & (drawn_[:, :, 0] < 235) & (drawn_[:, :, 3] == 255)
    assert grey.any(axis=0).mean() > 0.4


def test_the_edge_of_the_cut_side_is_smooth():
    """Where the blue ground ends above its black side, the pixel between is as blue as the ground covers it."""
    relief, box, view = coded(), (-1.4, 1.4, -1.2, 1.2), View(20, 30)
    small = relief.draw(view, box, (280, 240)).astype(float)
    fine = relief.draw(view, box, (2240, 1920)).reshape(240, 8, 280, 8, 4).mean(axis=(1, 3))
    blue, inside = fine[:, :, 2], fine[:, :, 3] > 254
    edge = inside & (blue > 40) & (blue < 215)
    assert edge.sum() > 150
    assert np.abs(small - fine)[edge][:, 2].mean() < 12


@pytest.mark.parametrize("wide", np.linspace(279, 281, 9))
def test_the_last_column_is_covered_as_far_as_the_ground_reaches(wide):
    """A ground two wide in a box of 2.8 reaches from a seventh to six sevenths of the columns."""
    half = 1.4 * wide / 280
    drawn_ = coded().draw(View(0, 90), (-half, half, -1.2, 1.2), (280, 240))
    reach = 140 * (1 - 1 / half)
    assert drawn_[:, :, 3].max(axis=0)[int(reach)] == pytest.approx(255 * (1 - reach % 1), abs=2)


# The element -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", [whole, left, right, picture], ids=["whole", "left", "right", "picture"])
@pytest.mark.parametrize("azimuth", [0, 30, 90, 215])
def test_it_stays_in_its_region(region, azimuth):
    pixels = drawn(Surface(HILLS, region=region, azimuth=azimuth), size=(640, 360))
    rows, columns = np.nonzero((pixels[:, :, :3] != pixels[0, 0, :3]).any(axis=2))
    scale = 45
    assert columns.min() >= 320 + region.left * scale - 1 and columns.max() <= 320 + region.right * scale + 1
    assert rows.min() >= 180 - region.top * scale + 1 and rows.max() <= 180 - region.bottom * scale + 1


def test_the_same_bytes_come_twice_and_a_finer_camera_draws_more():
    one, other = (drawn(Surface(HILLS, azimuth=20)) for _ in range(2))
    assert np.array_equal(one, other)
    small, large = drawn(Surface(HILLS)), drawn(Surface(HILLS), size=(960, 540))
    blocks = large.reshape(180, 3, 320, 3, 4).mean(axis=(1, 3))
    assert np.abs(blocks - small)[:, :, :3].mean() < 4, "it is the same picture"
    across = np.abs(np.diff(large[:, :, 0].astype(int), axis=1)).max(axis=0)
    assert (across > 40).sum() > 200, "drawn at the camera's pixels, and not blown up"


@settings(max_examples=25, deadline=None)
@given(st.floats(-180, 180), st.floats(15, 90), st.floats(-1.7, 1.7), st.floats(-1.2, 1.2))
def test_a_point_is_where_it_is_drawn(azimuth, elevation, x, y):
    """By hand: turned about the height, tipped towards the viewer, then scaled."""
    surface = Surface(HILLS, azimuth=azimuth, elevation=elevation, fit=38)
    a, e = np.radians(azimuth), np.radians(elevation)
    points = np.array([(0.0, 0.0), (x, y)])
    high = (HILLS.height(points) - HILLS.low) * 0.34 * 4 / (HILLS.high - HILLS.low)
    across = points @ [np.cos(a), np.sin(a)]
    up = points @ [-np.sin(a), np.cos(a)] * np.sin(e) + high * np.cos(e)
    found = surface.on_frame(points)
    step = (found[1] - found[0])[:2] / (surface.per_unit / 2)
    assert step == pytest.approx([across[1] - across[0], up[1] - up[0]], abs=1e-9)


def test_what_is_behind_a_hill_is_hidden():
    bump = Ground(np.exp(-6 * (X**2 + (X[:, None]) ** 2)), X, X)
    surface = Surface(bump, elevation=15)
    assert surface.sees([(0, -0.6), (0, 0), (1.5, 1)]).tolist() == [True, True, True]
    assert surface.sees([(0, 0.7)]).tolist() == [False]
    surface.set_view(View(180, 15))
    assert surface.sees([(0, 0.7), (0, -0.7)]).tolist() == [True, False], "from the other side it is the other way round"
    surface.set_view(View(0, 90))
    assert surface.sees([(0, -0.7), (0, 0), (0, 0.7)]).all(), "from above nothing is"


def test_the_camera_goes_on_a_straight_way_between_views():
    surface = Surface(HILLS, azimuth=10, elevation=40)
    motion = surface.look(azimuth=50, elevation=20, rate_func=lambda t: t)
    motion.begin()
    motion.interpolate(0.25)
    assert surface.view == View(20, 35, 1)
    motion.interpolate(1)
    assert surface.view == View(50, 20, 1)


def test_heights_grow_out_of_the_plain():
    surface = Surface(HILLS, rise=0)
    assert np.ptp(surface.on_frame([(-1.9, 0), (-0.8, 0), (0.8, 0)])[:, 1]) == pytest.approx(0)
    surface.set_view(View(0, 38, 1))
    assert np.ptp(surface.on_frame([(-1.9, 0), (-0.8, 0), (0.8, 0)])[:, 1]) > 0.8


def test_it_fades_as_other_things_do():
    surface = Surface(HILLS)
    full = drawn(surface).astype(float)
    surface.set_fill(opacity=0.5)
    half, bare = drawn(surface).astype(float), drawn().astype(float)
    assert np.abs(half - (full + bare) / 2).max() <= 1.5
    come = FadeIn(Surface(HILLS))
    come.begin()
    come.interpolate(0)
    assert np.array_equal(drawn(come.mobject), bare)


# The ground ------------------------------------------------------------------------------------------------------


def test_a_ground_is_smooth_between_its_samples_and_exact_on_them():
    assert HILLS.height([(X[3], Y[5]), (X[-1], Y[0])]) == pytest.approx([HILLS.values[5, 3], HILLS.values[0, -1]])
    assert HILLS.height([(0.3, 0.2)])[0] == pytest.approx(np.sin(0.6) * np.cos(0.4), abs=2e-3)
    with pytest.raises(ScriptError, match="beside the ground"):
        HILLS.height([(2.5, 0)])


def test_levels_are_whole_multiples_of_the_spacing():
    assert HILLS.levels == pytest.approx(np.arange(-3, 4) * 0.25, abs=1e-12) or len(HILLS.levels) in (7, 9)
    for level, lines in HILLS.lines:
        for line in lines:
            assert np.abs(HILLS.height(np.clip(line, (-2, -1.5), (2, 1.5))) - level).max() < 0.02


def test_the_ramp_ends_in_the_themes_colours():
    assert HILLS.colour(HILLS.low).to_hex() == theme.colour("data").to_hex()
    assert HILLS.colour(HILLS.high).to_hex() == theme.colour("loss").to_hex()
    assert HILLS.colours(np.array([HILLS.low]))[0] == pytest.approx(255 * np.array(theme.colour("data").to_rgb()))


@pytest.mark.parametrize(
    ("values", "xs", "ys"),
    [
        ([[0, 1], [1, 2]], [0, 1, 2], [0, 1]),
        ([[0, 1, 5], [1, 2, 5]], [0, 1, 3], [0, 1]),
        ([[0, 1], [1, 2]], [1, 0], [0, 1]),
        ([[0, 1], [1, np.inf]], [0, 1], [0, 1]),
        ([[1, 1], [1, 1]], [0, 1], [0, 1]),
    ],
)
def test_what_is_no_ground_is_refused(values, xs, ys):
    with pytest.raises(ScriptError):
        Ground(values, xs, ys)


def test_a_way_ends_where_it_leaves_the_ground():
    way = HILLS.up_to_the_edge([(0, 0), (1, 1), (3, 2), (0, 0)])
    assert way == pytest.approx(np.array([(0, 0), (1, 1), (2, 1.5)]))
    assert HILLS.up_to_the_edge([(0, 0), (0, -1), (0, -4)]) == pytest.approx(np.array([(0, 0), (0, -1), (0, -1.5)]))
    assert HILLS.up_to_the_edge([(0, 0), (1, 1)]) == pytest.approx(np.array([(0, 0), (1, 1)]))
    assert all(HILLS.holds(point) for point in way) and not HILLS.holds((3, 2))


def test_a_part_is_the_same_ground():
    part = HILLS.part(slice(4, 20), slice(2, 9))
    assert part.corners == pytest.approx(np.array([(X[4], Y[2]), (X[19], Y[8])]))
    assert part.height([(X[7], Y[5])]) == pytest.approx(HILLS.height([(X[7], Y[5])]))
    assert part.spacing == HILLS.spacing


# The map ---------------------------------------------------------------------------------------------------------


def test_a_map_has_the_ground_in_its_place_and_its_lines_on_their_levels():
    contours = Contours(HILLS, region=picture)
    assert picture.holds(contours)
    corners = contours.on_frame([(-2, -1.5), (2, 1.5)])
    size = corners[1] - corners[0]
    assert size[0] / size[1] == pytest.approx(4 / 3) and (corners.mean(axis=0) == pytest.approx(picture.center))
    for (level, _), path in zip(HILLS.lines, contours.lines, strict=True):
        ends = path.points[::4]
        at = (ends - corners[0])[:, :2] / (size[0] / 4) + (-2, -1.5)
        assert np.abs(HILLS.height(np.clip(at, (-2, -1.5), (2, 1.5))) - level).max() < 0.02


def test_the_maps_tint_is_the_grounds_colour_at_that_place():
    contours = Contours(HILLS, region=picture)
    contours.remove(contours.lines)
    pixels = drawn(contours)
    for point, other in (((-0.8, 0.0), "data"), ((0.8, 0.0), "loss")):
        x, y, _ = contours.on_frame(point)[0]
        found = pixels[round((4 - y) * 22.5), round(160 + x * 22.5), :3]
        assert np.abs(found - 255 * 0.26 * np.array(theme.colour(other).to_rgb())).max() < 8


# Walks -----------------------------------------------------------------------------------------------------------


def test_one_state_moves_all_trails_of_a_walk():
    surface, contours = Surface(HILLS, region=left), Contours(HILLS, region=right)
    walk = Descent([(-1, -1), (0, -1), (1, 0)])
    trails = [walk.on(land) for land in (surface, contours)]
    with pytest.raises(ScriptError, match="no land"):
        walk.go()
    for trail in trails:
        trail.settle()
    going = walk.go(rate_func=lambda t: t)
    going.begin()
    going.interpolate(0.75)
    assert walk.done == pytest.approx(1.5) and walk.place == pytest.approx((0.5, -0.5))
    for trail, land in zip(trails, (surface, contours), strict=True):
        assert trail.ball.middle == pytest.approx(land.on_frame((0.5, -0.5), trail.ball.radius)[0])
    assert contours.on_frame((0.5, -0.5))[0] == pytest.approx(trails[1].path.points[-1], abs=1e-6)


def test_a_trail_lies_on_the_ground_and_is_cut_where_it_is_hidden():
    bump = Ground(np.exp(-6 * (X**2 + (X[:, None]) ** 2)), X, X)
    surface = Surface(bump, elevation=15)
    trail = Descent([(-1.5, 0.7), (1.5, 0.7)], done=1).on(surface, ball=False)
    starts, ends = trail.path.points[::4], trail.path.points[3::4]
    gaps = np.linalg.norm(starts[1:] - ends[:-1], axis=1) > 1e-6
    assert gaps.sum() == 1, "it goes behind the hill once, and comes out again"
    trail.settle()
    surface.set_view(View(0, 90))
    starts, ends = trail.path.points[::4], trail.path.points[3::4]
    assert np.allclose(starts[1:], ends[:-1])


def test_a_ball_is_hidden_from_below():
    bump = Ground(np.exp(-6 * (X**2 + (X[:, None]) ** 2)), X, X)
    surface = Surface(bump, elevation=25)
    front, behind = (Descent([(0.0, y)]).on(surface, radius=0.5) for y in (-0.9, 0.9))
    gold = {}
    for name, trail in (("front", front), ("behind", behind)):
        alone = drawn(trail.ball, size=(640, 360)).astype(int)
        bare = drawn(size=(640, 360)).astype(int)
        gold[name] = np.nonzero(np.abs(alone - bare).max(axis=2) > 60)
    assert len(gold["behind"][0]) < 0.7 * len(gold["front"][0])
    middle = 180 - 45 * behind.ball.middle[1]
    hidden = gold["behind"][0].max() - middle
    assert hidden < gold["front"][0].max() - (180 - 45 * front.ball.middle[1]), "it is the lower part that is hidden"


def test_dots_mark_the_steps_that_are_done():
    contours = Contours(HILLS)
    walk = Descent([(-1, -1), (0, -1), (1, 0), (1, 1)], done=2.5)
    trail = walk.on(contours, dots=True)
    assert len(trail.dots.get_subpaths()) == 3


def test_a_sign_stands_on_its_point_however_the_camera_turns():
    surface = Surface(HILLS)
    sign = Sign.at(surface, Words("here"), (1, 0.5))
    sign.settle()
    surface.set_view(View(70, 25))
    assert sign.pole.get_start() == pytest.approx(surface.on_frame((1, 0.5), 0.02)[0])
    assert sign.written.get_bottom()[1] > sign.pole.get_end()[1]


def test_a_plain_ground_gets_its_colours_with_its_heights():
    flat, high = (Surface(HILLS, rise=rise, plain=True) for rise in (0.0, 1.0))
    seen = drawn(flat, size=(160, 90))
    ground = seen[seen[:, :, 3] == 255][:, :3]
    grey = 0.6 * 255 * np.array(theme.colour("quiet").to_rgb())
    middle = seen[45, 80, :3].astype(float)
    assert np.abs(middle - grey).max() < 2 and len(ground)
    assert np.array_equal(drawn(high, size=(160, 90)), drawn(Surface(HILLS, rise=1.0), size=(160, 90)))


def test_a_bare_ground_shows_only_what_it_carries():
    surface = Surface(HILLS).bare()
    trail = Descent([(0, 0)]).on(surface)
    trail.settle()
    assert surface.opacity == 0 and trail.ball.opacity == 1
    laying = surface.lay()
    laying.begin()
    laying.interpolate(0.5)
    assert surface.opacity == pytest.approx(0.5) and trail.ball.opacity == 1


def test_a_ball_that_is_lost_leaves_its_path():
    contours = Contours(HILLS)
    trail = Descent([(-1, -1), (0, -1)], done=1).on(contours)
    trail.settle()
    losing = trail.lose_ball()
    losing.begin()
    losing.interpolate(1)
    trail.refresh()
    assert trail.ball.opacity == 0 and trail.shadow.get_fill_opacity() == 0
    assert len(trail.path.points) and trail.path.get_stroke_opacity() == 1


def test_no_walk_goes_nowhere():
    with pytest.raises(ScriptError, match="points of a plane"):
        Descent([(0, 0, 0)])


# A closer look, and what colours mean ------------------------------------------------------------------------------


def test_a_part_keeps_the_colours_of_the_whole():
    part = HILLS.part(slice(4, 20), slice(2, 9), spacing=0.1)
    assert part.spacing == 0.1 and part.high < HILLS.high
    for height in np.linspace(part.low, part.high, 5):
        assert part.colour(height) == HILLS.colour(height)
    assert part.colours(np.array([0.3])) == pytest.approx(HILLS.colours(np.array([0.3])))


def test_a_closer_map_begins_where_it_lies_on_the_whole_one():
    part = HILLS.part(slice(4, 20), slice(2, 9))
    whole_map, close = Contours(HILLS, region=left), Contours(part, region=right)
    own, lines = close.region, [line.points.copy() for line in close.lines]
    at = [(X[7], Y[5]), *part.corners]
    growing = close.unfold(whole_map, rate_func=lambda t: t)
    growing.begin()
    assert close.on_frame(at) == pytest.approx(whole_map.on_frame(at))
    assert close.border.get_center() == pytest.approx(close.on_frame([part.middle])[0])
    # Its level lines lie on those of the whole.
    level = part.levels[0]
    of_whole = whole_map.lines[list(HILLS.levels).index(level)].points
    for point in close.lines[0].points[::40]:
        assert np.linalg.norm(of_whole - point, axis=1).min() < 0.12
    growing.interpolate(0.5)
    halfway = (whole_map.on_frame([part.middle])[0] + own.center) / 2
    assert close.on_frame([part.middle])[0] == pytest.approx(halfway)
    growing.interpolate(1)
    assert close.region == own
    for line, before in zip(close.lines, lines, strict=True):
        assert line.points == pytest.approx(before)


def test_the_key_has_the_grounds_colours_at_their_heights():
    key = HeightKey(HILLS, "height", (-0.5, 0.5), region=left, most=0.75)
    assert left.holds(key)
    assert key.place(0.5)[1] - key.place(-0.5)[1] == pytest.approx(key.tall / (0.75 - HILLS.low))
    assert [one.text for one in key.numbers] == ["−0.5", "0.5"]
    for one, height in zip(key.numbers, (-0.5, 0.5), strict=True):
        assert one.get_y() == pytest.approx(key.place(height)[1])
        piece = min(key.strip, key=lambda piece: abs(piece.get_y() - one.get_y()))
        found = np.array(piece.get_fill_color().to_rgb())
        assert found == pytest.approx(HILLS.colour(height).to_rgb(), abs=0.05)
    assert [tick.get_y() for tick in key.ticks] == pytest.approx([key.place(0.25 * k)[1] for k in range(-3, 4)])


def test_a_frame_on_a_map_goes_round_its_stretch():
    contours = Contours(HILLS, region=picture)
    frame = contours.frame((-1, -0.5), (1, 0.7), role="ink")
    low, high = contours.on_frame([(-1, -0.5), (1, 0.7)])
    assert frame.get_center() == pytest.approx((low + high) / 2)
    assert frame.width > high[0] - low[0] and frame.get_fill_opacity() == 0


def test_a_bowl_curves_as_it_is_told():
    bowl = Ground.bowl([[2, 0], [0, 0.5]], (1.5, 1))
    assert bowl.half == pytest.approx((1.5, 1)) and bowl.middle == pytest.approx((0, 0))
    points = np.array([(0.7, -0.3), (-1.2, 0.9), (0, 0)])
    assert bowl.height(points) == pytest.approx(points[:, 0] ** 2 + 0.25 * points[:, 1] ** 2, abs=1e-3)


def test_a_walk_down_goes_against_the_gradient():
    walk = Descent.down((4, -2), lambda w: np.array([w[0], 3 * w[1]]), 0.5, 3)
    assert walk.points.tolist() == [[4, -2], [2, 1], [1, -0.5], [0.5, 0.25]] and len(walk) == 3


def test_a_sign_in_the_air_has_no_pole():
    surface = Surface(HILLS)
    sign = Sign.over(surface, "wall", (0.5, 0.2), up=0.6, size=36)
    sign.settle()
    foot = surface.on_frame((0.5, 0.2), 0.02)[0]
    assert sign.pole not in sign.submobjects and sign.written.get_x() == pytest.approx(foot[0])
    assert sign.written.get_bottom()[1] == pytest.approx(foot[1] + 0.6 + 0.08)
