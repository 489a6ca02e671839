"""A server on loopback that speaks as YouTube does: resumable uploads, the calls around them, tokens, quota, faults.

Bodies are checked by `jsonschema` against the discovery document that Google's library ships. Nothing here is of the code
that is tested. A `Channel` is what lasts; a `Server` may be stopped and started again upon it.
"""

from __future__ import annotations

import email
import json
import socket
import struct
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from email.policy import HTTP
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jsonschema
from googleapiclient.discovery_cache import get_static_doc

COST = {"list": 1, "insert": 50, "update": 50, "delete": 50, "set": 50}
OTHER_COST = {"captions.insert": 400, "captions.update": 450, "captions.list": 50, "videos.insert": 0}


@cache
def _document() -> dict[str, Any]:
    return json.loads(get_static_doc("youtube", "v3"))


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    """A schema of the discovery document as JSON Schema, in which nothing may stand that it does not name."""

    def strict(schema: Any) -> Any:
        if isinstance(schema, dict):
            made = {k: strict(v) for k, v in schema.items() if k not in ("required", "annotations", "id", "format", "enum")}
            if isinstance(schema.get("enum"), list):
                made["enum"] = schema["enum"]
            if isinstance(made.get("$ref"), str):
                made["$ref"] = f"#/$defs/{made['$ref']}"
            if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
                made["additionalProperties"] = False
            return made
        return schema

    # A field may itself be called "id": only what describes an object is looked at.
    schemas = {}
    for key, schema in _document()["schemas"].items():
        properties = {field: strict(one) for field, one in schema.get("properties", {}).items()}
        schemas[key] = {"type": "object", "properties": properties, "additionalProperties": False}
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schemas})


@dataclass
class Session:
    """An upload that was begun."""

    size: int
    resource: dict[str, Any]
    data: bytearray = field(default_factory=bytearray)
    video: str | None = None


@dataclass
class Fault:
    """What goes wrong, once, at the request number `at` of those that `matches`."""

    kind: str
    matches: str
    at: int = 1
    seen: int = 0


@dataclass
class Channel:
    """All that the platform knows, and what it was asked."""

    token: str = "token-1"
    refresh_token: str = "refresh-secret"
    units: int = 10_000
    used: int = 0
    forget_sessions: bool = False
    videos: dict[str, dict[str, Any]] = field(default_factory=dict)
    films: dict[str, bytes] = field(default_factory=dict)
    captions: dict[str, dict[str, Any]] = field(default_factory=dict)
    caption_files: dict[str, bytes] = field(default_factory=dict)
    thumbnails: dict[str, bytes] = field(default_factory=dict)
    playlists: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    refreshed: int = 0
    on_chunk: Callable[[int], None] = lambda number: None
    chunks: int = 0
    received: int = 0
    """Bytes of films, those that came twice counted twice."""

    def count(self, name: str) -> int:
        return self.asked.count(name)


class _Cut(Exception):
    """The connection is cut here, as when a cable is pulled."""


class _HungUp(Exception):
    """The connection is closed here without an answer, as by a server that restarts."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    _lost = False
    """Whether what is asked is done and the answer never comes."""
    server: Any

    def log_message(self, *words: Any) -> None:
        pass

    @property
    def channel(self) -> Channel:
        return self.server.channel

    def _any(self) -> None:
        try:
            self._route()
        except _Cut:
            # A reset: no goodbye.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        except _HungUp:
            self.close_connection = True
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = _any

    # What is asked ------------------------------------------------------------------------------------------

    def _route(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        path = url.path.removeprefix("/resumable")
        if path == "/auth":
            return self._auth(query)
        if path == "/token":
            return self._token()
        session = path.startswith("/session/")
        upload = path.startswith("/upload/")
        resource = "videos" if session else path.removeprefix("/upload").removeprefix("/youtube/v3/").removesuffix("/set")
        verb = {"GET": "list", "POST": "insert", "PUT": "update", "DELETE": "delete"}[self.command]
        verb = "set" if resource == "thumbnails" else verb
        name = "session" if session else f"{resource}.{verb}"
        self.channel.asked.append(name)
        fault = next((one for one in self.channel.faults if one.matches == name and self._now(one)), None)
        if session:
            return self._session(path.rpartition("/")[2], fault)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._refused(fault, name):
            return None
        if fault is not None and fault.kind == "cut":
            raise _Cut
        resource_body, file = self._parts(body, upload)
        if resource_body is not None:
            self._check(resource, verb, resource_body, query)
        if query.get("uploadType") == "resumable":
            return self._begin(resource_body)
        self._lost = fault is not None and fault.kind == "lost answer"
        return getattr(self, f"_{resource}_{verb}")(query, resource_body, file)

    def _now(self, fault: Fault) -> bool:
        fault.seen += 1
        return fault.seen == fault.at

    def _refused(self, fault: Fault | None, name: str) -> bool:
        if self.headers.get("Authorization") != f"Bearer {self.channel.token}":
            self._error(401, "authError", "Invalid Credentials")
            return True
        if fault is not None and fault.kind == "503":
            self._error(503, "backendError", "Try again")
            return True
        if fault is not None and fault.kind == "expire":
            self.channel.token += "x"
            self._error(401, "authError", "Invalid Credentials")
            return True
        units = OTHER_COST.get(name, COST[name.partition(".")[2]]) if "." in name else 0
        if self.channel.used + units > self.channel.units:
            self._error(403, "quotaExceeded", "The request cannot be completed because you have exceeded your quota.")
            return True
        self.channel.used += units
        return False

    def _parts(self, body: bytes, upload: bool) -> tuple[Any, bytes | None]:
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/related"):
            message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=HTTP)
            described, file = message.iter_parts()
            return json.loads(described.get_payload(decode=True)), file.get_payload(decode=True)
        if kind.startswith("application/json") and body:
            return json.loads(body), None
        return None, body if upload else None

    def _check(self, resource: str, verb: str, body: dict[str, Any], query: dict[str, str]) -> None:
        method = _document()["resources"][resource]["methods"][verb]
        found = [one.message for one in _validator(method["request"]["$ref"]).iter_errors(body)]
        parts = set(query["part"].split(","))
        if parts != set(body) - {"id"}:
            found.append(f"part {parts} for {set(body)}")
        if resource in ("videos", "playlists") and "privacyStatus" not in body.get("status", {}):
            found.append("no privacy is sent: it would be public")
        self.channel.wrong += [f"{resource}.{verb}: {one}" for one in found]

    # Resumable uploads --------------------------------------------------------------------------------------

    def _begin(self, body: dict[str, Any]) -> None:
        name = uuid.uuid4().hex
        self.channel.sessions[name] = Session(int(self.headers["X-Upload-Content-Length"]), body)
        self._answer(200, b"", {"Location": f"http://127.0.0.1:{self.server.server_port}/session/{name}"})

    def _session(self, name: str, fault: Fault | None) -> None:
        channel = self.channel
        length = int(self.headers.get("Content-Length") or 0)
        session = channel.sessions.get(name)
        if self._refused(fault, "session"):
            self.rfile.read(length)
            return
        if session is None:
            self.rfile.read(length)
            return self._error(404, "notFound", "no such session")
        if session.video is None and length:
            self._take(session, length, fault)
        if fault is not None and fault.kind == "lost answer":
            raise _HungUp
        if session.video is not None:
            return self._json(self._video(session.video))
        headers = {"Range": f"bytes=0-{len(session.data) - 1}"} if session.data else {}
        return self._answer(308, b"", headers)

    def _take(self, session: Session, length: int, fault: Fault | None) -> None:
        channel = self.channel
        channel.chunks += 1
        first, _, rest = self.headers["Content-Range"].removeprefix("bytes ").partition("-")
        last, _, size = rest.partition("/")
        assert int(size) == session.size and int(last) - int(first) + 1 == length
        if fault is not None and fault.kind in ("cut", "down"):
            # Half of it has arrived, and is kept.
            self._keep(session, int(first), self.rfile.read(length // 2))
            if fault.kind == "down":
                self.server.go_down()
            raise _Cut
        self._keep(session, int(first), self.rfile.read(length))
        if len(session.data) == session.size:
            video = f"video{len(channel.videos) + 1}"
            channel.films[video] = bytes(session.data)
            snippet = dict(session.resource["snippet"])
            channel.videos[video] = {"id": video, "snippet": snippet, "status": dict(session.resource["status"])}
            channel.items.setdefault("uploads", []).insert(0, _item("uploads", video, snippet))
            session.video = video
        channel.on_chunk(channel.chunks)

    def _keep(self, session: Session, first: int, data: bytes) -> None:
        """What is there already is passed over; what would leave a gap is not taken."""
        assert first <= len(session.data), "a gap"
        self.channel.received += len(data)
        session.data += data[len(session.data) - first :]

    # The calls ----------------------------------------------------------------------------------------------

    def _channels_list(self, query: Any, body: Any, file: Any) -> None:
        self._json({"items": [{"id": "UC1", "contentDetails": {"relatedPlaylists": {"uploads": "uploads"}}}]})

    def _video(self, name: str) -> dict[str, Any]:
        return {"kind": "youtube#video", **self.channel.videos[name]}

    def _videos_list(self, query: Any, body: Any, file: Any) -> None:
        self._json({"items": [self._video(name) for name in query["id"].split(",") if name in self.channel.videos]})

    def _videos_update(self, query: Any, body: Any, file: Any) -> None:
        self.channel.videos[body["id"]] = body
        for items in self.channel.items.values():
            for one in items:
                if one["snippet"]["resourceId"]["videoId"] == body["id"]:
                    one["snippet"]["description"] = body["snippet"]["description"]
        self._json(body)

    def _captions_list(self, query: Any, body: Any, file: Any) -> None:
        found = [one for one in self.channel.captions.values() if one["snippet"]["videoId"] == query["videoId"]]
        self._json({"items": found})

    def _captions_insert(self, query: Any, body: Any, file: Any) -> None:
        wanted = body["snippet"]
        for one in self.channel.captions.values():
            if all(one["snippet"][key] == wanted[key] for key in ("videoId", "language", "name")):
                return self._error(409, "captionExists", "there is one")
        name = f"caption{len(self.channel.captions) + 1}"
        self.channel.captions[name] = {"id": name, "snippet": wanted | {"trackKind": "standard"}}
        self.channel.caption_files[name] = file
        return self._json(self.channel.captions[name])

    def _captions_update(self, query: Any, body: Any, file: Any) -> None:
        self.channel.caption_files[body["id"]] = file
        self._json(self.channel.captions[body["id"]])

    def _thumbnails_set(self, query: Any, body: Any, file: Any) -> None:
        self.channel.thumbnails[query["videoId"]] = file
        self._json({"items": []})

    def _playlists_list(self, query: Any, body: Any, file: Any) -> None:
        self._page(list(self.channel.playlists.values()), query)

    def _playlists_insert(self, query: Any, body: Any, file: Any) -> None:
        name = f"list{len(self.channel.playlists) + 1}"
        self.channel.playlists[name] = {"id": name, **body}
        self.channel.items[name] = []
        self._json(self.channel.playlists[name])

    def _playlistItems_list(self, query: Any, body: Any, file: Any) -> None:
        if query["playlistId"] not in self.channel.items:
            return self._error(404, "playlistNotFound", "there is no such list")
        return self._page(self.channel.items[query["playlistId"]], query)

    def _playlistItems_insert(self, query: Any, body: Any, file: Any) -> None:
        snippet = body["snippet"]
        video = snippet["resourceId"]["videoId"]
        made = _item(snippet["playlistId"], video, self.channel.videos[video]["snippet"])
        self.channel.items[snippet["playlistId"]].insert(snippet["position"], made)
        self._json(made)

    def _playlistItems_update(self, query: Any, body: Any, file: Any) -> None:
        items = self.channel.items[body["snippet"]["playlistId"]]
        one = next(item for item in items if item["id"] == body["id"])
        items.remove(one)
        items.insert(body["snippet"]["position"], one)
        self._json(one)

    def _playlistItems_delete(self, query: Any, body: Any, file: Any) -> None:
        for items in self.channel.items.values():
            items[:] = [one for one in items if one["id"] != query["id"]]
        self._answer(204, b"")

    def _page(self, every: list[Any], query: dict[str, str]) -> None:
        """Two at a time, however many are asked for: every list has pages."""
        first = int(query.get("pageToken", 0))
        more = {"nextPageToken": str(first + 2)} if first + 2 < len(every) else {}
        self._json({"items": every[first : first + 2], **more})

    # Tokens -------------------------------------------------------------------------------------------------

    def _auth(self, query: dict[str, str]) -> None:
        answer = {"error": "access_denied"} if self.channel.token == "" else {"code": "a-code"}
        place = f"{query['redirect_uri']}?{urlencode({'state': query['state'], **answer})}"
        self._answer(302, b"", {"Location": place})

    def _token(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if asked["grant_type"] == ["refresh_token"]:
            if asked["refresh_token"] != [self.channel.refresh_token]:
                return self._json({"error": "invalid_grant"}, 400)
            self.channel.refreshed += 1
        granted = {"access_token": self.channel.token, "expires_in": 3599, "token_type": "Bearer"}
        return self._json(granted | {"refresh_token": self.channel.refresh_token, "scope": asked.get("scope", [""])[0]})

    # Answers ------------------------------------------------------------------------------------------------

    def _json(self, value: Any, status: int = 200) -> None:
        self._answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _error(self, status: int, reason: str, message: str) -> None:
        errors = [{"message": message, "domain": "youtube", "reason": reason}]
        self._json({"error": {"code": status, "message": message, "errors": errors}}, status)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        if self._lost:
            self._lost = False
            raise _HungUp
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _item(playlist: str, video: str, snippet: dict[str, Any]) -> dict[str, Any]:
    resource = {"kind": "youtube#video", "videoId": video}
    told = {"playlistId": playlist, "resourceId": resource, "description": snippet["description"]}
    return {"id": uuid.uuid4().hex, "snippet": told}


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    channel: Channel
    owner: Server

    def go_down(self) -> None:
        self.owner.stop(wait=False)

    def handle_error(self, request: Any, address: Any) -> None:
        import sys

        error = sys.exc_info()[1]
        if not isinstance(error, OSError | ValueError):
            self.channel.wrong.append(f"the server: {error!r}")


class Server:
    """The channel behind a port of this machine."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.port = channel, 0
        self._http: _Http | None = None

    def start(self) -> None:
        self._http = _Http(("127.0.0.1", self.port), _Handler)
        self._http.channel, self._http.owner = self.channel, self
        self.port = self._http.server_port
        if self.channel.forget_sessions:
            self.channel.sessions.clear()
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self, wait: bool = True) -> None:
        server, self._http = self._http, None
        if server is None:
            return
        server.socket.close()
        stopping = threading.Thread(target=server.shutdown, daemon=True)
        stopping.start()
        if wait:
            stopping.join()

    @property
    def is_up(self) -> bool:
        return self._http is not None

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}/"
