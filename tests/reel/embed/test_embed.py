"""What is taken out of a film: decoded again by other readers, and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import webvtt
from PIL import Image

from reel.course import read_course
from reel.embed.make import Wanted, embed
from reel.encoding import Size, parse_size
from reel.finished import Finished
from reel.pieces import Piece, cut, pictures, sound
from script.errors import ScriptError


def probe(path: Path) -> dict[str, dict[str, str]]:
    """What ffprobe says of each stream, by kind."""
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    streams = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"]
    return {one["codec_type"]: one for one in streams}


def decoded(path: Path, form: str, *options: str) -> bytes:
    """What ffmpeg decodes of a file, as it comes."""
    command = ["ffmpeg", "-v", "error", *options, "-i", str(path), "-f", form, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def frames(path: Path, size: tuple[int, int], form: str = "rgb24", *options: str) -> np.ndarray:
    command = ["ffmpeg", "-v", "error", *options, "-i", str(path), "-map", "0:v", "-pix_fmt", form, "-f", "rawvideo", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.uint8).reshape(-1, size[1], size[0], 4 if form == "rgba" else 3)


@pytest.fixture
def make(finished: Finished, shown_house, tmp_path):
    """Makes something of the filmed lesson; the files by their suffixes."""
    (script,) = read_course(folder=shown_house.root / "lessons")

    def made(form: str, beat: str | None = "it_comes_back", **more) -> dict[str, Path]:
        chapter = finished.chapter("Moved")
        wanted = Wanted(chapter, None if beat is None else chapter.beat(beat), form, **more)
        folder = tmp_path / "out"
        files = embed(finished, script, wanted, folder, shown_house.cache, lambda done, of: None)
        assert set(files) <= set(folder.iterdir()) and not list(tmp_path.glob(".*"))
        return {one.name.removeprefix(wanted.name): one for one in files}

    return made


def span(finished: Finished, beat: str | None) -> tuple[int, int]:
    chapter = finished.chapter("Moved")
    one = chapter if beat is None else chapter.beat(beat)
    return finished.frame(one.start), finished.frame(one.end)


@pytest.mark.parametrize("beat", [None, "it_moves", "it_comes_back"])
def test_an_mp4_has_the_film_s_own_pictures_and_sound(make, finished, beat):
    made = make("mp4", beat)
    assert set(made) == {".mp4", ".poster.png", ".vtt"}
    first, last = span(finished, beat)
    size = (finished.quality.width, finished.quality.height)
    whole, part = frames(finished.film, size), frames(made[".mp4"], size)
    assert len(part) - (last - first) in (0, 1, 2), "pictures that others lean on may come with them"
    there = whole[first : first + len(part)]
    if beat == "it_comes_back":
        # Its only pictures that change places stand just before its end: it is encoded again.
        assert np.abs(part.astype(int) - there).mean() < 0.5
    else:
        assert np.array_equal(part, there)
    heard = np.frombuffer(decoded(made[".mp4"], "f32le", "-vn"), np.float32).reshape(-1, 2)
    film = np.frombuffer(decoded(finished.film, "f32le", "-vn"), np.float32).reshape(-1, 2)[first * 3200 : last * 3200]
    assert abs(len(heard) - len(film)) <= 1024
    shared = min(len(heard), len(film))
    assert np.abs(film).max() > 0.1
    error = heard[2048:shared] - film[2048:shared]
    assert np.sqrt(np.mean(error**2)) < 0.02 * np.sqrt(np.mean(film**2)) + 0.002


def test_captions_begin_with_the_piece(make, finished):
    read = list(webvtt.read(str(make("mp4")[".vtt"])))
    assert " ".join(" ".join(one.lines) for one in read) == "One of two is less than two, &amp; it comes."
    assert read[0].start_in_seconds < 1.0


def test_a_poster_is_the_end_of_the_beat(make, finished):
    _, last = span(finished, "it_comes_back")
    size = (finished.quality.width, finished.quality.height)
    poster = np.asarray(Image.open(make("mp4")[".poster.png"]).convert("RGB")).astype(int)
    there = frames(finished.film, size)[last - 1].astype(int)
    # The two convert colours each in its own way.
    assert poster.shape == there.shape and np.abs(poster - there).mean() < 1.5


def test_another_size_is_encoded_again_with_as_many_pictures(make, finished):
    first, last = span(finished, "it_comes_back")
    stream = probe(make("mp4", size="320x320")[".mp4"])
    assert (stream["video"]["width"], stream["video"]["height"]) == (320, 320)
    assert int(stream["video"]["nb_read_frames"]) == last - first and stream["video"]["color_space"] == "bt709"
    assert float(stream["video"]["start_time"]) == float(stream["audio"]["start_time"]) == 0


@pytest.mark.parametrize("form", ["gif", "webp"])
def test_an_animation_lasts_as_long_as_its_piece_and_stays_a_while(make, finished, form):
    first, last = span(finished, "it_comes_back")
    made = make(form, size="320")
    with Image.open(made[f".{form}"]) as picture:
        lengths = []
        for k in range(picture.n_frames):
            picture.seek(k)
            picture.load()
            lengths.append(picture.info["duration"])
        shown = np.asarray(picture.convert("RGB")).astype(int)
        assert picture.size == (320, 180) and picture.info["loop"] == 0
    assert sum(lengths) == pytest.approx((last - first) / 15 * 1000 + 2000, abs=15)
    assert 3 <= len(lengths) < last - first, "what stands still is kept once"
    there = np.asarray(Image.open(make("png", size="320")[".png"])).astype(int)
    assert np.abs(shown - there).mean() < 4


def test_a_still_is_taken_where_it_is_asked_for(make, finished):
    end, moved, begin = (
        np.asarray(Image.open(make("png", "it_moves", at=at)[".png"])).astype(int) for at in (None, "right", "0.0")
    )

    def middle(picture):
        rows, columns = np.nonzero(picture.max(axis=2) > 160)
        return columns.mean(), rows.mean()

    unit = finished.quality.height / 8
    assert middle(moved)[0] - middle(begin)[0] == pytest.approx(unit, abs=2)
    assert middle(end)[0] == pytest.approx(middle(moved)[0], abs=1)
    assert middle(moved)[1] - middle(end)[1] == pytest.approx(unit, abs=2), "what the cue before the last began has settled"


@pytest.mark.parametrize(("form", "reader"), [("webm", ("-c:v", "libvpx-vp9")), ("mov", ())])
def test_what_is_drawn_stands_on_nothing(make, finished, form, reader):
    first, last = span(finished, "it_comes_back")
    made = make(form, size="428x240")
    streams = probe(made[f".{form}"])
    assert int(streams["video"]["nb_read_frames"]) == last - first
    assert streams["audio"]["codec_name"] == {"webm": "opus", "mov": "pcm_s16le"}[form]
    clear = frames(made[f".{form}"], (428, 240), "rgba", *reader)
    assert clear.shape[0] == last - first
    cover = clear[-1, :, :, 3]
    assert cover[:20].max() == 0 and cover.max() > 150
    # Laid on the films' own background, it is what the film shows.
    weight = clear[-1, :, :, 3:] / 255
    laid = clear[-1, :, :, :3] * weight + np.array([0x0E, 0x11, 0x16]) * (1 - weight)
    there = np.asarray(Image.open(make("png", size="428x240")[".png"])).astype(float)
    assert np.abs(laid - there).mean() < 2.5
    lit = (weight[:, :, 0] > 0.5) & (there.min(axis=2) > 120)
    assert lit.sum() > 20 and np.abs(laid - there)[lit].mean() < 25


def test_the_snippet_has_its_cues_inside_and_breaks_nowhere(make):
    made = make("mp4", html=True)
    page = made[".html"].read_text()
    assert 'addTextTrack("captions"' in page and "<track" not in page and "type=module" not in page
    assert 'src="Moved@it_comes_back.mp4"' in page and "If a &lt; b &amp; &#39;c&#39;" in page
    (rows,) = re.findall(r"(\[\[.*\]\])\.forEach", page)
    assert json.loads(rows)[-1][2].endswith("it comes.") and page.count("</script>") == 1
    assert " &amp;amp; " not in page and "\\u0026amp;" in rows


@pytest.mark.parametrize(
    ("form", "more", "message"),
    [
        ("mp4", {"size": "wide"}, '"wide" is no size'),
        ("mp4", {"size": "640x"}, '"640x" is no size'),
        ("mp4", {"size": "855"}, "larger than the film, which is 854x480"),
        ("gif", {"size": "4"}, "too small"),
        ("gif", {"html": True}, "plays no gif"),
        ("png", {"at": "never"}, "there is no cue never in Moved@it_comes_back"),
        ("png", {"at": "99"}, "has no moment 99"),
        ("png", {"at": "nan"}, "has no moment nan"),
        ("mp4", {"at": "1"}, "when a still is taken"),
    ],
)
def test_what_cannot_be_is_refused(make, tmp_path, form, more, message):
    with pytest.raises(ScriptError, match=message):
        make(form, **more)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to(make, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ScriptError, match="cannot write to"):
        make("png")


def test_sizes_are_even_and_keep_the_shape():
    film = Size(1920, 1080)
    assert parse_size("640", film) == Size(640, 360) and parse_size("333", film) == Size(332, 188)
    assert parse_size("640X480", film) == Size(640, 480)


def test_pictures_of_a_piece_are_those_of_the_film(finished):
    first, last = span(finished, "it_moves")
    shown = list(pictures(Piece(finished.film, 15, first + 7, last)))
    assert [one.pts for one in shown] == list(range(last - first - 7))
    size = (finished.quality.width, finished.quality.height)
    luma = np.frombuffer(decoded(finished.film, "rawvideo", "-an"), np.uint8).reshape(-1, size[0] * size[1] * 3 // 2)
    mine = shown[0].to_ndarray().reshape(-1)
    assert np.array_equal(mine, luma[first + 7])


def test_sound_is_cut_to_the_sample_wherever_it_begins(finished):
    total = finished.frame(finished.duration)
    whole = sound(Piece(finished.film, 15, 0, total))
    theirs = np.frombuffer(decoded(finished.film, "f32le", "-vn"), np.float32).reshape(-1, 2).T
    assert np.abs(whole[:, : theirs.shape[1]] - theirs[:, : whole.shape[1]]).max() < 1e-4
    for first in (1, 30, 61):
        assert np.array_equal(
            sound(Piece(finished.film, 15, first, first + 20)), whole[:, first * 3200 : (first + 20) * 3200]
        )


def test_a_piece_begins_only_where_a_picture_stands_for_itself(finished, tmp_path):
    first, last = span(finished, "it_moves")
    with pytest.raises(ScriptError, match="stands for itself"):
        cut(Piece(finished.film, 15, first + 3, last), tmp_path / "piece.mp4")
    assert list(tmp_path.iterdir()) == []


def reel(house, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reel", "embed", *words], cwd=house.root, env=house.environment(), capture_output=True,
        text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_command_says_what_it_made_and_what_is_stale(shown_house, tmp_path):
    out = ("--output", str(tmp_path / "made"))
    run = reel(shown_house, "shown.Seen@a_square", "--format", "png", "--json", *out)
    assert run.returncode == 0, run.stderr
    (made,) = json.loads(run.stdout)["files"]
    assert Path(made["path"]).stat().st_size == made["bytes"] > 0
    shown_house.edit("lessons/shown.py", "A [come] square.", "One [come] square.")
    try:
        stale = reel(shown_house, "shown.Seen@a_square", *out)
        kept = reel(shown_house, "shown.Seen@a_square", "--as-it-is", *out)
    finally:
        shown_house.restore()
    assert stale.returncode == 2 and stale.stdout == ""
    assert "the film of shown is out of date" in stale.stderr and '"A" is now "One"' in stale.stderr
    assert "reel render shown --quality draft" in stale.stderr and "Traceback" not in stale.stderr
    assert kept.returncode == 0 and (tmp_path / "made" / "Seen@a_square.mp4").exists()
    missing = reel(shown_house, "shown.Seen", "--videos", str(tmp_path))
    assert missing.returncode == 2 and "lesson shown is not rendered yet" in missing.stderr
    assert "name a chapter" in reel(shown_house, "shown").stderr
