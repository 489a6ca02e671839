"""A lesson on YouTube: each step looks what is there and does what is missing, so that it can be begun anew at any time.

The ledger is written before and after each step. Where it is lost, a film is known again by the marker in its description.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from reel.known import digest_of
from reel.publish import google, tokens
from reel.publish.bundle import Bundle
from reel.publish.calls import metadata_digest
from reel.publish.ledger import Ledger
from reel.publish.metadata import SERIES, Metadata, find_marker, replaced
from reel.publish.patience import AGAIN, Patience, QuotaUsedUp, next_quota
from script.errors import ScriptError

Result = TypeVar("Result")
Say = Callable[[str], None]
ROOT: str | None = None
"""Another server that speaks as Google does, for a rehearsal."""

_USED_UP = {"quotaExceeded", "dailyLimitExceeded", "uploadLimitExceeded"}
_LATER = {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError", "processingFailure"}
_PAGE = 50
_SESSIONS = 3
"""How often an upload is begun that the server forgets."""
_LIST_MARKER = "inside-the-glass-box:course"
_LIST_ABOUT = (
    f"The mathematics behind language models, as motion. The lessons of {SERIES}, in their order.\n\n{_LIST_MARKER}"
)


class _SessionLost(Exception):
    """The server no longer knows an upload that was begun."""


@dataclass
class YouTube:
    """A channel, seen with one permission. `course` are the names of the lessons in their order."""

    credentials: Any
    ledger: Ledger
    course: Sequence[str]
    say: Say = print
    root: str | None = None
    chunk: int = google.CHUNK
    pause: Callable[[float], None] = time.sleep
    _calls: Any = field(init=False)
    _channel: str = field(init=False, default="")
    _uploads: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self._calls = google.service(self.credentials, self.root)

    def publish(self, bundle: Bundle, privacy: str | None, *, replace: bool = False) -> str:
        """Bring a lesson to where it should be; returns its video's id. `privacy` None leaves that of what is there as it
        is, and makes new things private."""
        self._ask_whose()
        known = self.ledger.entry(self.account, bundle.name)
        video = self._film(bundle, known, privacy, replace)
        self._captions(bundle, known, video)
        self._thumbnail(bundle, known, video)
        self._playlist(bundle, known, video, privacy)
        return video

    @property
    def account(self) -> str:
        return f"youtube {self._channel}"

    def _ask_whose(self) -> None:
        if self._channel:
            return
        found = self._do("channels.list", self._calls.channels().list(part="id,contentDetails", mine=True), attempts=2)
        if not found.get("items"):
            raise ScriptError("this account has no YouTube channel", hint="Make one there, and run the same command again.")
        (channel, *_) = found["items"]
        self._channel = channel["id"]
        self._uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]

    # The film -----------------------------------------------------------------------------------------------

    def _film(self, bundle: Bundle, known: dict[str, Any], privacy: str | None, replace: bool) -> str:
        """The lesson's video: as it is known, found by its marker, or uploaded."""
        there = self._video(known["video"]) if "video" in known else None
        if there is None:
            self._forget(known)
            # What was begun is asked first: it may have ended without our hearing of it.
            if self._resume(bundle, known) is None:
                there = self._find(bundle, known, replace)
        if "video" in known and not bundle.metadata.film.startswith(known["film"]):
            if not replace:
                raise ScriptError(
                    f"the film of {bundle.name} is another than that of video {known['video']}",
                    hint="YouTube cannot change the film of a video. With --replace it is uploaded anew and takes the\n"
                    "  place of the one before it, which becomes private.",
                )
            self.say(f"{bundle.name}: another film takes the place of video {known['video']}")
            known["replaces"] = [*known.get("replaces", ()), known["video"]]
            self._forget(known)
            self.ledger.save()
            there = None
            self._resume(bundle, known)
        if "video" not in known:
            self._upload(bundle, known, privacy, replace)
        if known.get("metadata") != metadata_digest(bundle) or privacy is not None:
            self._update(bundle, known, there or self._video(known["video"]), privacy)
        self._retire(known)
        return str(known["video"])

    @staticmethod
    def _forget(known: dict[str, Any]) -> None:
        """Keep of what is known only what belongs to no video."""
        for key in [key for key in known if key not in ("session", "session_film", "replaces")]:
            del known[key]

    def _video(self, video: str) -> dict[str, Any] | None:
        """A video as it is there now; None where it was deleted."""
        found = self._do("videos.list", self._calls.videos().list(part="snippet,status", id=video))
        return next(iter(found.get("items", ())), None)

    def _find(self, bundle: Bundle, known: dict[str, Any], replace: bool) -> dict[str, Any] | None:
        """A video among the channel's uploads that bears the lesson's marker: where the ledger was lost."""
        found: dict[str, str] = {}
        for item in self._items(self._uploads):
            marked = find_marker(item["snippet"].get("description", ""))
            video = item["snippet"]["resourceId"]["videoId"]
            if marked is not None and marked[0] == bundle.name and marked[1] != "replaced":
                found[video] = marked[1]
        for video in known.get("replaces", ()):
            found.pop(video, None)
        # Where a replacing was cut off and its ledger lost there are two: the one with this film counts.
        order = sorted(found, key=lambda video: not bundle.metadata.film.startswith(found[video]))
        for video in order:
            there = self._video(video)
            if there is not None:
                self.say(f"{bundle.name}: found again as video {video}")
                known |= {"video": video, "film": found[video]}
                if replace and bundle.metadata.film.startswith(found[video]):
                    known["replaces"] = [one for one in order if one != video]
                self.ledger.save()
                return there
        return None

    def _upload(self, bundle: Bundle, known: dict[str, Any], privacy: str | None, replace: bool) -> None:
        """Send the film to a new video."""
        for _ in range(_SESSIONS):
            self._begin(bundle, known, privacy)
            if self._resume(bundle, known) is not None or self._find(bundle, known, replace) is not None:
                return
        raise ScriptError("YouTube forgets every upload that is begun", hint=AGAIN)

    def _insert(self, bundle: Bundle, privacy: str | None) -> Any:
        body = video_body(bundle.metadata, privacy or "private")
        google.check_body("videos", "insert", body, "snippet,status")
        film = google.media(str(bundle.film), "video/mp4", self.chunk)
        return self._calls.videos().insert(part="snippet,status", body=body, media_body=film, notifySubscribers=False)

    def _begin(self, bundle: Bundle, known: dict[str, Any], privacy: str | None) -> None:
        """Ask for the address to send the film to, and write it down before a byte is sent."""
        request = self._insert(bundle, privacy)
        headers = request.headers | {
            "X-Upload-Content-Type": "video/mp4",
            "X-Upload-Content-Length": str(request.resumable.size()),
            "Content-Length": str(len(request.body)),
        }

        def ask() -> str:
            answer, content = request.http.request(request.uri, "POST", body=request.body, headers=headers)
            if answer.status != 200 or "location" not in answer:
                from googleapiclient.errors import HttpError

                raise HttpError(answer, content, uri=request.uri)
            return str(answer["location"])

        known["session"] = self._again("videos.insert", ask)
        known["session_film"] = bundle.metadata.film
        # What this video will be told is what is sent now, whenever the film has arrived.
        known["session_metadata"] = metadata_digest(bundle)
        self.ledger.save()

    def _resume(self, bundle: Bundle, known: dict[str, Any]) -> str | None:
        """Go on with an upload that was begun; None where there is none, or it is of another film, or forgotten there."""
        session = known.get("session")
        if session is None or known.get("session_film") != bundle.metadata.film:
            return None
        try:
            video = self._send(bundle, session)
        except _SessionLost:
            video = None
        told = known.pop("session_metadata", None)
        del known["session"], known["session_film"]
        if video is not None:
            known |= {"video": video, "film": bundle.metadata.film, "metadata": told}
        self.ledger.save()
        return video

    def _send(self, bundle: Bundle, session: str) -> str:
        """Send what a session has not got yet, chunk by chunk, and ask it what it has after each failure."""
        from google.auth.exceptions import RefreshError
        from googleapiclient.errors import HttpError

        request = self._insert(bundle, None)
        request.resumable_uri = session
        # So the library asks first how much has arrived. It knows no other way to take up an upload.
        request._in_error_state = True
        patience, size = Patience(pause=self.pause), bundle.film.stat().st_size
        before = -1
        while True:
            try:
                _, done = request.next_chunk()
            except HttpError as error:
                if error.resp.status in (404, 410):
                    raise _SessionLost from None
                if not _passing(error):
                    raise _told("videos.insert", error) from None
                patience.failed(_told("videos.insert", error))
                continue
            except RefreshError:
                raise _withdrawn() from None
            except _broken() as error:
                request._in_error_state = True
                patience.failed(_unreachable(error))
                continue
            if done:
                return str(done["id"])
            if request.resumable_progress > before:
                patience.succeeded()
                self.say(f"{bundle.name}: {100 * request.resumable_progress // size}% of the film is there")
            else:
                patience.failed(ScriptError("YouTube takes no more of the film", hint=AGAIN))
            before = request.resumable_progress

    def _update(self, bundle: Bundle, known: dict[str, Any], there: Mapping[str, Any] | None, privacy: str | None) -> None:
        """Change what is told of a video where it is another now."""
        if there is None:  # It was uploaded a moment ago, and lists do not have it yet.
            return
        now = there["status"]["privacyStatus"]
        if known.get("metadata") == metadata_digest(bundle) and privacy in (None, now):
            return
        body = video_body(bundle.metadata, privacy or now) | {"id": known["video"]}
        if privacy is None and "publishAt" in there["status"]:
            body["status"]["publishAt"] = there["status"]["publishAt"]
        google.check_body("videos", "update", body, "snippet,status")
        self._do("videos.update", self._calls.videos().update(part="snippet,status", body=body))
        known["metadata"] = metadata_digest(bundle)
        self.ledger.save()

    def _retire(self, known: dict[str, Any]) -> None:
        """Make private what the lesson's new film takes the place of, take its marker away, and it out of the playlist."""
        for old in list(known.get("replaces", ())):
            there = self._video(old)
            if there is not None:
                kept = ("title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage")
                snippet = {key: there["snippet"][key] for key in kept if key in there["snippet"]}
                snippet["description"] = replaced(snippet.get("description", ""))
                kept = ("license", "embeddable", "publicStatsViewable", "selfDeclaredMadeForKids", "containsSyntheticMedia")
                status = {key: there["status"][key] for key in kept if key in there["status"]}
                body = {"id": old, "snippet": snippet, "status": status | {"privacyStatus": "private"}}
                google.check_body("videos", "update", body, "snippet,status")
                self._do("videos.update", self._calls.videos().update(part="snippet,status", body=body))
            playlist = self._find_playlist()
            for item in self._items(playlist) if playlist else ():
                if item["snippet"]["resourceId"]["videoId"] == old:
                    self._do("playlistItems.delete", self._calls.playlistItems().delete(id=item["id"]), gone=True)
            known["replaces"].remove(old)
            self.ledger.save()

    # What belongs to it --------------------------------------------------------------------------------------

    def _captions(self, bundle: Bundle, known: dict[str, Any], video: str) -> None:
        digest = digest_of(bundle.srt)
        if known.get("captions") == digest:
            return

        def bring() -> str:
            found = self._calls.captions().list(part="snippet", videoId=video).execute()
            language = bundle.metadata.language
            track = next((one["id"] for one in found.get("items", ()) if _is_ours(one["snippet"], language)), None)
            snippet = {"videoId": video, "language": language, "name": "", "isDraft": False}
            file = _small_media(str(bundle.srt), "application/octet-stream")
            calls = self._calls.captions()
            if track is None:
                google.check_body("captions", "insert", {"snippet": snippet}, "snippet")
                made = calls.insert(part="snippet", body={"snippet": snippet}, media_body=file).execute()
                return str(made["id"])
            body = {"id": track, "snippet": {"isDraft": False}}
            google.check_body("captions", "update", body, "snippet")
            calls.update(part="snippet", body=body, media_body=file).execute()
            return str(track)

        known["caption_track"] = self._again("captions", bring)
        known["captions"] = digest
        self.ledger.save()

    def _thumbnail(self, bundle: Bundle, known: dict[str, Any], video: str) -> None:
        digest = digest_of(bundle.thumbnail)
        if known.get("thumbnail") == digest:
            return
        picture = _small_media(str(bundle.thumbnail), "image/png")
        self._do("thumbnails.set", self._calls.thumbnails().set(videoId=video, media_body=picture))
        known["thumbnail"] = digest
        self.ledger.save()

    # The playlist --------------------------------------------------------------------------------------------

    def _playlist(self, bundle: Bundle, known: dict[str, Any], video: str, privacy: str | None) -> None:
        """The video stands in the course's playlist once, after the lessons before it."""
        playlist = self._find_playlist() or self._make_playlist(privacy or "private")

        def bring() -> str:
            items = self._items(playlist)
            ours = [one for one in items if one["snippet"]["resourceId"]["videoId"] == video]
            for twice in ours[1:]:
                self._do("playlistItems.delete", self._calls.playlistItems().delete(id=twice["id"]), gone=True)
                items.remove(twice)
            others = [one for one in items if one not in ours]
            place = self._place(bundle.name, others)
            snippet = {"playlistId": playlist, "resourceId": {"kind": "youtube#video", "videoId": video}, "position": place}
            if not ours:
                google.check_body("playlistItems", "insert", {"snippet": snippet}, "snippet")
                made = self._calls.playlistItems().insert(part="snippet", body={"snippet": snippet}).execute()
                return str(made["id"])
            if items.index(ours[0]) != place:
                body = {"id": ours[0]["id"], "snippet": snippet}
                google.check_body("playlistItems", "update", body, "snippet")
                self._calls.playlistItems().update(part="snippet", body=body).execute()
            return str(ours[0]["id"])

        known["playlist_item"] = self._again("playlistItems", bring)
        self.ledger.save()

    def _place(self, lesson: str, others: Sequence[Mapping[str, Any]]) -> int:
        """Where a lesson belongs among what stands in the playlist without it."""
        number = self.course.index(lesson)
        lessons = {self.ledger.known(self.account, name).get("video"): k for k, name in enumerate(self.course)}
        place = 0
        for k, one in enumerate(others):
            marked = find_marker(one["snippet"].get("description", ""))
            other = lessons.get(one["snippet"]["resourceId"]["videoId"])
            if other is None and marked is not None and marked[0] in self.course:
                other = self.course.index(marked[0])
            if other is not None and other < number:
                place = k + 1
        return place

    def _find_playlist(self) -> str | None:
        page = None
        while True:
            asked = self._calls.playlists().list(part="snippet", mine=True, maxResults=_PAGE, pageToken=page)
            found = self._do("playlists.list", asked)
            for one in found.get("items", ()):
                if _LIST_MARKER in one["snippet"].get("description", ""):
                    return str(one["id"])
            page = found.get("nextPageToken")
            if page is None:
                return None

    def _make_playlist(self, privacy: str) -> str:
        body = {"snippet": {"title": SERIES, "description": _LIST_ABOUT}, "status": {"privacyStatus": privacy}}
        google.check_body("playlists", "insert", body, "snippet,status")

        def bring() -> str:
            there = self._find_playlist()
            if there is not None:
                return there
            return str(self._calls.playlists().insert(part="snippet,status", body=body).execute()["id"])

        return self._again("playlists.insert", bring)

    def _items(self, playlist: str) -> list[dict[str, Any]]:
        """All that stands in a playlist, in its order."""
        items: list[dict[str, Any]] = []
        page = None
        while True:
            asked = self._calls.playlistItems().list(part="snippet", playlistId=playlist, maxResults=_PAGE, pageToken=page)
            # A channel without uploads has no list of them yet.
            found = self._do("playlistItems.list", asked, gone=True)
            items += found.get("items", ())
            page = found.get("nextPageToken")
            if page is None:
                return items

    # Calls ---------------------------------------------------------------------------------------------------

    def _do(self, name: str, request: Any, attempts: int = 7, gone: bool = False) -> dict[str, Any]:
        """Make a call that may be made twice. With `gone`, what is not there is an empty answer."""
        return self._again(name, lambda: request.execute() or {}, attempts, {} if gone else None)

    def _again(self, name: str, do: Callable[[], Result], attempts: int = 7, gone: Result | None = None) -> Result:
        """Do something that begins by looking what is there, until it is done."""
        from google.auth.exceptions import RefreshError
        from googleapiclient.errors import HttpError

        patience = Patience(attempts, self.pause)
        while True:
            try:
                return do()
            except HttpError as error:
                if error.resp.status == 404 and gone is not None:
                    return gone
                if not _passing(error):
                    raise _told(name, error) from None
                patience.failed(_told(name, error))
            except RefreshError:
                raise _withdrawn() from None
            except _broken() as error:
                patience.failed(_unreachable(error))


def video_body(told: Metadata, privacy: str) -> dict[str, Any]:
    """What is told to YouTube of a video. What has a default there is said all the same: defaults change."""
    return {
        "snippet": {
            "title": told.title,
            "description": told.description,
            "tags": list(told.tags),
            "categoryId": told.category,
            "defaultLanguage": told.language,
            "defaultAudioLanguage": told.language,
        },
        "status": {
            "privacyStatus": privacy,
            "selfDeclaredMadeForKids": told.made_for_children,
            "containsSyntheticMedia": told.synthetic,
            "license": "creativeCommon",
            "embeddable": True,
            "publicStatsViewable": True,
        },
    }


def _small_media(path: str, kind: str) -> Any:
    """A file that goes in one piece with its call."""
    from googleapiclient.http import MediaFileUpload

    return MediaFileUpload(path, mimetype=kind, resumable=False)


def _is_ours(snippet: Mapping[str, Any], language: str) -> bool:
    return bool(snippet["language"] == language and not snippet.get("name") and snippet.get("trackKind") != "ASR")


# What goes wrong ------------------------------------------------------------------------------------------------


def _broken() -> tuple[type[BaseException], ...]:
    """What a connection that is cut off, or not made, raises."""
    import httplib2
    from google.auth.exceptions import TransportError

    return (OSError, http.client.HTTPException, httplib2.HttpLib2Error, TransportError)


def _reasons(error: Any) -> set[str]:
    details = error.error_details
    return {one.get("reason", "") for one in details if isinstance(one, dict)} if isinstance(details, list) else set()


def _passing(error: Any) -> bool:
    """Whether it may go well the next time."""
    return error.resp.status >= 500 or error.resp.status in (408, 409, 429) or bool(_reasons(error) & _LATER)


def _told(name: str, error: Any) -> ScriptError:
    """An answer in words. Its address is left out: it may hold an upload's own."""
    reasons = _reasons(error)
    if reasons & _USED_UP:
        return QuotaUsedUp("YouTube", next_quota())
    if error.resp.status == 401:
        return _withdrawn()
    why = ", ".join(sorted(filter(None, reasons))) or f"status {error.resp.status}"
    return ScriptError(f"YouTube refuses {name}: {error.reason or 'it does not say why'} ({why})", hint=AGAIN)


def _withdrawn() -> ScriptError:
    return ScriptError("the permission to upload was withdrawn, or has run out", hint=tokens.SIGN_IN)


def _unreachable(error: BaseException) -> ScriptError:
    return ScriptError(f"YouTube cannot be reached ({type(error).__name__})", hint=f"Look at the network. {AGAIN}")
