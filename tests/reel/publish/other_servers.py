"""Upload servers from npm on loopback, and a wire to them that can be cut at a byte."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import struct
import subprocess
import threading
import urllib.request
from pathlib import Path
from typing import Any

from filelock import FileLock

from reel.course import ROOT

HERE = Path(__file__).parent / "servers"
TOKEN = "a-token-of-theirs"
NODE = 20
"""The version that the servers need; some systems still have an older one."""


def installed() -> Path:
    """A folder with the servers and what they need, installed by npm as the lock says. It is made once."""
    place = ROOT / "build" / "upload-servers"
    lock, stamp = (HERE / "package-lock.json").read_text(), place / "installed"
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / ".lock"):
        if not stamp.is_file() or stamp.read_text() != lock:
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(HERE / name, place / name)
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
            subprocess.run(command, cwd=place, check=True)
            stamp.write_text(lock)
        shutil.copyfile(HERE / "server.mjs", place / "server.mjs")
    return place


class Node:
    """The servers, in a process that can be killed and started again upon the same files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        folder = installed()
        command = ["node", str(folder / "server.mjs"), str(self.folder), str(self.port), TOKEN]
        self._process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline().split()[1])

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    @property
    def is_up(self) -> bool:
        return self._process is not None

    def state(self, faults: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """All that the server knows; with faults, what will go wrong."""
        data = None if faults is None else json.dumps(faults).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/state", data, timeout=10) as answer:
            return json.load(answer)

    def open(self, folder: Path) -> None:
        """Serve another folder: a new server, as far as anyone can see."""
        self.folder = folder
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/state", str(folder).encode(), method="PUT")
        urllib.request.urlopen(request, timeout=10).close()

    def tus_files(self) -> list[bytes]:
        return [one.read_bytes() for one in (self.folder / "tus").iterdir() if one.suffix != ".json"]


class Wire:
    """A port that passes everything on to another, until so many bytes have gone towards it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.cut_after: int | None = None
        self.hold_after: int | None = None
        self.held, self.freed, self.passed = threading.Event(), threading.Event(), 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def let_go(self) -> None:
        """Cut what is held."""
        self.freed.set()

    def close(self) -> None:
        self.let_go()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._pass, args=(near,), daemon=True).start()

    def _pass(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.node.port))
        except OSError:
            _reset(near)
            return
        threading.Thread(target=self._back, args=(far, near), daemon=True).start()
        with contextlib.suppress(OSError):
            while data := near.recv(16384):
                for limit in (self.cut_after, self.hold_after):
                    if limit is not None and self.passed + len(data) > limit:
                        data = data[: max(0, limit - self.passed)]
                far.sendall(data)
                self.passed += len(data)
                if self.passed == self.cut_after:
                    self.cut_after = None
                    break
                if self.passed == self.hold_after:
                    self.hold_after = None
                    self.held.set()
                    self.freed.wait(30)
                    break
        _reset(near)
        _reset(far)

    @staticmethod
    def _back(far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := far.recv(16384):
                near.sendall(data)
            near.shutdown(socket.SHUT_WR)


def _reset(wire: socket.socket) -> None:
    with contextlib.suppress(OSError):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.close()


def missing() -> str | None:
    """What is not here to run them with."""
    lacking = [name for name in ("node", "npm") if shutil.which(name) is None]
    if lacking:
        return f"no {' and no '.join(lacking)} here"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return None if int(version[1:].split(".")[0]) >= NODE else f"node is {version}, and the servers need {NODE}"
