"""`reel publish`: bundles of lessons, what an upload of them would do, and the upload itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from reel import ready
from reel.course import course_names
from reel.folders import check_writable
from reel.publish.bundle import Bundle, make_bundle
from reel.publish.calls import Call, is_refused, lines, peertube_calls, tus_calls, youtube_calls
from reel.publish.ledger import Ledger
from reel.script import Script
from script.errors import ScriptError

PLATFORMS = ("youtube", "peertube", "tus")


class Say(Protocol):
    """Whoever is told of what goes on."""

    def say(self, line: str) -> None: ...


@dataclass(frozen=True)
class Settings:
    """How to publish: from where, into which folder, and what is declared."""

    videos: Path | None
    output: Path
    platform: str = "youtube"
    privacy: str | None = None
    synthetic: bool = False
    replace: bool = False
    how: ready.How | None = None
    """What is done about a film that is not what its lesson says; taken "as it is", a draft may be uploaded too."""
    voice: str | None = None


@dataclass
class Published:
    """What came of a lesson: its bundle, and the calls that an upload would make."""

    bundle: Bundle
    calls: list[Call] = field(default_factory=list)
    refused: bool = False
    """Whether another film of the lesson is there, and nothing said that this one may take its place."""
    where: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "lesson": self.bundle.name,
            "folder": str(self.bundle.folder),
            "findings": [vars(one) for one in self.bundle.findings],
            "calls": [vars(one) for one in self.calls],
            "refused": self.refused,
            "where": self.where,
        }

    def lines(self, platform: str) -> list[str]:
        head = f"{self.bundle.name}: {self.bundle.folder}"
        if self.refused:
            return [head, f"  another film of it is on {platform}: an upload is refused without --replace"]
        if not self.calls:
            return [head, f"  an upload to {platform} has nothing to do"]
        return [head, f"  an upload to {platform} would call:", *(f"  {line}" for line in lines(self.calls))]


def bundles(scripts: Sequence[Script], settings: Settings, report: Say) -> list[Bundle]:
    """Make a bundle of each lesson. All that is in the way of any of them is told together, before anything is made."""
    check_writable(settings.output)
    found, errors = [], []
    for script in scripts:
        try:
            found.append(ready.ready(script, settings.videos, settings.how, settings.voice))
        except ScriptError as error:
            errors.append(str(error))
    if errors:
        raise ScriptError("\n".join(errors))
    order = course_names()
    made = []
    for finished in found:
        place, privacy = order.index(finished.name), settings.privacy or "private"
        bundle = make_bundle(finished, place, settings.output, privacy=privacy, synthetic=settings.synthetic)
        for finding in bundle.findings:
            report.say(f"{bundle.name}: {finding}")
        made.append(bundle)
    return made


def plan(made: Sequence[Bundle], settings: Settings, ledger: Ledger) -> list[Published]:
    """What an upload would do now, by what the ledger knows. Where uploads went to several accounts, the last one counts."""
    return [_plan(bundle, settings, ledger, first=k == 0) for k, bundle in enumerate(made)]


def _plan(bundle: Bundle, settings: Settings, ledger: Ledger, first: bool) -> Published:
    accounts = ledger.accounts(settings.platform)
    known = ledger.known(accounts[-1], bundle.name) if accounts else {}
    if settings.platform == "tus":
        return Published(bundle, tus_calls(bundle, known))
    refused = is_refused(bundle, known) and not settings.replace
    if settings.platform == "peertube":
        return Published(bundle, peertube_calls(bundle, known, settings.replace), refused)
    return Published(bundle, youtube_calls(bundle, known, settings.replace, first and not accounts), refused)


def upload(made: Sequence[Bundle], settings: Settings, ledger: Ledger, report: Say) -> dict[str, str]:
    """Bring lessons to a platform; for each, where it is there. Whatever was done before is not done again."""
    if settings.how != "as it is":
        for bundle in made:
            if drafts := [one for one in bundle.findings if one.rule == "film lines"]:
                hint = f"Render it first: reel render {bundle.name} --quality hd\n  To upload the draft, add --as-it-is."
                raise ScriptError(f"{bundle.name}: {drafts[0].what}", hint=hint)
    with ledger.alone():
        if settings.platform == "youtube":
            return _to_youtube(made, settings, ledger, report)
        where = {}
        if settings.platform == "peertube":
            from reel.publish.peertube import PeerTube

            server = PeerTube.from_environment(ledger, report.say)
            for bundle in made:
                where[bundle.name] = server.publish(bundle, settings.privacy, replace=settings.replace)
            return where
        from reel.publish.tus import Tus

        uploads = Tus.from_environment(ledger, report.say)
        for bundle in made:
            where[bundle.name] = uploads.publish(bundle, settings.privacy)
        return where


def _to_youtube(made: Sequence[Bundle], settings: Settings, ledger: Ledger, report: Say) -> dict[str, str]:
    from reel.publish import tokens, youtube

    credentials = tokens.load()
    was = credentials.token
    there = youtube.YouTube(credentials, ledger, course_names(), report.say, youtube.ROOT)
    where = {}
    try:
        for bundle in made:
            video = there.publish(bundle, settings.privacy, replace=settings.replace)
            where[bundle.name] = f"https://youtu.be/{video}"
    finally:
        if credentials.token != was:
            tokens.save(credentials)
    return where
