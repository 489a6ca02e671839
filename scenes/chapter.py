"""A chapter: a manim scene whose narration owns time.

A beat is a method whose docstring is what is said; `[name]` in it marks a cue, and `play(..., at="name")` begins
there, `play(..., to="name")` ends there. What is not yet due is waited for; what would run past the next cue is an
error. A chapter starts and ends on an empty stage: `stage()` says what enters at its beginning.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import numpy as np
from manim import Animation, AnimationGroup, FadeIn, FadeOut, Mobject, Scene, VMobject, Wait, config

from scenes.cards import ChapterHeading
from scenes.theme import theme
from script.errors import ScriptError
from script.naming import title_of
from script.narration import Narration, parse
from script.timetable import LEAD_IN, LEAD_OUT, BeatTimes, Timetable, estimate, frames, lay_out

Thing = TypeVar("Thing", bound=Mobject)
Beat = Callable[["Chapter"], None]


def beat(function: Beat) -> Beat:
    """Mark a method as a beat: its docstring is spoken, its body is played to it."""
    function.is_beat = True  # type: ignore[attr-defined]
    return function


@dataclass(frozen=True)
class Played:
    """One stretch of a chapter's film: what moved, in which beat, from which frame to which, and at which cue."""

    beat: str
    cue: str | None
    first: int
    last: int
    what: tuple[str, ...]


@dataclass
class _Now:
    """The beat that is being played: its times, and the cues as frames."""

    times: BeatTimes
    cues: dict[str, int]
    end: int
    begun: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)


class Chapter(Scene):
    """One idea, 20 to 90 s. Subclasses define `stage` and beats; the class docstring says what the chapter is about.

    `heading` is what the chapter is called on the screen; left out, it is the class's name in words.
    """

    heading: ClassVar[str | None] = None

    def __init__(self, *args: Any, timetable: Timetable | None = None, seed: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.random = np.random.default_rng(seed)
        self.timetable = timetable if timetable is not None else self.estimated_timetable()
        # Estimated times are a guess at the voice: a play that outlasts them pushes the rest back, and is no error.
        self._elastic = timetable is None
        self.played: list[Played] = []
        self.frame = 0
        self._now: _Now | None = None
        self._entering: list[Mobject] = []

    # What a lesson writes -------------------------------------------------------------------------------------

    def stage(self) -> None:
        """Build what stands on the stage when the first beat begins, and `enter` it."""

    def enter(self, thing: Thing) -> Thing:
        """Have a thing enter with the chapter. For `stage` only; later things are played in."""
        if self._now is not None or self.frame:
            raise self._error(f"enter() is for stage(); play an entrance for {type(thing).__name__} instead")
        self._entering.append(thing)
        return thing

    def play(  # type: ignore[override]
        self, *animations: Any, at: str | None = None, to: str | None = None, run_time: float | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """Play animations together: from cue `at` (else from now), for `run_time` seconds or until cue `to`."""
        if self._now is None:
            raise self._error("play() is for beats; use enter() in stage()")
        if not animations:
            raise self._error("play() was given nothing to play")
        if at is not None:
            with self._as_it_stands(animations):
                self._begin(at)
        start = self.frame
        kwargs["run_time"] = (self._cue(to, "to") - start) / self.rate if to is not None else run_time
        if kwargs["run_time"] is None:
            del kwargs["run_time"]
        if to is not None and self._cue_frame(to) <= start:
            if not self._elastic:
                raise self._error(f'cue [{to}] in to="{to}" is already past', cue=to)
            kwargs["run_time"] = theme.pace.point
        count = max(1, self._frames(self._length(animations, kwargs)))
        self._check_room(start + count, at, to)
        self._run(count, *animations, cue=at, **kwargs)

    def hold(self, seconds: float | None = None, *, until: str | None = None) -> None:
        """Keep still for some seconds, or until a cue."""
        if self._now is None:
            raise self._error("hold() is for beats")
        if until is not None:
            self._begin(until)
        elif seconds is not None:
            self._check_room(self.frame + self._frames(seconds), None, None)
            self._still(self._frames(seconds), cue=None)

    # How it runs ----------------------------------------------------------------------------------------------

    @property
    def rate(self) -> int:
        """Frames a second."""
        return round(config.frame_rate)

    @classmethod
    def beats(cls) -> list[tuple[str, Beat]]:
        """The beats in the order in which they stand."""
        return [(name, one) for name, one in vars(cls).items() if getattr(one, "is_beat", False)]

    @classmethod
    def narrations(cls) -> list[tuple[str, Narration]]:
        """What each beat says."""
        return [(name, parse(inspect.cleandoc(one.__doc__ or ""))) for name, one in cls.beats()]

    @classmethod
    def estimated_timetable(cls) -> Timetable:
        """Times from counting words, for a chapter that is drawn without a voice."""
        return lay_out(cls.__name__, [(name, estimate(said)) for name, said in cls.narrations()])

    @classmethod
    def title(cls) -> str:
        """What the chapter is called."""
        return cls.heading if cls.heading is not None else title_of(cls.__name__)

    def construct(self) -> None:
        self.stage()
        self._open()
        for name, one in self.beats():
            self._play_beat(name, one)
        self._close()

    def add_mobjects_from_animations(self, animations: list[Any]) -> None:
        """As manim does, but for the animations inside a group: a group's wrapper is no thing of the stage."""
        single: list[Any] = []
        waiting = list(animations)
        while waiting:
            one = waiting.pop(0)
            if isinstance(one, AnimationGroup):
                waiting[:0] = one.animations
            else:
                single.append(one)
        super().add_mobjects_from_animations(single)

    def get_moving_and_static_mobjects(self, animations: Iterable[Animation]) -> tuple[list[Mobject], list[Mobject]]:
        """What is drawn for each frame of a play, and what is drawn once, below all that.

        manim counts a whole group as moving where one part of it lies above a moving thing, and so draws its lower parts
        over what stood on them; it draws twice what stands in two groups; and it knows only the parts that a group had
        when the play began. Here all is drawn in motion as it is at rest.
        """
        moving = self.get_moving_mobjects(*animations)
        above = {id(one) for one in moving}
        still = [one for one in self.get_mobject_family_members() if id(one) not in above and one.has_points()]
        parted = {id(one): one for one in moving if any(id(part) not in above for part in one.get_family())}
        mixed = (part for one in still for part in one.get_family() if id(part) in above)
        if any(mixed) or any(one.has_points() for one in parted.values()):
            return list(self.mobjects), []
        return _groups([one for one in moving if id(one) not in parted]), still

    def _open(self) -> None:
        """The way in: the heading alone, then the stage."""
        total = self._frames(LEAD_IN)
        heading = ChapterHeading(self.title())
        entering, leaving = self._frames(0.5), self._frames(0.4)
        staged = self._frames(theme.pace.enter + 0.2) if self._entering else 0
        self._run(entering, heading.come())
        self._still(total - entering - leaving - staged, cue=None)
        self._run(leaving, heading.go())
        self.remove(heading)
        if self._entering:
            self._run(staged, AnimationGroup(*(self._entrance(thing) for thing in self._entering)))

    @staticmethod
    def _entrance(thing: Mobject) -> Any:
        own = getattr(thing, "appear", None)
        return own() if callable(own) else FadeIn(thing)

    def _close(self) -> None:
        """The way out: whatever is still there goes, and a moment of the empty stage follows."""
        total, leaving = self._frames(LEAD_OUT), self._frames(theme.pace.leave)
        if self.mobjects:
            for thing in self.mobjects:
                thing.clear_updaters()
            self._run(leaving, *(FadeOut(thing) for thing in self.mobjects))
        else:
            self._still(leaving, cue=None)
        self.clear()
        self._still(total - leaving, cue=None)
        # manim leaves the empty mobject of a wait behind.
        self.clear()

    def _play_beat(self, name: str, one: Beat) -> None:
        times = self.timetable.beat(name)
        late = self.frame - self._frames(times.start) if self._elastic else 0
        cues = {cue: self._frames(at) + late for cue, at in times.cues.items()}
        self._now = _Now(times, cues, self._frames(times.end) + late)
        one(self)
        self._still(max(0, self._now.end - self.frame), cue=None)
        self._now = None

    @contextmanager
    def _as_it_stands(self, animations: tuple[Any, ...]) -> Iterator[None]:
        """The stage as it is until the animations begin: an element that is asked for an entrance may have put its part in
        place already, and one that is asked for a way out may have let it go. What will come is not seen yet, and what
        will go is seen still."""
        coming, going, others = _sorted(animations)
        here = {id(one) for one in self.get_mobject_family_members()}
        unseen = {
            id(one): one
            for thing in coming
            if thing not in others
            for one in thing.get_family()
            if id(one) in here and isinstance(one, VMobject)
        }
        colours = [(one, one.fill_rgbas, one.stroke_rgbas) for one in unseen.values()]
        for one, fill, stroke in colours:
            one.fill_rgbas, one.stroke_rgbas = (rgba * (1, 1, 1, 0) for rgba in (fill, stroke))
        gone = [thing for thing in going if id(thing) not in here]
        self.add(*gone)
        try:
            yield
        finally:
            self.remove(*gone)
            for one, fill, stroke in colours:
                one.fill_rgbas, one.stroke_rgbas = fill, stroke

    def _begin(self, cue: str | None) -> None:
        """Wait for a cue, which must not have been begun before."""
        if cue is None:
            return
        assert self._now is not None
        due = self._cue(cue, "at")
        if due < self.frame and not self._elastic:
            raise self._error(
                f"cue [{cue}] comes {(self.frame - due) / self.rate:.2f} s before what is played in front of it ends",
                cue=cue,
            )
        self._still(max(0, due - self.frame), cue=None)

    def _cue(self, cue: str, use: str) -> int:
        """A cue's frame, marking it as used: once to begin a play, once to end one."""
        assert self._now is not None
        frame = self._cue_frame(cue)
        used = self._now.begun if use == "at" else self._now.ended
        if cue in used:
            raise self._error(f'cue [{cue}] is used twice in {use}="{cue}"', cue=cue)
        used.add(cue)
        return frame

    def _cue_frame(self, cue: str) -> int:
        assert self._now is not None
        if cue not in self._now.cues:
            known = ", ".join(f"[{one}]" for one in self._now.cues) or "none"
            raise self._error(f"no cue [{cue}] in the narration; there are: {known}", cue=cue)
        return self._now.cues[cue]

    def _check_room(self, end: int, at: str | None, to: str | None) -> None:
        """Refuse a play that would run past the next cue, or past the beat."""
        assert self._now is not None
        if self._elastic:
            return
        ahead = [(due, cue) for cue, due in self._now.cues.items() if due > self.frame and cue not in (at, to)]
        due, cue = min(ahead, default=(self._now.end, ""))
        if end > due:
            limit = f"cue [{cue}]" if cue else "the end of the beat"
            begins = f"the play at [{at}]" if at else "a play"
            raise self._error(
                f"{begins} runs {(end - due) / self.rate:.2f} s past {limit}",
                cue=at,
                hint=f"It has {(due - self.frame) / self.rate:.2f} s: shorten it with run_time=, or say more before.",
            )

    def _length(self, animations: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
        """How long animations take. A builder (`thing.animate`) is asked through what it would build."""
        if "run_time" in kwargs:
            return float(kwargs["run_time"])
        compiled = self.compile_animations(*animations)
        return max(one.run_time for one in compiled)

    def _frames(self, seconds: float) -> int:
        return frames(seconds, self.rate)

    def _run(self, count: int, *animations: Any, cue: str | None = None, **kwargs: Any) -> None:
        """Draw `count` frames of animations. The length handed on is a whole number of frames."""
        kwargs["run_time"] = count / self.rate
        first = self.frame
        super().play(*animations, **kwargs)
        self.frame += count
        self._log(cue, first, tuple(_told(one) for one in animations))

    def _still(self, count: int, cue: str | None) -> None:
        if count <= 0:
            return
        first = self.frame
        super().play(Wait(run_time=count / self.rate))
        self.frame += count
        self._log(cue, first, ())

    def _log(self, cue: str | None, first: int, what: tuple[str, ...]) -> None:
        name = self._now.times.name if self._now is not None else ""
        self.played.append(Played(name, cue, first, self.frame, what))

    def _error(self, message: str, cue: str | None = None, hint: str | None = None) -> ScriptError:
        where = f"chapter {type(self).__name__}"
        if self._now is not None:
            where += f", beat {self._now.times.name}"
        file, line = self._caller()
        return ScriptError(f"{where}: {message}", file=file, line=line, hint=hint)

    def _caller(self) -> tuple[str | None, int | None]:
        """Where in the lesson the call stands that led here."""
        lesson = inspect.getsourcefile(type(self))
        for one in inspect.stack()[2:]:
            if one.filename == lesson:
                return lesson, one.lineno
        return lesson, None


def _sorted(animations: tuple[Any, ...]) -> tuple[list[Mobject], list[Mobject], list[Mobject]]:
    """What animations bring, what they take away, and what they move; groups are looked into."""
    coming, going, others = [], [], []
    waiting = list(animations)
    while waiting:
        one = waiting.pop()
        if isinstance(one, AnimationGroup):
            waiting += one.animations
        elif isinstance(one, Animation) and isinstance(one.mobject, Mobject):
            (coming if one.is_introducer() else going if one.is_remover() else others).append(one.mobject)
    return coming, going, others


def _groups(members: list[Mobject]) -> list[Mobject]:
    """Members of families, in the order in which they are drawn, with a group alone for all its parts where these follow
    it: it may have others before the play ends."""
    groups, k = [], 0
    while k < len(members):
        family = members[k].get_family()
        groups.append(members[k])
        k += len(family) if members[k : k + len(family)] == family else 1
    return groups


def _told(animation: Any) -> str:
    subject = getattr(animation, "mobject", None)
    return f"{type(animation).__name__}({type(subject).__name__})"
