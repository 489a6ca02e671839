"""A lesson on a PeerTube, by its resumable protocol: https://docs.joinpeertube.org/api-rest-reference.html

GLASSBOX_PEERTUBE_URL names the server, GLASSBOX_PEERTUBE_TOKEN is an access token of the account's, and
GLASSBOX_PEERTUBE_CHANNEL the number of a channel where it is not the account's first.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from reel.known import digest_of
from reel.publish.bundle import Bundle
from reel.publish.calls import metadata_digest
from reel.publish.ledger import Ledger
from reel.publish.metadata import SERIES, Metadata, find_marker
from reel.publish.patience import AGAIN
from reel.publish.web import CHUNK, Later, Web, from_environment
from script.errors import ScriptError

PRIVACIES = {"public": 1, "unlisted": 2, "private": 3}
EDUCATION, CC_BY = 13, 1
"""PeerTube's numbers for the category and the licence."""
_TAGS, _TAG = 5, (2, 30)
"""How many tags PeerTube takes, and how long one may be."""
_PAGE = 100
_SESSIONS = 3
_GONE = (404, 410)


@dataclass
class PeerTube:
    """An account on a server."""

    url: str
    token: str
    ledger: Ledger
    channel: int | None = None
    say: Callable[[str], None] = print
    chunk: int = CHUNK
    pause: Callable[[float], None] = time.sleep
    _web: Web = field(init=False)

    def __post_init__(self) -> None:
        self.url = self.url.rstrip("/") + "/"
        self._web = Web("PeerTube", self.url, {"Authorization": f"Bearer {self.token}"}, self.pause)

    @classmethod
    def from_environment(cls, ledger: Ledger, say: Callable[[str], None]) -> PeerTube:
        url = from_environment("GLASSBOX_PEERTUBE_URL", "which PeerTube")
        token = from_environment("GLASSBOX_PEERTUBE_TOKEN", "an access token of your account there")
        channel = os.environ.get("GLASSBOX_PEERTUBE_CHANNEL", "")
        if channel and not channel.isdigit():
            raise ScriptError(f'GLASSBOX_PEERTUBE_CHANNEL is "{channel}"', hint="It is the number of a channel.")
        return cls(url, token, ledger, int(channel) if channel else None, say)

    @property
    def account(self) -> str:
        return f"peertube {self.url} {self.channel}"

    def publish(self, bundle: Bundle, privacy: str | None, *, replace: bool = False) -> str:
        """Bring a lesson to where it should be; returns its address. `privacy` None leaves what is there as it is."""
        if self.channel is None:
            self.channel = int(self._get("users/me").json()["videoChannels"][0]["id"])
        known = self.ledger.entry(self.account, bundle.name)
        video = self._film(bundle, known, privacy, replace)
        self._describe(bundle, known, video, privacy)
        self._captions(bundle, known, video)
        self._chapters(bundle, known, video)
        return urljoin(self.url, f"w/{video}")

    # The film -----------------------------------------------------------------------------------------------

    def _film(self, bundle: Bundle, known: dict[str, Any], privacy: str | None, replace: bool) -> str:
        """The lesson's video: as it is known, found by its marker, or uploaded."""
        film = bundle.metadata.film
        if "video" in known and self._get(f"videos/{known['video']}", _GONE).status_code in _GONE:
            kept = {key: known[key] for key in ("session", "session_film") if key in known}
            known.clear()
            known |= kept
        if known.get("film") != film and known.get("session_film") == film:
            # What was begun is asked first: it may have ended without our hearing of it.
            self._resume(bundle, known)
        if "video" not in known:
            self._find(bundle, known)
        if "video" in known and not film.startswith(known["film"]):
            if not replace:
                raise ScriptError(
                    f"the film of {bundle.name} is another than that of video {known['video']}",
                    hint="With --replace it takes the place of the one before it, where the server allows that.",
                )
            self._upload(bundle, known, f"videos/{known['video']}/source/replace-resumable", {"filename": bundle.film.name})
        if "video" not in known:
            self._upload(bundle, known, "videos/upload-resumable", self._told(bundle, privacy or "private"))
        known["film"] = film
        return str(known["video"])

    def _find(self, bundle: Bundle, known: dict[str, Any]) -> None:
        """A video of the account that bears the lesson's marker: where the ledger was lost."""
        start = 0
        while True:
            listed = self._get("users/me/videos", params={"search": SERIES, "start": start, "count": _PAGE}).json()
            for one in listed["data"]:
                answer = self._get(f"videos/{one['uuid']}", _GONE)
                marked = find_marker(answer.json().get("description") or "") if answer.status_code == 200 else None
                if marked is not None and marked[0] == bundle.name:
                    self.say(f"{bundle.name}: found again as video {one['uuid']}")
                    known |= {"video": one["uuid"], "film": marked[1]}
                    return self.ledger.save()
            start += _PAGE
            if start >= listed["total"]:
                return None

    def _told(self, bundle: Bundle, privacy: str) -> dict[str, Any]:
        return described(bundle.metadata) | {
            "filename": bundle.film.name, "channelId": self.channel, "privacy": PRIVACIES[privacy], "waitTranscoding": True,
        }  # fmt: skip

    def _upload(self, bundle: Bundle, known: dict[str, Any], path: str, told: Mapping[str, Any]) -> None:
        """Send the film to a new video, or into one that is there."""
        size = str(bundle.film.stat().st_size)
        headers = {"X-Upload-Content-Length": size, "X-Upload-Content-Type": "video/mp4"}
        address = self._api(path)
        for _ in range(_SESSIONS):
            answer = self._web.again(lambda: self._web.ask("POST", address, (200, 201), json=told, headers=headers))
            known["session"] = urljoin(address, answer.headers["Location"])
            known["session_film"] = bundle.metadata.film
            self.ledger.save()
            if self._resume(bundle, known):
                return
            if "video" not in known:
                self._find(bundle, known)
                if "video" in known:
                    return
        raise ScriptError("PeerTube forgets every upload that is begun", hint=AGAIN)

    def _resume(self, bundle: Bundle, known: dict[str, Any]) -> bool:
        """Go on with an upload that was begun. False where the server no longer knows it."""
        done = self._send(bundle, str(known["session"]))
        del known["session"], known["session_film"]
        if done is not None:
            if "video" in done:
                known["video"] = done["video"]["uuid"]
            known["film"] = bundle.metadata.film
            known.pop("metadata", None)
        self.ledger.save()
        return done is not None

    def _send(self, bundle: Bundle, session: str) -> dict[str, Any] | None:
        """Send what is not there yet, and ask how much is after each failure; the last answer, or None if forgotten."""
        size, patience = bundle.film.stat().st_size, self._web.patience()
        offset = None
        with open(bundle.film, "rb") as film:
            while True:
                data, what = b"", f"bytes */{size}"
                if offset is not None:
                    film.seek(offset)
                    data = film.read(self.chunk)
                    what = f"bytes {offset}-{offset + len(data) - 1}/{size}"
                headers = {"Content-Range": what, "Content-Type": "application/octet-stream"}
                try:
                    answer = self._web.ask("PUT", session, (200, 201, 204, 308, 409, *_GONE), data=data, headers=headers)
                except Later as error:
                    offset = None
                    patience.failed(error.told)
                    continue
                if answer.status_code in _GONE:
                    return None
                if answer.status_code in (200, 201, 204):
                    return dict(answer.json()) if answer.content else {}
                before, offset = offset, _arrived(answer) if answer.status_code == 308 else None
                if offset is not None and before is not None and offset > before:
                    patience.succeeded()
                    self.say(f"{bundle.name}: {100 * offset // size}% of the film is there")
                elif before is not None:
                    patience.failed(ScriptError("PeerTube takes no more of the film", hint=AGAIN))

    # What belongs to it --------------------------------------------------------------------------------------

    def _describe(self, bundle: Bundle, known: dict[str, Any], video: str, privacy: str | None) -> None:
        """Title, description, tags, thumbnail."""
        digest = [metadata_digest(bundle), digest_of(bundle.thumbnail)]
        if known.get("metadata") == digest and privacy in (None, known.get("privacy")):
            return
        told = described(bundle.metadata) | ({"privacy": PRIVACIES[privacy]} if privacy else {})
        tags = [("tags[]", tag) for tag in told.pop("tags")]
        fields = [(key, str(value).lower() if isinstance(value, bool) else str(value)) for key, value in told.items()]
        picture = bundle.thumbnail.read_bytes()
        files = {"thumbnailfile": ("thumbnail.png", picture, "image/png"), "previewfile": ("p.png", picture, "image/png")}
        self._put(f"videos/{video}", data=[*fields, *tags], files=files)
        known |= {"metadata": digest} | ({"privacy": privacy} if privacy else {})
        self.ledger.save()

    def _captions(self, bundle: Bundle, known: dict[str, Any], video: str) -> None:
        digest = digest_of(bundle.vtt)
        if known.get("captions") != digest:
            file = {"captionfile": (bundle.vtt.name, bundle.vtt.read_bytes(), "text/vtt")}
            self._put(f"videos/{video}/captions/{bundle.metadata.language}", files=file)
            known["captions"] = digest
            self.ledger.save()

    def _chapters(self, bundle: Bundle, known: dict[str, Any], video: str) -> None:
        chapters = [{"timecode": int(one.start), "title": one.title} for one in bundle.metadata.chapters]
        if known.get("chapters") != chapters:
            self._put(f"videos/{video}/chapters", json={"chapters": chapters})
            known["chapters"] = chapters
            self.ledger.save()

    # Requests ------------------------------------------------------------------------------------------------

    def _api(self, path: str) -> str:
        return urljoin(self.url, f"api/v1/{path}")

    def _get(self, path: str, also: tuple[int, ...] = (), **how: Any) -> Any:
        return self._web.again(lambda: self._web.ask("GET", self._api(path), (200, *also), **how))

    def _put(self, path: str, **how: Any) -> None:
        self._web.again(lambda: self._web.ask("PUT", self._api(path), (200, 204), **how))


def described(told: Metadata) -> dict[str, Any]:
    """What is told of a film, as PeerTube has it."""
    return {
        "name": told.title,
        "description": told.description,
        "tags": [tag for tag in told.tags if _TAG[0] <= len(tag) <= _TAG[1]][:_TAGS],
        "language": told.language,
        "category": EDUCATION,
        "licence": CC_BY,
        "nsfw": False,
    }


def _arrived(answer: Any) -> int:
    """How many bytes are there. Of none a server says nothing, or "0--1"."""
    told = re.fullmatch(r"bytes=0-(\d+)", answer.headers.get("Range", ""))
    return int(told[1]) + 1 if told else 0
