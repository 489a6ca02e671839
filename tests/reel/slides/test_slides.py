"""The slides of a lesson in each of their forms, read back by other readers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reel.pieces import stands_alone
from reel.slides import make as making
from reel.slides import needed, pptx
from reel.slides.deck import WAITS, deck_of
from reel.slides.reveal import FILES, copy_into, fetched
from script.errors import ScriptError

pptx_reader = pytest.importorskip("pptx")
pytest.importorskip("fpdf")
NAMES = ["Title", "Moved.it_moves", "Moved.it_comes_back", "Seen.a_square", "Question"]


@pytest.fixture(scope="session")
def made(shown_house, tmp_path_factory):
    """Makes a deck of the filmed lesson once; what to open."""
    from reel.finished import read_finished

    finished = read_finished(shown_house.videos / "shown")
    folder, done = tmp_path_factory.mktemp("slides"), {}
    modules = tmp_path_factory.mktemp("npm") / "node_modules"
    for name in FILES:
        (modules / "reveal.js" / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / "reveal.js" / name).write_text("")

    def make(form: str, silent: bool = False) -> Path:
        if (form, silent) not in done:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("reel.slides.reveal.fetched", lambda cache: modules)
                opened, count = making.make(finished, form, silent, folder, shown_house.cache, lambda done, of: None)
            assert opened.exists() and count == 5 and not list(folder.glob(".*"))
            done[form, silent] = opened
        return done[form, silent]

    return make


def probe(path: Path) -> dict[str, dict]:
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    streams = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"]
    return {one["codec_type"]: one for one in streams}


# What slides there are ------------------------------------------------------------------------------------------


def test_a_chapter_is_a_section_and_a_beat_a_slide(finished):
    deck = deck_of(finished, False)
    assert [one.title for one in deck.sections] == [finished.title, "Moved", "Seen", "The question that is left"]
    assert [one.name for one in deck.slides] == NAMES
    assert [one.notes for one in deck.slides][1:3] == [
        "It moves to the, and then up.",
        "One of two is less than two, & it comes.",
    ]
    first, second = deck.sections[1].slides
    chapter = finished.chapters[0]
    assert first.piece.first == finished.frame(chapter.start), "the heading belongs to the first"
    assert first.piece.last == second.piece.first and second.piece.last == finished.frame(chapter.beats[1].end)
    assert all(stands_alone(one.piece) and one.stops == () and len(one.steps) == 1 for one in deck.slides)
    assert sum(len(one.captions) for one in deck.slides) == len(finished.captions)


def test_a_silent_deck_waits_at_each_cue_and_parts_what_is_said_there(finished):
    deck = deck_of(finished, True)
    moves = deck.slides[1]
    beat = finished.chapters[0].beats[0]
    assert (
        moves.stops == tuple(finished.frame(at) - moves.piece.first for at in beat.cues.values()) and len(moves.stops) == 2
    )
    assert moves.notes == f"It moves to the, {WAITS} and then up. {WAITS}" and " ".join(moves.parts).count("moves") == 1
    spans = [(one.piece.first, one.piece.last) for one in moves.steps]
    assert spans[0][0] == moves.piece.first and spans[-1][1] == moves.piece.last
    assert [end for _, end in spans[:-1]] == [begin for begin, _ in spans[1:]]
    assert not any(one.captions for one in deck.slides)


# A page ---------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What stands in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_a_page_needs_nothing_but_its_own_files(made):
    opened = made("html")
    text = opened.read_text()
    page = Page(text)
    named = [
        one[key]
        for one in page.all("video") + page.all("script") + page.all("link")
        for key in ("src", "poster", "href")
        if one.get(key)
    ]
    assert len(named) == 5 * 2 + 3 + 3
    assert all((opened.parent / name).is_file() for name in named)
    assert (
        "http:" not in text and "https:" not in text and not any(one.get("type") == "module" for one in page.all("script"))
    )
    assert [one["id"] for one in page.all("section") if "id" in one] == NAMES
    assert len(page.all("h1")) == 1 and len(page.all("h2")) == 4 and page.all("html")[0]["lang"] == "en"
    assert ["muted" in one for one in page.all("video")] == [True, False, False, False, False]


def test_what_a_page_is_given_is_text_and_ends_no_script(made, finished):
    text = made("html").read_text()
    assert "<title>If a &lt; b &amp; &#39;c&#39;</title>" in text
    (data,) = re.findall(r"window\.DECK = (.*);", text)
    deck = json.loads(data)
    assert not {"<", "&"} & set(data) and deck["rate"] == 15 and deck["slides"][2]["cues"][0][2].endswith("&amp; it comes.")
    assert [len(one["cues"]) for one in deck["slides"]] == [len(one.captions) for one in deck_of(finished, False).slides]


def test_each_slide_s_video_has_its_frames_and_its_sound_unless_it_is_silent(made, finished):
    loud, silent = made("html").parent / "media", made("html", True).parent / "media"
    for slide in deck_of(finished, False).slides:
        streams = probe(loud / f"{slide.name}.mp4")
        extra = int(streams["video"]["nb_read_frames"]) - (slide.piece.last - slide.piece.first)
        assert 0 <= extra <= 2 and streams["audio"]["codec_name"] == "aac"
        assert set(probe(silent / f"{slide.name}.mp4")) == {"video"}
    text = made("html", True).read_text()
    assert text.count('class="fragment"') == 4 and 'data-does="captions"' not in text


# PowerPoint -----------------------------------------------------------------------------------------------------


def test_a_deck_for_powerpoint_has_videos_that_start_posters_words_and_sections(made):
    deck = pptx_reader.Presentation(str(made("pptx")))
    assert deck.core_properties.title == "If a < b & 'c'" and len(deck.slides) == 5
    second = deck.slides[1]
    assert second.shapes.title.text == "Moved: It moves"
    (movie,) = [one for one in second.shapes if one.shape_type == pptx_reader.enum.shapes.MSO_SHAPE_TYPE.MEDIA]
    assert (movie.width, movie.height) == (deck.slide_width, deck.slide_height)
    assert movie._element.nvPicPr.cNvPr.get("descr") == "It moves to the, and then up."
    assert second.notes_slide.notes_text_frame.text == "It moves to the, and then up."
    xml = second._element.xml
    assert f'spid="{movie.shape_id}"' in xml and 'cmd="playFrom(0.0)"' in xml and xml.count("<p:timing") == 1
    kinds = {part.partname.ext for part in deck.part.package.iter_parts()}
    assert {"mp4", "jpg"} <= kinds
    listed = re.findall(r'<p14:section name="([^"]*)"', deck.part._element.xml)
    assert listed == ["If a &lt; b &amp; 'c'", "Moved", "Seen", "The question that is left"]
    ids = re.findall(r'<p14:sldId id="(\d+)"', deck.part._element.xml)
    assert ids == [str(one.slide_id) for one in deck.slides]


def test_a_silent_deck_for_powerpoint_has_a_slide_from_cue_to_cue(made, finished, tmp_path):
    deck = pptx_reader.Presentation(str(made("pptx", True)))
    steps = [step for slide in deck_of(finished, True).slides for step in slide.steps]
    assert len(deck.slides) == len(steps) == 9
    videos = [one for part in deck.part.package.iter_parts() if part.partname.ext == "mp4" for one in [part.blob]]
    lengths = []
    for k, blob in enumerate(videos):
        (tmp_path / f"{k}.mp4").write_bytes(blob)
        streams = probe(tmp_path / f"{k}.mp4")
        assert set(streams) == {"video"}
        lengths.append(int(streams["video"]["nb_read_frames"]))
    assert sum(lengths) - sum(one.piece.last - one.piece.first for one in steps) in range(5)


def test_a_film_that_powerpoint_does_not_play_and_a_deck_that_is_too_large(made, finished, monkeypatch, tmp_path):
    monkeypatch.setattr(pptx, "LARGEST", (640, 360))
    with pytest.raises(ScriptError, match="no more than 640x360"):
        making.make(finished, "pptx", False, tmp_path, tmp_path, lambda done, of: None)
    monkeypatch.setattr(pptx, "LARGEST", (1920, 1080))
    monkeypatch.setattr(pptx, "MEGABYTES", 0.01)
    with pytest.raises(ScriptError, match="the deck would take"):
        making.make(finished, "pptx", False, tmp_path, tmp_path, lambda done, of: None)
    assert list(tmp_path.iterdir()) == []


# A handout, and manim-slides ------------------------------------------------------------------------------------


def test_a_handout_has_a_page_a_beat_with_what_is_said(made):
    data = made("pdf").read_bytes()
    assert data.startswith(b"%PDF-") and len(re.findall(rb"/Type /Page\b", data)) == 5
    assert data.count(b"/Subtype /Image") == 5 and b"/Lang (en)" in data
    assert len(re.findall(rb"/Title <|/Title \(", data)) >= 1 + 4 + 2, "its own, the sections', the beats'"


def test_manim_slides_finds_every_file_from_the_folder_above(made, finished):
    opened = made("manim-slides")
    config = json.loads(opened.read_text())
    assert opened.parent.name == "slides" and config["resolution"] == [854, 480]
    assert [one["notes"] for one in config["slides"]][1] == "It moves to the, and then up."
    for one, slide in zip(config["slides"], deck_of(finished, False).slides, strict=True):
        files = [opened.parent.parent / one[key] for key in ("file", "rev_file")]
        assert all(file.is_file() for file in files)
        assert int(probe(files[1])["video"]["nb_read_frames"]) == slide.piece.last - slide.piece.first
    assert set(config["slides"][0]) >= {"file", "rev_file", "loop", "auto_next", "playback_rate", "notes"}


def test_played_backwards_the_last_picture_comes_first(made):
    opened = made("manim-slides")
    one = json.loads(opened.read_text())["slides"][1]

    def luma(name):
        command = ["ffmpeg", "-v", "error", "-i", str(opened.parent.parent / name), "-vf", "scale=64:36,format=gray"]
        data = subprocess.run([*command, "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
        return [data[k : k + 64 * 36] for k in range(0, len(data), 64 * 36)]

    forward, back = luma(one["file"]), luma(one["rev_file"])

    def apart(a, b):
        return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)

    # What the two encodings of a picture differ by is little beside what the motion changed.
    assert (
        max(apart(a, b) for a, b in zip(forward[: len(back)], reversed(back), strict=True)) < apart(forward[0], back[0]) / 2
    )
    assert apart(forward[0], back[0]) > 0.5


# What is missing ------------------------------------------------------------------------------------------------


def test_a_library_that_is_missing_is_named_with_what_to_do():
    with pytest.raises(ScriptError, match="python-nothing is needed") as error:
        needed.needed("no_such_module", "python-nothing")
    assert "make slides" in (error.value.hint or "")


@pytest.fixture
def pinned(tmp_path):
    folder = tmp_path / "pinned"
    folder.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (folder / name).write_text(name)
    return folder


def npm(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_npm_is_asked_once_and_what_it_left_unfinished_is_not_used(pinned, tmp_path):
    with pytest.raises(ScriptError, match="there is no npm here"):
        fetched(tmp_path / "cache", pinned, str(tmp_path / "none"))
    broken = npm(tmp_path / "broken", "mkdir node_modules; echo 'no such network' >&2; exit 1")
    with pytest.raises(ScriptError, match="no such network"):
        fetched(tmp_path / "cache", pinned, broken)
    good = npm(tmp_path / "good", f'echo "$@" >> {tmp_path}/asked; mkdir -p node_modules/reveal.js')
    first = fetched(tmp_path / "cache", pinned, good)
    assert first.is_dir() and fetched(tmp_path / "cache", pinned, good) == first
    assert (tmp_path / "asked").read_text() == "ci --ignore-scripts --omit=dev\n"
    (pinned / "package-lock.json").write_text("another")
    assert fetched(tmp_path / "cache", pinned, good) != first
    assert not [one for one in (tmp_path / "cache" / "npm").iterdir() if one.name.startswith(".")]


def test_a_deck_gets_the_licence_too(tmp_path):
    for name in FILES:
        (tmp_path / "reveal.js" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "reveal.js" / name).write_text(name)
    copy_into(tmp_path / "deck", tmp_path)
    assert (tmp_path / "deck" / "LICENSE").read_text() == "LICENSE" and len(list((tmp_path / "deck").iterdir())) == len(
        FILES
    )


def test_what_is_pinned_names_no_host_and_each_package_has_its_digest():
    from reel.slides.reveal import PINNED

    lock = json.loads((PINNED / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert "node_modules/reveal.js" in packages
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())
    assert "omit-lockfile-registry-resolved=true" in (PINNED / ".npmrc").read_text()


def test_the_command_and_a_folder_that_is_no_deck(shown_house, tmp_path):
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "thesis.txt").write_text("mine")
    environment = shown_house.environment(PATH=os.environ["PATH"])

    def reel(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "reel", "slides", *words, "--output", str(tmp_path)]
        return subprocess.run(command, cwd=shown_house.root, env=environment, capture_output=True, text=True)

    refused = reel("shown")
    assert (
        refused.returncode == 2
        and "is there, and no deck" in refused.stderr
        and (tmp_path / "shown" / "thesis.txt").exists()
    )
    run = reel("shown", "--format", "pdf", "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "lesson": "shown", "format": "pdf", "silent": False, "slides": 5, "path": str(tmp_path / "shown.pdf"),
    }  # fmt: skip
    assert "whole lesson: shown" in reel("shown.Seen").stderr
