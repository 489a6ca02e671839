"""Pictures that are repeated by hand: what independent decoders make of them."""

from __future__ import annotations

import re
import subprocess

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.quality import Quality
from reel.stage import h264
from reel.stage.encoder import GROUP_SECONDS, TRIES, Film

SIZE = Quality("size", 160, 96, 15)


def shown(number: int, quality: Quality = SIZE) -> np.ndarray:
    """A picture that says its number, in eight stripes that are dark or bright, with something finer under them."""
    rng = np.random.default_rng(number)
    frame = np.full((quality.height, quality.width, 4), 255, np.uint8)
    for bit in range(8):
        wide = quality.width // 8
        frame[: quality.height // 2, bit * wide : (bit + 1) * wide, :3] = 200 if number >> bit & 1 else 40
    frame[quality.height // 2 :, :, :3] = np.kron(rng.integers(60, 180, (6, 10, 3)), np.ones((8, 16, 1)))
    return frame


def number(luma: np.ndarray) -> int:
    stripes = luma[4:40].mean(axis=0).reshape(8, -1).mean(axis=1)
    return int(sum(1 << bit for bit, level in enumerate(stripes) if level > 110))


def decoded(path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Motions and holds of many lengths, with groups that begin within both: the file, and what each frame shows."""
    path = tmp_path_factory.mktemp("h264") / "film.mp4"
    rng, said = np.random.default_rng(5), []
    with Film(path, SIZE, keys=[7, 100, 101, 250, 333]) as sink:
        for k in range(255):
            count = int(rng.choice([1, 1, 1, 1, 1, 2, 3, 4, 40, 170])) if k < 150 else 1
            sink.write(shown(k), count)
            said += [k] * count
    return path, said


def test_every_frame_is_the_one_that_was_meant(film):
    path, said = film
    assert [number(picture[: SIZE.height]) for picture in decoded(path)] == said
    assert len(said) > 1000


def test_a_picture_that_is_repeated_is_the_same_to_the_last_bit(film):
    path, said = film
    pictures = decoded(path)
    with av.open(str(path)) as container:
        anew = {round(p.pts * p.time_base * 15) for p in container.demux(video=0) if p.is_keyframe and p.pts is not None}
    tried, compared = 0, 0
    for k in range(1, len(said)):
        tried = tried + 1 if said[k] == said[k - 1] and k not in anew else 0
        if tried >= TRIES:
            assert np.array_equal(pictures[k], pictures[k - 1]), k
            compared += 1
    assert compared > 500


def test_ffmpeg_and_ffprobe_find_nothing_to_complain_of(film):
    path, said = film
    run = subprocess.run(
        ["ffmpeg", "-v", "warning", "-err_detect", "explode+crccheck+bitstream+buffer", "-i", path, "-f", "null", "-"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0 and not run.stderr, run.stderr
    entries = "stream=has_b_frames,nb_frames,nb_read_frames,avg_frame_rate,profile,start_time:packet=pts,dts,duration"
    command = ["ffprobe", "-v", "warning", "-count_frames", "-show_entries", entries, "-of", "flat", path]
    run = subprocess.run(command, capture_output=True, text=True)
    assert not run.stderr
    told = dict(line.split("=", 1) for line in run.stdout.splitlines())
    stream = {key.rsplit(".", 1)[1]: value.strip('"') for key, value in told.items() if ".stream." in key}
    assert (stream["nb_frames"], stream["nb_read_frames"]) == (str(len(said)),) * 2
    assert (stream["has_b_frames"], stream["avg_frame_rate"], stream["profile"]) == ("1", "15/1", "High")
    times = {name: [int(v) for k, v in told.items() if k.endswith(f".{name}")] for name in ("pts", "dts", "duration")}
    assert sorted(times["pts"]) == list(range(0, 1024 * len(said), 1024)), (
        "each frame has its own time, and none is left out"
    )
    assert times["dts"] == [1024 * (k - 1) for k in range(len(said))]
    assert all(dts <= pts for dts, pts in zip(times["dts"], times["pts"], strict=True))


def test_pictures_are_numbered_as_the_standard_says(film):
    """frame_num, 7.4.3: of a picture that others refer to it is one more than of the one before, of any other it is that
    too; pic_order_cnt_lsb counts the frames, by two, from where a group begins."""
    path, said = film
    command = ["ffmpeg", "-v", "trace", "-i", path, "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-"]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    named = re.compile(r"\[trace_headers.*\b(nal_ref_idc|nal_unit_type|frame_num|pic_order_cnt_lsb)\s+[01]+ = (\d+)")
    read = [(hit[1], int(hit[2])) for hit in map(named.search, run.stderr.splitlines()) if hit]
    pictures, one = [], {}
    for name, value in read:
        one[name] = value
        if name == "pic_order_cnt_lsb":
            pictures.append(one)
            one = {}
    assert len(pictures) == len(said)
    due, orders, length = 0, [], max(one["frame_num"] for one in pictures) + 1
    for one in pictures:
        if one["nal_unit_type"] == 5:
            assert sorted(orders) == list(range(0, 2 * len(orders), 2))
            due, orders = 0, []
        assert one["frame_num"] == due % length
        orders.append(one["pic_order_cnt_lsb"])
        due += one["nal_ref_idc"] > 0
    assert length == 16, "the numbers go round"


def test_frames_can_be_found_from_any_key_frame_on(film):
    path, said = film
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for wanted in (0, 90, 101, 260, 700, len(said) - 1):
            container.seek(wanted * 1024, stream=stream)
            for picture in container.decode(stream):
                frame = picture.pts // 1024
                assert number(picture.to_ndarray()[: SIZE.height]) == said[frame]
                if frame >= wanted:
                    break


def test_a_hold_costs_a_dozen_bytes_a_frame(tmp_path):
    sizes = []
    for count in (TRIES, TRIES + 60):
        with Film(tmp_path / "f.mp4", SIZE) as sink:
            sink.write(shown(77), count)
        with av.open(str(tmp_path / "f.mp4")) as container:
            sizes.append(sum(packet.size for packet in container.demux(video=0)))
    assert GROUP_SECONDS * SIZE.rate > TRIES + 60
    assert (sizes[1] - sizes[0]) / 60 <= 20


def test_frames_in_which_nothing_is_new_are_one_hold(tmp_path):
    for name, counts in (("once", [50]), ("often", [1] * 50)):
        with Film(tmp_path / f"{name}.mp4", SIZE) as sink:
            for count in counts:
                sink.write(shown(3).copy(), count)
    assert (tmp_path / "once.mp4").read_bytes() == (tmp_path / "often.mp4").read_bytes()


@given(st.lists(st.integers(0, 100_000), max_size=30))
def test_numbers_come_back(numbers):
    read = h264.Reader(h264.Writer().ue(*numbers).rbsp())
    assert [read.ue() for _ in numbers] == numbers


@given(st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 200])).map(bytes))
def test_no_payload_looks_like_the_start_of_a_unit(payload):
    safe = h264.escaped(payload)
    assert not any(safe[k : k + 2] == b"\0\0" and safe[k + 2] < 3 for k in range(len(safe) - 2))
    assert h264.unescaped(safe) == payload


def test_streams_that_it_cannot_hold_are_refused():
    def header(*, profile: int = 100, chroma: int = 1, order: int = 0, frames: int = 1) -> bytes:
        sequence = h264.Writer().bits(0x67, 8).bits(profile, 8).bits(40, 16).ue(0)
        if profile == 100:
            sequence.ue(chroma, 0, 0).bits(0, 2)
        sequence.ue(0, order)
        if order == 0:
            sequence.ue(2)
        sequence.ue(1).bits(0, 1).ue(9, 5).bits(frames, 1)
        return b"\0\0\0\1" + sequence.rbsp() + b"\0\0\0\1" + h264.Writer().bits(0x68, 8).ue(0, 0).rbsp()

    for good in (header(), header(profile=77)):
        h264.Stream(good)
    for bad in (header(chroma=3), header(order=2), header(frames=0)):
        with pytest.raises(ValueError, match="stream"):
            h264.Stream(bad)
