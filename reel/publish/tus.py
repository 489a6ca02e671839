"""The tus protocol (tus.io, 1.0.0), as Cloudflare Stream, Bunny, Vimeo and many servers of one's own speak it.

GLASSBOX_TUS_URL names where uploads are made; GLASSBOX_TUS_TOKEN goes as a bearer token with each request, and
GLASSBOX_TUS_HEADERS, a JSON object, holds whatever else a service asks for.
"""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from reel.publish.bundle import Bundle
from reel.publish.ledger import Ledger
from reel.publish.patience import AGAIN
from reel.publish.web import CHUNK, Later, Web, from_environment
from script.errors import ScriptError

_VERSION = {"Tus-Resumable": "1.0.0"}
_PIECE = "application/offset+octet-stream"
_GONE = (403, 404, 410)
_SESSIONS = 3
"""How often an upload is begun that the server forgets."""


@dataclass
class Tus:
    """A server on which uploads are made at `url`."""

    url: str
    ledger: Ledger
    headers: Mapping[str, str]
    say: Callable[[str], None] = print
    chunk: int = CHUNK
    pause: Callable[[float], None] = time.sleep

    @classmethod
    def from_environment(cls, ledger: Ledger, say: Callable[[str], None]) -> Tus:
        url = from_environment("GLASSBOX_TUS_URL", "where uploads are made")
        headers = _more_headers(os.environ.get("GLASSBOX_TUS_HEADERS", "{}"))
        if token := os.environ.get("GLASSBOX_TUS_TOKEN"):
            headers["Authorization"] = f"Bearer {token}"
        return cls(url, ledger, headers, say)

    @property
    def account(self) -> str:
        return f"tus {self.url}"

    def publish(self, bundle: Bundle, privacy: str | None) -> str:
        """Send a lesson's film; returns where it went. A film that is another than the one before is another upload:
        the protocol knows no way to change one."""
        web = Web("the tus server", self.url, self.headers, self.pause)
        known = self.ledger.entry(self.account, bundle.name)
        if known.get("film") != bundle.metadata.film:
            known.clear()
        for _ in range(_SESSIONS):
            if known.get("done"):
                return str(known["upload"])
            if "upload" not in known:
                known |= {"upload": self._begin(web, bundle, privacy or "private"), "film": bundle.metadata.film}
                self.ledger.save()
            if self._send(web, bundle, str(known["upload"])):
                known["done"] = True
            else:
                known.clear()
            self.ledger.save()
        if known.get("done"):
            return str(known["upload"])
        raise ScriptError("the tus server forgets every upload that is begun", hint=AGAIN)

    def _begin(self, web: Web, bundle: Bundle, privacy: str) -> str:
        """Ask for a place for the film. Where the answer is lost an empty place stays behind, which servers let go."""
        told = {"filename": bundle.film.name, "filetype": "video/mp4", "name": bundle.metadata.title,
                "marker": bundle.metadata.marker}  # fmt: skip
        if "cloudflare" in (urlsplit(self.url).hostname or "") and privacy == "private":
            told["requiresignedurls"] = ""
        headers = {**_VERSION, "Upload-Length": str(bundle.film.stat().st_size), "Upload-Metadata": metadata_header(told)}
        answer = web.again(lambda: web.ask("POST", self.url, (201,), headers=headers))
        return urljoin(self.url, answer.headers["Location"])

    def _send(self, web: Web, bundle: Bundle, place: str) -> bool:
        """Send what is not there yet, and ask how much is after each failure. False where the place is gone."""
        size, patience = bundle.film.stat().st_size, web.patience()
        offset = None
        with open(bundle.film, "rb") as film:
            while offset != size:
                try:
                    if offset is None:
                        answer = web.ask("HEAD", place, (200, 204, *_GONE), headers=_VERSION)
                    else:
                        film.seek(offset)
                        headers = {**_VERSION, "Upload-Offset": str(offset), "Content-Type": _PIECE}
                        answer = web.ask("PATCH", place, (204, 409, *_GONE), headers=headers, data=film.read(self.chunk))
                except Later as error:
                    offset = None
                    patience.failed(error.told)
                    continue
                if answer.status_code in _GONE:
                    return False
                if answer.status_code == 409:
                    offset = None
                    patience.failed(ScriptError("the tus server takes no more of the film", hint=AGAIN))
                    continue
                before, offset = offset, int(answer.headers["Upload-Offset"])
                if before is not None and offset > before:
                    patience.succeeded()
                    self.say(f"{bundle.name}: {100 * offset // size}% of the film is there")
                elif before is not None:
                    patience.failed(ScriptError("the tus server takes no more of the film", hint=AGAIN))
        return True


def metadata_header(told: Mapping[str, str]) -> str:
    """Names and values as the protocol has them: the values in base64."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}".rstrip() for key, value in told.items())


def _more_headers(text: str) -> dict[str, str]:
    try:
        held: Any = json.loads(text)
        if not isinstance(held, dict) or not all(isinstance(one, str) for one in held.values()):
            raise ValueError
    except ValueError:
        # What stands in it may be a secret.
        hint = 'Write it as {"AuthorizationSignature": "...", "LibraryId": "..."}.'
        raise ScriptError("GLASSBOX_TUS_HEADERS is no JSON object of strings", hint=hint) from None
    return held
