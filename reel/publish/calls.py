"""What an upload would do, call by call, and what each call costs of a day's quota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reel.known import digest, digest_of
from reel.publish.bundle import Bundle

UNITS_A_DAY = 10_000
UPLOADS_A_DAY = 100
"""What YouTube gives a project a day; uploads are counted apart from everything else."""
COST = {
    "channels.list": 1, "videos.list": 1, "playlists.list": 1, "playlistItems.list": 1,
    "videos.insert": 0, "videos.update": 50, "captions.list": 50, "captions.insert": 400, "captions.update": 450,
    "thumbnails.set": 50, "playlists.insert": 50, "playlistItems.insert": 50, "playlistItems.update": 50,
    "playlistItems.delete": 50,
}  # fmt: skip
"""Units of a day's quota that a call takes, whether it succeeds or not."""


@dataclass(frozen=True)
class Call:
    """A call that an upload would make, and why; with its units, where a platform counts them."""

    method: str
    why: str
    units: int | None = None
    uploads: int = 0


def youtube_calls(bundle: Bundle, known: Mapping[str, Any], replace: bool = False, first: bool = False) -> list[Call]:
    """The calls for a lesson, by what the ledger knows of it; the `first` of a channel finds no playlist yet. Lists of more
    than fifty take a call for each fifty."""
    calls = [_call("channels.list", "whose channel this is")]
    film = bundle.metadata.film
    there = "video" in known and not is_refused(bundle, known)
    if is_refused(bundle, known) and not replace:
        return []
    if there:
        calls.append(_call("videos.list", "that the video is still there"))
        if known.get("metadata") != metadata_digest(bundle):
            calls.append(_call("videos.update", "title, description, tags"))
    elif known.get("session") and known.get("session_film") == film:
        calls.append(Call("videos.insert", "the rest of the film: its upload was cut off", 0, 0))
    else:
        calls.append(_call("playlistItems.list", "that the channel has not got the film already"))
        calls.append(Call("videos.insert", f"the film, {bundle.film.stat().st_size:,} bytes", 0, 1))
        if known.get("video"):
            calls.append(_call("videos.list", "the video that it replaces"))
            calls.append(_call("videos.update", "which becomes private"))
            calls.append(_call("playlistItems.delete", "and loses its place in the course"))
    if not there or known.get("captions") != digest_of(bundle.srt):
        change = there and known.get("caption_track")
        calls.append(_call("captions.list", "that there is no such track yet"))
        calls.append(_call("captions.update" if change else "captions.insert", "captions"))
    if not there or known.get("thumbnail") != digest_of(bundle.thumbnail):
        calls.append(_call("thumbnails.set", "thumbnail"))
    calls.append(_call("playlists.list", "the course's playlist"))
    if first:
        calls.append(_call("playlists.insert", "which is not there yet"))
    calls.append(_call("playlistItems.list", "what stands in it"))
    if not there or "playlist_item" not in known:
        calls.append(_call("playlistItems.insert", "into its place in the course"))
    return calls


def is_refused(bundle: Bundle, known: Mapping[str, Any]) -> bool:
    """Whether a video is there that has another film, which only --replace may take the place of."""
    return "video" in known and not bundle.metadata.film.startswith(known.get("film", ""))


def peertube_calls(bundle: Bundle, known: Mapping[str, Any], replace: bool = False) -> list[Call]:
    """The requests for a lesson on a PeerTube."""
    if is_refused(bundle, known):
        return [Call("PUT source/replace-resumable", "the film, in the place of the one before it")] if replace else []
    if known.get("film") == bundle.metadata.film and "video" in known:
        return [
            Call("GET users/me/videos", "that the video is still there"),
            Call("PUT videos/{id}", "title, description, tags, thumbnail"),
            Call("PUT videos/{id}/captions/en", "captions"),
            Call("PUT videos/{id}/chapters", "chapters"),
        ]
    return [
        Call("GET users/me/videos", "that the film is not there already"),
        Call("POST videos/upload-resumable", "a place for the film"),
        Call("PUT videos/upload-resumable", f"the film, {bundle.film.stat().st_size:,} bytes"),
        Call("PUT videos/{id}", "thumbnail"),
        Call("PUT videos/{id}/captions/en", "captions"),
        Call("PUT videos/{id}/chapters", "chapters"),
    ]


def tus_calls(bundle: Bundle, known: Mapping[str, Any]) -> list[Call]:
    """The requests for a lesson on a tus server."""
    if known.get("film") == bundle.metadata.film and known.get("done"):
        return []
    begun = [] if known.get("film") == bundle.metadata.film else [Call("POST", "a place for the film")]
    return [*begun, Call("HEAD", "how much of it is there"), Call("PATCH", f"{bundle.film.stat().st_size:,} bytes")]


def lines(calls: Sequence[Call]) -> list[str]:
    """Calls in words, with the sum of what they cost."""
    told = [f"  {one.method:<28} {'' if one.units is None else one.units:>4}  {one.why}" for one in calls]
    if any(one.units is not None for one in calls):
        units, uploads = sum(one.units or 0 for one in calls), sum(one.uploads for one in calls)
        told.append(f"  {units} of the day's {UNITS_A_DAY:,} units, {uploads} of its {UPLOADS_A_DAY} uploads")
    return told


def metadata_digest(bundle: Bundle) -> str:
    """The digest of what is told of a film, but for its privacy: that may have been changed there on purpose."""
    told = bundle.metadata.as_dict()
    return digest({key: told[key] for key in sorted(told) if key not in ("privacy", "playlist")})


def _call(method: str, why: str) -> Call:
    return Call(method, why, COST[method])
