"""A record: its line stands as high as its values, and the number at its end is the value there."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.frame import notes
from scenes.record import Record
from script.errors import ScriptError

VALUES = [4.0, 2.0, 1.5, 1.0]


def test_the_line_stands_as_high_as_its_values():
    record = Record(VALUES, "loss", "three steps", region=notes).upto(1)
    corners = np.vstack([record.line.points[:1], record.line.points[3::4]])[:4]
    high = corners[:, 1] - record.place.bottom
    assert high / high[0] == pytest.approx(np.array(VALUES) / 4)
    assert np.diff(corners[:, 0]) == pytest.approx(record.place.width / 3)
    assert notes.holds(record)


def test_halfway_the_number_is_the_one_between():
    record = Record(VALUES, "loss", "three steps")
    writing = record.write(run_time=1)
    writing.begin()
    writing.interpolate(0.5)
    assert record.figure.get_value() == pytest.approx((2.0 + 1.5) / 2)
    assert record.tip.get_center() == pytest.approx(record.line.points[-1])
    writing.interpolate(1)
    assert record.figure.get_value() == 1.0 and record.tip.get_x() == pytest.approx(record.place.right)
    assert record.figure.get_left()[0] > record.tip.get_right()[0]


@pytest.mark.parametrize("values", [[1.0], [1.0, -1.0], [0.0, 0.0], [[1.0, 2.0]]])
def test_what_is_no_record_is_refused(values):
    with pytest.raises(ScriptError, match="a record has"):
        Record(values, "loss", "steps")


def test_too_small_a_region_is_refused():
    with pytest.raises(ScriptError, match="does not fit"):
        Record(VALUES, "loss", "steps", region=notes.rows(1, 9)[0])
