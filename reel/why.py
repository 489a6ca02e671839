"""Why a thing is another than it was, in words: from the parts of what it was made of and of what it would be made of."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from reel.keys import Parts

UNKNOWN = "not known yet"
"""In the place of a clip's key, as long as nobody has said what its times depend on."""
_SHOWN = 4
"""So many files are named; of more, only how many."""


def differences(before: Parts, after: Parts, beat: str = "") -> list[str]:
    """A line for each thing that changed, the nearest to the author first; `beat` names the beat whose voice it is."""
    changed: dict[str, list[str]] = {}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            kind, _, what = name.partition(":")
            changed.setdefault(kind, []).append(what)
    lines: list[str] = []
    for kind, tell in _TELLERS.items():
        if kind in changed:
            lines += tell(changed.pop(kind), before, after, beat)
    lines += [f"{kind} changed" for kind in changed]
    return list(dict.fromkeys(lines))


def _said(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    was, now = before.get("said:text"), after.get("said:text")
    if was is None or now is None:
        return [f"what is said in beat {beat} is new"]
    if was == now:
        return [f"a cue or a pause in beat {beat} was set elsewhere"]
    old, new = was.split(), now.split()
    edits = [one for one in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if one[0] != "equal"]
    count = sum(max(last - first, until - since) for _, first, last, since, until in edits)
    if count == 1:
        _, first, last, since, until = edits[0]
        if first == last:
            return [f'one word more in beat {beat}: "{new[since]}"']
        if since == until:
            return [f'one word less in beat {beat}: "{old[first]}"']
        return [f'one word in beat {beat}: "{old[first]}" is now "{new[since]}"']
    return [f"{count} words in beat {beat}"]


def _pronunciations(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    return [f'how "{name}" is said' for name in names]


def _beats(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    new = [f"beat {name} is new" for name in names if f"beat:{name}" not in before]
    gone = [f"beat {name} is gone" for name in names if f"beat:{name}" not in after]
    other = [f"beat {name} sounds otherwise" for name in names if f"beat:{name}" in before.keys() & after.keys()]
    return [*new, *gone, *other]


def _lesson(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    named = [f"{name} in its lesson was {_verb(f'lesson:{name}', before, after)}" for name in names if name]
    return named or ["what its lesson imports, or does when it is loaded, changed"]


def _verb(name: str, before: Parts, after: Parts) -> str:
    return "added" if name not in before else "taken out" if name not in after else "edited"


def _times(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    lines = []
    for name in names:
        was, now = _read_times(before.get(f"times:{name}")), _read_times(after.get(f"times:{name}"))
        if name == "whole":
            continue
        if was is None or now is None:
            lines.append(f"beat {name} is {'new' if was is None else 'gone'}")
            continue
        longer = (now[1] - now[0]) - (was[1] - was[0])
        if longer:
            lines.append(f"beat {name} is {_frames(abs(longer))} {'longer' if longer > 0 else 'shorter'}")
        elif moved := [cue for cue in now[2] if cue in was[2] and now[2][cue] - now[0] != was[2][cue] - was[0]]:
            lines.append(f"in beat {name} {', '.join(f'[{cue}]' for cue in moved)} falls on another frame")
        elif now[2].keys() != was[2].keys():
            lines.append(f"beat {name} has other cues")
    return lines or ["its beats follow one another otherwise"]


def _read_times(text: str | None) -> tuple[int, int, dict[str, int]] | None:
    if text is None or ("=" not in text and len(text.split()) != 2):
        return None
    first, last, *cues = text.split()
    if not first.isdigit() or not last.isdigit():
        return None
    return int(first), int(last), {name: int(at) for name, at in (one.split("=") for one in cues)}


def _frames(count: int) -> str:
    return f"{count} frame{'s' if count > 1 else ''}"


def _files(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    def one(name: str) -> str:
        key = f"file:{name}"
        if key not in before:
            return f"it uses {name} now"
        if key not in after:
            return f"it uses {name} no more"
        return f"{_OF_PART.get(name.partition('/')[0], 'the module')} {name} changed"

    order = sorted(names, key=lambda name: (f"file:{name}" not in before.keys() & after.keys(), _distance(name), name))
    return _few([one(name) for name in order], "files")


_OF_PART = {"scenes": "the element", "reel": "the tool's", "lessons": "the lesson"}


def _distance(name: str) -> int:
    """How near a file is to what an author does."""
    parts = ("lessons", "scenes", "maths", "pocket", "script", "reel")
    first = name.partition("/")[0]
    return parts.index(first) if first in parts else len(parts)


def _few(lines: list[str], what: str) -> list[str]:
    return lines if len(lines) <= _SHOWN else [*lines[: _SHOWN - 1], f"{len(lines) - _SHOWN + 1} more {what} changed"]


def _data(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    return _few([f"the file {name} was {_verb(f'data:{name}', before, after)}" for name in names], "files")


def _values(what: str) -> Callable[[list[str], Parts, Parts, str], list[str]]:
    def tell(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
        kind = {"version": "version", "system": "system"}[what]
        values = [(name, before.get(f"{kind}:{name}", "none"), after.get(f"{kind}:{name}", "none")) for name in names]
        return [f"{name} is {now} now, it was {was}" for name, was, now in values]

    return tell


def _clips(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    return [f"chapter {name} {'may be' if after.get(f'clip:{name}') == UNKNOWN else 'is'} another" for name in names]


def _settings(names: list[str], before: Parts, after: Parts, beat: str) -> list[str]:
    return [f"{name} is {after.get(f'setting:{name}')} now, it was {before.get(f'setting:{name}')}" for name in names]


def _each(form: str) -> Callable[[list[str], Parts, Parts, str], Iterable[str]]:
    return lambda names, before, after, beat: [form.format(name) for name in names]


_TELLERS: dict[str, Callable[[list[str], Parts, Parts, str], Iterable[str]]] = {
    "setting": _settings,
    "said": _said,
    "pronunciation": _pronunciations,
    "beat": _beats,
    "lesson": _lesson,
    "times": _times,
    "clip": _clips,
    "sound": _each("the sound is another"),
    "poster": _each("the poster is another"),
    "declared": _each("the lesson's {} changed"),
    "heading": _each("the heading of {} changed"),
    "order": _each("the order of its parts changed"),
    "transcript": _each("what is said"),
    "file": _files,
    "data": _data,
    "recording": _each("the recording's {} file is another"),
    "version": _values("version"),
    "system": _values("system"),
    "config": _each("manim's settings in {} changed"),
    "environment": _each("the variable {} of the environment is another"),
}
"""What is nearest to an author comes first."""
