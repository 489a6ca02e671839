"""Who may upload: what Google gives for it lies with the user's own settings, outside the project, for nobody else."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reel.course import ROOT
from reel.publish.ledger import config_folder
from reel.sealed import publish_bytes
from script.errors import ScriptError

SCOPES = ["https://www.googleapis.com/auth/youtube.force-ssl"]
"""The one permission that films, captions, thumbnails and playlists all take."""
SIGN_IN = "Run: reel publish --sign-in"
MAKE_CLIENT = "docs/publish.md says in which five steps Google gives you that file."


def client_file() -> Path:
    return config_folder() / "youtube" / "client.json"


def token_file() -> Path:
    return config_folder() / "youtube" / "token.json"


def load() -> Any:
    """The permission to upload, as google-auth knows it. Raises ScriptError where there is none that is safe to use."""
    libraries()
    from google.oauth2.credentials import Credentials

    held = _read(token_file(), "there is no permission to upload yet", SIGN_IN)
    try:
        return Credentials(
            held["token"], refresh_token=held["refresh_token"], token_uri=held["token_uri"], client_id=held["client_id"],
            client_secret=held["client_secret"], scopes=held["scopes"], expiry=_expiry(held.get("expiry")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        # What is in the file must not be told, and a trace would.
        raise ScriptError(f"{token_file()} holds no permission to upload", hint=SIGN_IN) from None


def save(credentials: Any) -> None:
    """Keep the permission, for nobody else to read."""
    path = token_file()
    _require_outside(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whatever is written aside and renamed has mode 0600 from its first byte on.
    publish_bytes(path, credentials.to_json().encode())


def sign_in(say: Callable[[str], None], *, wait: float = 300) -> Path:
    """Ask for the permission in a browser: Google sends it to a port of this machine. Returns where it is kept."""
    libraries()
    import webbrowser

    from google_auth_oauthlib.flow import InstalledAppFlow
    from oauthlib.oauth2 import OAuth2Error

    _require_outside(client_file())
    client = _read(client_file(), "Google does not know this program yet", MAKE_CLIENT)
    if "installed" not in client:
        raise ScriptError(f"{client_file()} is not that of a desktop program", hint=MAKE_CLIENT)
    try:
        webbrowser.get()
        shown = True
    except webbrowser.Error:
        shown = False
    try:
        flow = InstalledAppFlow.from_client_config(client, SCOPES)
        say("A browser asks whether this program may upload for you.")
        credentials = flow.run_local_server(
            host="127.0.0.1", port=0, prompt="consent", timeout_seconds=round(wait), open_browser=shown,
            authorization_prompt_message="If none opens, open this yourself: {url}",
            success_message="You can close this window and go back to the terminal.",
        )  # fmt: skip
    except OAuth2Error as error:
        raise ScriptError(f"the permission was not given: {error.error}", hint=SIGN_IN) from None
    except (AttributeError, ValueError, OSError) as error:
        # The library fails with AttributeError where nobody has answered in time.
        raise ScriptError(f"the permission was not given ({type(error).__name__})", hint=SIGN_IN) from None
    save(credentials)
    return token_file()


def libraries() -> None:
    """Refuse in words where what speaks to Google is not installed."""
    try:
        import google_auth_httplib2  # noqa: F401
        import google_auth_oauthlib  # noqa: F401
        import googleapiclient  # noqa: F401
    except ImportError as error:
        hint = "Run: make out-environment"
        raise ScriptError(f"what speaks to Google is not installed: {error.name}", hint=hint) from None


def _read(path: Path, missing: str, hint: str) -> Any:
    """A secret, from a file that is only the user's own."""
    _require_outside(path)
    try:
        with open(path, encoding="utf-8") as file:
            told = os.fstat(file.fileno())
            if os.name == "posix" and (stat.S_IMODE(told.st_mode) & 0o077 or told.st_uid != os.geteuid()):
                raise ScriptError(
                    f"{path} can be read by others: it is not used",
                    hint=f"Run: chmod 600 {path}\n  If others may have read it, sign in anew: reel publish --sign-in",
                )
            return json.load(file)
    except FileNotFoundError:
        raise ScriptError(f"{missing}: there is no {path}", hint=hint) from None
    except (OSError, ValueError) as error:
        raise ScriptError(f"{path} cannot be read ({type(error).__name__})", hint=hint) from None


def _require_outside(path: Path) -> None:
    """What lies in the project may be shared with it."""
    if path.resolve().is_relative_to(ROOT):
        raise ScriptError(f"{path} lies in the project", hint="Set XDG_CONFIG_HOME to a folder of your own outside of it.")


def _expiry(said: str | None) -> Any:
    """When a token ends, as google-auth has it: in UTC, without saying so."""
    from datetime import UTC, datetime

    if said is None:
        return None
    return datetime.fromisoformat(said).astimezone(UTC).replace(tzinfo=None)
