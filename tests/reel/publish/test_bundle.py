"""The folder that is ready to upload: what is in it, and what is refused before anything is made."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from reel import cli
from reel.finished import read_finished
from reel.known import digest_of
from reel.publish import thumbnail
from script.errors import ScriptError

from ..house_copy import SECOND, House
from .conftest import LESSON, finish


def publish(tmp_path, *words):
    places = ["--videos", str(tmp_path / "videos"), "--output", str(tmp_path / "out")]
    runner = CliRunner(env={"XDG_STATE_HOME": str(tmp_path / "state")})
    return runner.invoke(cli.reel, ["publish", *words, *places])


def test_a_bundle_holds_all_that_an_upload_by_hand_needs(tmp_path):
    folder = finish(tmp_path / "videos")
    run = publish(tmp_path, LESSON, "--as-it-is", "--json")
    assert run.exit_code == 0, run.output
    (told,) = json.loads(run.stdout)["lessons"]
    out = tmp_path / "out" / LESSON
    assert sorted(one.name for one in out.iterdir()) == [
        "description.txt", f"{LESSON}.mp4", f"{LESSON}.srt", f"{LESSON}.vtt", "metadata.json", "thumbnail.png",
    ]  # fmt: skip
    for kind in ("mp4", "srt", "vtt"):
        assert (out / f"{LESSON}.{kind}").read_bytes() == (folder / f"{LESSON}.{kind}").read_bytes()
    metadata = json.loads((out / "metadata.json").read_text())
    assert metadata["film_sha256"] == digest_of(out / f"{LESSON}.mp4") and metadata["privacy"] == "private"
    assert metadata["description"] + "\n" == (out / "description.txt").read_text()
    assert [one["file"] for one in metadata["captions"]] == [f"{LESSON}.srt", f"{LESSON}.vtt"]
    with Image.open(out / "thumbnail.png") as picture:
        assert picture.size == (1280, 720)
    assert told["findings"] == []


def test_what_an_upload_would_do_is_told_call_by_call_with_its_cost(tmp_path):
    finish(tmp_path / "videos")
    run = publish(tmp_path, LESSON, "--as-it-is")
    assert "captions.insert               400  captions" in run.stdout
    assert "videos.insert                   0  the film, 3,000 bytes" in run.stdout
    assert "604 of the day's 10,000 units, 1 of its 100 uploads" in run.stdout
    told = json.loads(publish(tmp_path, LESSON, "--as-it-is", "--json").stdout)["lessons"][0]["calls"]
    assert sum(one["units"] for one in told) == 604
    assert "POST videos/upload-resumable" in publish(tmp_path, LESSON, "--as-it-is", "--to", "peertube").stdout


def test_nothing_is_made_where_a_platform_would_refuse_it(tmp_path):
    finish(tmp_path / "videos", title="a < b")
    error = publish(tmp_path, LESSON, "--as-it-is").exception
    assert isinstance(error, ScriptError) and "< may not stand in the title" in str(error)
    finish(tmp_path / "videos", title="x" * 90)
    error = publish(tmp_path, LESSON, "--as-it-is").exception
    assert "has 115 characters; 100 are taken" in str(error)
    finish(tmp_path / "videos", srt="")
    assert "holds no caption" in str(publish(tmp_path, LESSON, "--as-it-is").exception)
    assert not list((tmp_path / "out").iterdir()), "not even half of it"


def test_a_lesson_that_is_not_rendered_or_not_what_it_says(tmp_path):
    with pytest.raises(ScriptError, match="not rendered yet") as error:
        read_finished(tmp_path / LESSON)
    assert f"reel render {LESSON}" in str(error.value)
    folder = finish(tmp_path)
    (folder / f"{LESSON}.srt").write_text("other")
    with pytest.raises(ScriptError, match=r"srt is not what was rendered: it was altered since"):
        read_finished(tmp_path / LESSON)
    (folder / "lesson.json").write_text("{")
    with pytest.raises(ScriptError, match="cannot be read"):
        read_finished(tmp_path / LESSON)


def test_lessons_are_named_or_all_and_whole(tmp_path):
    assert publish(tmp_path).exit_code == 2 and publish(tmp_path, LESSON, "--all").exit_code == 2
    run = publish(tmp_path, f"{LESSON}.RowMeetsColumn")
    assert run.exit_code == 2 and "whole lessons" in run.output


def test_all_that_are_missing_are_told_at_once(tmp_path):
    error = str(publish(tmp_path, "--all").exception)
    assert error.count("is not rendered yet") >= 6


def test_a_real_film_is_bundled_until_its_lesson_says_something_else(tmp_path):
    house = House.made(tmp_path / "house", {"second": SECOND})
    assert house.render("--voice", "none").returncode == 0
    environment = {"XDG_STATE_HOME": str(tmp_path / "state")}
    run = house.reel("publish", "second", **environment)
    assert run.returncode == 0, run.stderr
    assert "1 chapters: fewer than 3" in run.stderr and "it is a draft" in run.stderr
    house.edit("lessons/second.py", "A [come] square.", "A [come] little square.")
    run = house.reel("publish", "second", **environment)
    assert run.returncode == 2 and "the film of second is out of date" in run.stderr
    assert "reel render second --quality draft --voice none" in run.stderr and "--as-it-is" in run.stderr


# The thumbnail --------------------------------------------------------------------------------------------------


@pytest.fixture
def poster(tmp_path):
    path = tmp_path / "poster.png"
    picture = Image.new("RGB", (1920, 1080), thumbnail.BACKGROUND)
    ImageDraw.Draw(picture).rectangle((1300, 500, 1700, 900), fill="#D86B72")
    picture.save(path)
    return path


@pytest.mark.parametrize("title", ["A matrix is a motion", "Attention, exactly", "Backprop: blame flows backwards", "One"])
def test_words_are_large_and_clear_at_160_pixels(poster, title):
    made = thumbnail.make_thumbnail(poster, title, 7)
    assert made.findings() == [] and made.letters >= 100 and made.contrast > 10
    assert made.picture.size == (1280, 720)


def test_a_long_title_is_cut_at_its_colon_or_told_of(poster):
    long = "Gradients: what an extraordinarily long and winding explanation of everything"
    assert thumbnail.make_thumbnail(poster, long, 1).words == "Gradients"
    (found,) = thumbnail.make_thumbnail(poster, long.replace(":", ""), 1).findings()
    assert found.rule == "thumbnail letters"


def test_contrast_is_measured_where_the_words_are():
    mask = Image.new("L", (1280, 720), 0)
    ImageDraw.Draw(mask).rectangle((200, 200, 400, 260), fill=255)
    for ground, ink, low, high in (("black", "white", 20.9, 21.1), ("#777777", "#999999", 1.5, 1.7)):
        picture = Image.new("RGB", (1280, 720), ground)
        picture.paste(ink, (0, 0), mask)
        assert low < thumbnail.contrast_when_small(picture, mask) < high
    # A bright spot right beside the words counts, a far one does not.
    picture = Image.new("RGB", (1280, 720), "black")
    picture.paste("white", (0, 0), mask)
    picture.paste("white", (900, 0, 1280, 720))
    assert thumbnail.contrast_when_small(picture, mask) > 20
    picture.paste("white", (200, 264, 400, 300))
    assert thumbnail.contrast_when_small(picture, mask) < 2


def test_the_liveliest_part_is_what_glows(poster):
    with Image.open(poster) as picture:
        left, top, right, bottom = thumbnail.liveliest(picture, 0.8)
    assert left < 1300 and right > 1700 and top < 500 and bottom > 900 and bottom - top < 700


def test_the_colours_are_the_themes():
    from scenes.theme import theme

    assert theme.background == thumbnail.BACKGROUND
    assert (theme.roles["ink"], theme.roles["attention"]) == (thumbnail.INK, thumbnail.ACCENT)


def test_a_thumbnail_is_the_same_each_time(poster):
    once, again = (np.asarray(thumbnail.make_thumbnail(poster, "A title", 3).picture) for _ in range(2))
    assert np.array_equal(once, again)
