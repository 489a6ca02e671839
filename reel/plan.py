"""What a build would have to do, and why: nothing long is done to find out, and nothing heavy is loaded.

A step is something that is made and kept: what is said in a beat, a lesson's levelled sound, a chapter's clip, the poster,
the film with all that lies beside it. Each has a key, the digest of its parts; it is due where nothing whole has that key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from reel import system
from reel.course import Selection
from reel.keys import House, Parts, key_of, settings
from reel.known import Known, digest
from reel.quality import Quality
from reel.remembered import Remembered
from reel.script import ChapterScript, Script
from reel.store import Store
from reel.voice import Voice
from reel.voice.cache import KIND as VOICE
from reel.voice.cache import CachedVoice, beat_parts
from reel.why import UNKNOWN, differences
from script.timetable import END_CARD, TITLE_CARD, BeatSpeech, Timetable, card, frames, lay_out

CARDS = {"TitleCard": TITLE_CARD, "EndCard": END_CARD}
KEPT_AS = {"voice": VOICE, "sound": "sound", "chapter": "clip", "poster": "poster"}
"""Under which kind the store has what a step makes."""

State = Literal["current", "due", "perhaps"]


@dataclass
class Step:
    """Something that is made and kept. `perhaps`: it depends on times that are known when the voice has spoken."""

    kind: Literal["voice", "sound", "chapter", "poster", "film"]
    name: str
    key: str
    parts: Parts
    state: State = "current"
    why: list[str] = field(default_factory=list)
    spare: bool = False
    """It is only not there: where nothing that is due needs it, it need not be made."""
    reads: bool = False
    """A file that it reads is another now."""

    def let_be(self) -> None:
        """Nothing needs it."""
        if self.spare:
            self.state, self.why = "current", []


@dataclass
class Shot:
    """What is to be seen in a clip: a chapter or card, whole or the frames in a window of it."""

    chapter: str
    table: Timetable
    window: tuple[int, int] | None = None


@dataclass
class LessonPlan:
    """A lesson's steps in the order in which they are made. `poster` and `film` are there where it is wanted whole."""

    script: Script
    selections: list[Selection]
    tables: dict[str, Timetable | None] = field(default_factory=dict)
    voice: list[Step] = field(default_factory=list)
    sound: Step | None = None
    clips: dict[str, Step] = field(default_factory=dict)
    shots: dict[str, Shot] = field(default_factory=dict)
    poster: Step | None = None
    film: Step | None = None

    @property
    def whole(self) -> bool:
        return any(one.chapter is None for one in self.selections)

    @property
    def steps(self) -> list[Step]:
        single = [one for one in (self.poster, self.film) if one is not None]
        return [*self.voice, *([self.sound] if self.sound else []), *self.clips.values(), *single]

    @property
    def is_current(self) -> bool:
        """Whether there is nothing to do. What was asked for in single chapters or beats is put together each time."""
        return self.whole and all(step.state == "current" for step in self.steps)

    @property
    def is_timed(self) -> bool:
        return None not in self.tables.values()


@dataclass
class Planner:
    """Plans lessons, for one quality and voice, against what is kept in a cache."""

    house: House
    store: Store
    remembered: Remembered
    voice: Voice
    quality: Quality
    videos: Path

    @classmethod
    def of(cls, cache: Path, voice: str, quality: Quality, videos: Path, tell: Any = lambda line: None) -> Planner:
        from reel.voice import choose

        house, store = House(Known(cache / "known")), Store(cache, tell)
        speaker = choose(voice, store=store, house=house)
        return cls(house, store, Remembered(cache / "made"), speaker, quality, videos)

    def plan(self, script: Script, selections: Sequence[Selection]) -> LessonPlan:
        plan = LessonPlan(script, list(selections))
        self._plan_voice(plan)
        self._plan_sound(plan)
        self._plan_clips(plan)
        if plan.whole:
            self._plan_poster(plan)
            self._plan_film(plan)
        self._spare(plan)
        return plan

    def note(self, plan: LessonPlan) -> None:
        """Remember what everything that is there now was made of, and that it is of use."""
        for step in plan.steps:
            if step.state == "current" and step.kind != "film":
                self.store.used(KEPT_AS[step.kind], step.key)
                self.remembered.note(self.owner(plan), f"{step.kind} {step.name}", step.key, step.parts)

    def owner(self, plan: LessonPlan) -> str:
        """Under what a lesson's things are remembered: another voice or quality makes others."""
        return f"{plan.script.name} {self.quality.name} {self.voice.name}"

    def folder(self, plan: LessonPlan) -> Path:
        return self.videos / plan.script.name

    # Each kind of step --------------------------------------------------------------------------------------

    def _plan_voice(self, plan: LessonPlan) -> None:
        """What is said in every beat of the lesson: its sound is levelled as a whole. Silence is not kept."""
        for chapter in plan.script.chapters:
            times = [(beat.name, self._times(plan, chapter, beat.name)) for beat in chapter.beats]
            known = [(name, speech) for name, speech in times if speech is not None]
            plan.tables[chapter.name] = lay_out(chapter.name, known) if len(known) == len(times) else None

    def _times(self, plan: LessonPlan, chapter: ChapterScript, beat: str) -> BeatSpeech | None:
        narration = next(one.narration for one in chapter.beats if one.name == beat)
        if not isinstance(self.voice, CachedVoice):
            return self.voice.times(chapter.name, beat, narration)
        parts = self.voice.parts(chapter.name, beat, narration)
        step = self._step(plan, "voice", f"{chapter.name}.{beat}", parts)
        plan.voice.append(step)
        times = self.voice.times(chapter.name, beat, narration)
        step.spare = step.spare and times is not None
        return times

    def _plan_sound(self, plan: LessonPlan) -> None:
        if self.voice.name == "none":
            return
        parts = sound_parts(self.house, {step.name: step.key for step in plan.voice})
        plan.sound = self._step(plan, "sound", "", parts)

    def _plan_clips(self, plan: LessonPlan) -> None:
        rate = self.quality.rate
        if plan.whole:
            for name, seconds in CARDS.items():
                self._plan_clip(plan, name, name, card(name, seconds))
            for chapter in plan.script.chapters:
                self._plan_clip(plan, chapter.name, chapter.name, plan.tables[chapter.name])
        for one in plan.selections:
            if one.chapter is None:
                continue
            table = plan.tables[one.chapter]
            if one.beat is None:
                self._plan_clip(plan, one.chapter, one.chapter, table)
                continue
            window = None
            if table is not None:
                times = table.beat(one.beat)
                window = (frames(times.start, rate), frames(times.end, rate))
            self._plan_clip(plan, f"{one.chapter}@{one.beat}", one.chapter, table, window)

    def _plan_clip(
        self, plan: LessonPlan, name: str, chapter: str, table: Timetable | None, window: tuple[int, int] | None = None
    ) -> None:
        path = plan.script.path
        if table is not None:
            plan.shots[name] = Shot(chapter, table, window)
            parts = self.house.clip(path, chapter, table, self.quality, window)
            plan.clips[name] = self._step(plan, "chapter", name, parts)
            return
        # Its times are not known. What draws it may be another all the same.
        drawn = self.house.drawing(path, chapter) | settings(self.quality)
        last = self.remembered.last(self.owner(plan), f"chapter {name}")
        before = {} if last is None else {key: value for key, value in last["parts"].items() if key in drawn or _drawn(key)}
        why = ["never made"] if last is None else differences(before, drawn)
        state: State = "due" if why else "perhaps"
        spoken = [line for step in plan.voice if step.name.split(".")[0] == chapter for line in step.why]
        plan.clips[name] = Step("chapter", name, UNKNOWN, drawn, state, why or spoken)

    def _plan_poster(self, plan: LessonPlan) -> None:
        chapter, beat, cue = poster_place(plan.script)
        clip, shot = plan.clips[chapter], plan.shots.get(chapter)
        if shot is None:
            plan.poster = Step("poster", "", UNKNOWN, clip.parts, clip.state, list(clip.why))
            return
        frame = frames(poster_moment(shot.table, beat, cue), self.quality.rate) - 1
        parts = {**clip.parts, "setting:the poster's frame": str(frame)}
        plan.poster = self._step(plan, "poster", "", parts)

    def _plan_film(self, plan: LessonPlan) -> None:
        script = plan.script
        assert plan.poster is not None
        parts = {f"declared:{one.name}": repr(getattr(script.lesson, one.name)) for one in fields(script.lesson)}
        parts |= {f"heading:{one.name}": one.title for one in script.chapters}
        # By their files: a clip may have read what stands in no key, and one that is filmed again may be the same.
        parts |= {f"clip:{name}": self._file_of(step) for name, step in plan.clips.items()}
        parts |= {"poster:": self._file_of(plan.poster), "order:": digest(list(plan.clips))}
        parts |= {"setting:voice": self.voice.name}
        if plan.sound is not None:
            parts["sound:"] = plan.sound.key
        # What is said is written down even where it is not heard.
        said = [[beat.name, repr(beat.narration)] for chapter in script.chapters for beat in chapter.beats]
        parts |= {"transcript:": digest(said)} | settings(self.quality)
        parts |= self.house.code("reel.assemble") | self.house.made_with(system.FILM)
        film = plan.film = Step("film", "", key_of(parts), parts)
        last = self.remembered.last(_film_owner(self.folder(plan)), "film")
        if last is None:
            film.why = ["never made"]
        elif last["key"] != film.key:
            film.why = differences(last["parts"], parts)
        else:
            film.why = self._spoilt(self.folder(plan), last["files"])
        film.state = "due" if film.why else "current"

    def _file_of(self, step: Step) -> str:
        """The digest of what a step made; where nobody can know it yet, its key, which is another in any case."""
        if step.state == "due" and step.reads:
            return UNKNOWN
        return self.store.digest(KEPT_AS[step.kind], step.key) or step.key

    def film_is_current(self, plan: LessonPlan) -> bool:
        """Whether the film is there by now: another build may have made it."""
        self.remembered.forget(_film_owner(self.folder(plan)))
        self._plan_film(plan)
        return plan.film is not None and plan.film.state == "current"

    def note_film(self, plan: LessonPlan) -> None:
        """Remember what a film was made of, now that all of it is there, and each of its files."""
        for step in plan.steps:
            step.state = "current"
        self._plan_film(plan)
        assert plan.film is not None
        folder = self.folder(plan)
        files = {str(one.relative_to(folder)): self.house.known.digest(one) for one in folder.rglob("*") if one.is_file()}
        self.remembered.note(_film_owner(folder), "film", plan.film.key, plan.film.parts, files=files)
        self.remembered.save()

    def _spoilt(self, folder: Path, files: dict[str, str]) -> list[str]:
        """What is not as it was made in a lesson's folder."""
        if not folder.is_dir():
            return [f"{folder} is gone"]
        lines = []
        for name, was in files.items():
            try:
                if self.house.known.digest(folder / name) != was:
                    lines.append(f"{name} was altered")
            except OSError:
                lines.append(f"{name} is gone")
        return lines

    # What all have in common --------------------------------------------------------------------------------

    def _step(self, plan: LessonPlan, kind: Any, name: str, parts: Parts) -> Step:
        step, kept_as = Step(kind, name, key_of(parts), parts), KEPT_AS[kind]
        state = self.store.state(kept_as, step.key, self.house.known)
        if state == "whole":
            return step
        step.state = "due"
        last = self.remembered.last(self.owner(plan), f"{kind} {name}")
        if state == "altered":
            step.why = ["its file in the cache was altered"]
        elif state == "read another":
            step.why = [f"{self.store.changed(kept_as, step.key, self.house.known)} changed, which it reads"]
            step.reads = True
        elif state == "gone" or (last is not None and last["key"] == step.key):
            step.why, step.spare = ["it is no longer in the cache"], True
        elif last is None:
            step.why = ["never made"]
        else:
            step.why = differences(last["parts"], parts, name)
        return step

    @staticmethod
    def _spare(plan: LessonPlan) -> None:
        """Leave out what is only not there any more and is needed by nothing that is due."""
        film_stands = plan.film is not None and plan.film.state == "current"
        if film_stands:
            for step in (*plan.clips.values(), plan.poster, plan.sound):
                if step is not None:
                    step.let_be()
        if plan.sound is not None and plan.sound.state == "current":
            for step in plan.voice:
                step.let_be()


def _drawn(part: str) -> bool:
    """Whether a part decides what is drawn, and not when."""
    return not part.startswith("times:") and part != "setting:frames"


def _film_owner(folder: Path) -> str:
    return f"the film in {folder.resolve()}"


def sound_parts(house: House, beats: Mapping[str, str]) -> dict[str, str]:
    """All that decides how a lesson sounds, given the key of each of its beats in their order."""
    parts = {f"beat:{name}": key for name, key in beats.items()} | {"order:": digest(list(beats), TITLE_CARD)}
    return parts | house.code("reel.sound", "reel.timing") | house.made_with(system.SOUND)


def sound_key(script: Script, voice: Voice, house: House) -> str:
    """The key of a lesson's levelled sound."""
    beats = {
        f"{chapter.name}.{beat.name}": key_of(beat_parts(speaker(voice), house, chapter.name, beat.name, beat.narration))
        for chapter in script.chapters
        for beat in chapter.beats
    }
    return key_of(sound_parts(house, beats))


def speaker(voice: Voice) -> Voice:
    """The voice that speaks, whose own code decides how it sounds."""
    inner: Voice = getattr(voice, "voice", voice)
    return inner


def poster_place(script: Script) -> tuple[str, str, str | None]:
    """The chapter, beat and cue that `LESSON.poster` names."""
    chapter, _, rest = script.lesson.poster.partition(".")
    beat, _, cue = rest.partition("@")
    return chapter, beat, cue or None


def poster_moment(table: Timetable, beat: str, cue: str | None) -> float:
    """When what a poster shows has settled: the end of the beat, or the moment before the cue after `cue`."""
    times = table.beat(beat)
    if cue is None:
        return times.end
    return min((at for at in times.cues.values() if at > times.cues[cue]), default=times.end)


def as_json(plans: Sequence[LessonPlan]) -> dict[str, Any]:
    """Plans as plain data, in the form that docs/tool.md describes."""
    lessons = []
    for plan in plans:
        steps = [
            {"kind": step.kind, "name": step.name or plan.script.name, "state": step.state, "why": step.why}
            for step in plan.steps
        ]
        lessons.append({"lesson": plan.script.name, "steps": steps})
    states = [step.state for plan in plans for step in plan.steps]
    return {"due": states.count("due"), "perhaps": states.count("perhaps"), "lessons": lessons}


def lines(plans: Sequence[LessonPlan]) -> list[str]:
    """Plans in words: a line for each step that is due, and one for a lesson in which none is."""
    told = []
    for plan in plans:
        due = [step for step in plan.steps if step.state != "current"]
        if not due:
            told.append(f"{plan.script.name}: up to date")
            continue
        told.append(f"{plan.script.name}:")
        for step in due:
            what = f"{step.kind} {step.name}".rstrip()
            doubt = "" if step.state == "due" else " (if that moves a cue)"
            told.append(f"  {what}: {'; '.join(step.why)}{doubt}")
    return told
