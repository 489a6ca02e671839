"""Requests to a server that may not answer, or not now: sent once each, tried again only by whoever knows that it may be."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from reel.publish.patience import AGAIN, Patience
from script.errors import ScriptError

Result = TypeVar("Result")

CHUNK = 8 * 1024**2
"""Bytes of a film that are sent at once: a multiple of 256 KiB and more than 5 MiB, as Cloudflare asks."""
TIMEOUT = 60.0
_LATER = {408, 423, 425, 429, 500, 502, 503, 504}


class Later(Exception):
    """It did not go well, and may the next time."""

    def __init__(self, told: ScriptError) -> None:
        super().__init__(told.message)
        self.told = told


@dataclass
class Web:
    """A server of a platform, with the headers that let us in. They are shown to no other server."""

    platform: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: Callable[[float], None] = time.sleep
    attempts: int = 7
    _session: Any = field(init=False, default=None)

    def ask(self, method: str, url: str, good: tuple[int, ...], **how: Any) -> Any:
        """One request. An answer that is not among the good ones is an error, or Later."""
        requests = library()
        if self._session is None:
            self._session = requests.Session()
            # A .netrc would put another permission in the place of ours.
            self._session.auth = _unchanged
        ours = self.headers if urlsplit(url)[:2] == urlsplit(self.address)[:2] else {}
        headers = {**ours, **how.pop("headers", {})}
        try:
            answer = self._session.request(method, url, headers=headers, timeout=TIMEOUT, allow_redirects=False, **how)
        except requests.RequestException as error:
            if isinstance(error, ValueError):  # An address that is none.
                raise ScriptError(f"{self.platform}: {url.partition('?')[0]} is no address", hint="Mend it.") from None
            message = f"{self.platform} cannot be reached ({type(error).__name__})"
            raise Later(ScriptError(message, hint=f"Look at the network. {AGAIN}")) from None
        if answer.status_code in good:
            return answer
        status = f"status {answer.status_code}{_why(answer)}"
        if answer.status_code in (401, 403):
            hint = f"Look at the token in the environment; it may have run out. {AGAIN}"
            raise ScriptError(f"{self.platform} does not let us in: {status}", hint=hint)
        told = ScriptError(f"{self.platform} refuses {method}: {status}", hint=AGAIN)
        if answer.status_code in _LATER:
            raise Later(told)
        raise told

    def again(self, do: Callable[[], Result]) -> Result:
        """Do something that begins by looking what is there, until it is done."""
        patience = self.patience()
        while True:
            try:
                return do()
            except Later as error:
                patience.failed(error.told)

    def patience(self) -> Patience:
        return Patience(self.attempts, self.pause)


def _unchanged(request: Any) -> Any:
    return request


def library() -> Any:
    """What sends requests, where it is installed."""
    try:
        import requests
    except ImportError:
        raise ScriptError("what sends requests is not installed: requests", hint="Run: make out-environment") from None
    return requests


def from_environment(name: str, what: str) -> str:
    """A setting that must be there."""
    if not (value := os.environ.get(name, "").strip()):
        raise ScriptError(f"{name} is not set: {what}", hint="docs/publish.md says where it comes from.")
    return value


def _why(answer: Any) -> str:
    """What a server says of an error, as far as it is words."""
    try:
        told = answer.json()
    except ValueError:
        told = answer.text
    if isinstance(told, dict):
        told = next((told[key] for key in ("detail", "message", "error", "title") if isinstance(told.get(key), str)), "")
    words = " ".join(str(told).split())[:200]
    return f" ({words})" if words and "<" not in words else ""
