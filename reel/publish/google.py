"""Google's interface as its library ships it: the description of every call, what a body may hold, how one is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from script.errors import ScriptError

TIMEOUT = 60.0
"""Seconds that a socket may be silent."""
CHUNK = 8 * 1024**2
"""Bytes of a film that are sent at once; a multiple of 256 KiB, as Google asks."""


@cache
def document() -> Mapping[str, Any]:
    """The discovery document of the YouTube Data API that the library ships."""
    from googleapiclient.discovery_cache import get_static_doc

    text = get_static_doc("youtube", "v3")
    if text is None:
        raise ScriptError("google-api-python-client ships no description of YouTube", hint="Run: make out-environment")
    found: Mapping[str, Any] = json.loads(text)
    return found


def service(credentials: Any, root: str | None = None) -> Any:
    """YouTube's calls, with a permission; with another root, on another server that speaks as it does."""
    from google_auth_httplib2 import AuthorizedHttp
    from googleapiclient.discovery import build_from_document

    described = dict(document())
    if root is not None:
        described |= {"rootUrl": root, "baseUrl": root}
    return build_from_document(described, http=AuthorizedHttp(credentials, http=plain_http()))


def plain_http() -> Any:
    """A connection that keeps 308 for what it means to an upload, and sends nothing twice by itself.

    httplib2 sends a request again where the answer to it was lost; what adds something would then be added twice. Here
    whoever asks looks first what came of it."""
    from googleapiclient.http import build_http

    http = build_http()
    http.timeout = TIMEOUT
    http._conn_request = _once
    return http


def _once(connection: Any, uri: str, method: str, body: Any, headers: Mapping[str, str]) -> tuple[Any, bytes]:
    import http.client

    import httplib2

    try:
        if connection.sock is None:
            connection.connect()
        connection.request(method, uri, body, headers)
        answer = connection.getresponse()
        content = b"" if method == "HEAD" else answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        raise
    return httplib2.Response(answer), content


def media(path: str, kind: str, chunk: int = CHUNK) -> Any:
    """A film as an upload takes it, a chunk of bytes at a time.

    The library's own hands a stream to the connection; once part of that is read, a chunk cannot be sent again."""
    from googleapiclient.http import MediaFileUpload

    class Chunks(MediaFileUpload):  # type: ignore[misc]
        def has_stream(self) -> bool:
            return False

    return Chunks(path, mimetype=kind, chunksize=chunk, resumable=True)


# Bodies ---------------------------------------------------------------------------------------------------------


def check_body(resource: str, method: str, body: Mapping[str, Any], part: str) -> None:
    """Refuse a body that the description does not have so: the library sends a misspelt field, and Google drops it.

    What is sent must be named in `part`, what is named there must be sent."""
    described = document()["resources"][resource]["methods"][method]
    name = described["request"]["$ref"]
    wrong = problems(name, body, f"youtube.{resource}.{method}")
    parts = set(part.split(","))
    fields = {key for key in body if key not in ("id", "kind", "etag")}
    if parts != fields:
        wrong.append(f'part is "{part}", and the body has {", ".join(sorted(fields))}')
    if wrong:
        raise ValueError(f"{resource}.{method}: {'; '.join(wrong)}")


def problems(name: str, value: Any, method: str = "") -> list[str]:
    """What in a value is not as the schema of that name says."""
    return _object(document()["schemas"][name], value, name, method)


def _object(schema: Mapping[str, Any], value: Any, where: str, method: str) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{where} is no object"]
    known, found = schema.get("properties", {}), []
    for key, one in value.items():
        if key not in known:
            found.append(f"{where} has no field {key}")
        else:
            found += _value(known[key], one, f"{where}.{key}", method)
    for key, one in known.items():
        if method in one.get("annotations", {}).get("required", ()) and key not in value:
            found.append(f"{where}.{key} is missing")
    return found


_KINDS: Mapping[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "number": (int, float)}


def _value(schema: Mapping[str, Any], value: Any, where: str, method: str) -> list[str]:
    if "$ref" in schema:
        return _object(document()["schemas"][schema["$ref"]], value, where, method)
    kind = schema["type"]
    if kind == "array":
        if not isinstance(value, list | tuple):
            return [f"{where} is no list"]
        return [line for k, one in enumerate(value) for line in _value(schema["items"], one, f"{where}[{k}]", method)]
    if kind == "object":
        return _object(schema, value, where, method)
    fits = type(value) is int if kind == "integer" else isinstance(value, _KINDS.get(kind, (object,)))
    if not fits:
        return [f"{where} is no {kind}: {value!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where} is {value!r}, not one of {', '.join(schema['enum'])}"]
    return []
