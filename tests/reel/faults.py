"""Break builds in every way that a machine can, and see that nothing is lost: `python -m tests.reel.faults --kills 50`.

A house with a short course is filmed once undisturbed. Then a build is killed, or its disk is full, or its files are spoilt;
and after a last plain run, what a viewer gets is the same as of the undisturbed build, byte for byte. On the way there is
nothing under a final name that is not whole, and nothing that was finished is made again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reel.sealed import read_sealed

from .house_copy import SECOND, House

FULL = '''
import os

count = 0


def until_full(do):
    def done(*arguments):
        global count
        count += 1
        if count > int(os.environ["FULL_AFTER"]):
            raise OSError(28, "No space left on device")
        return do(*arguments)

    return done


os.fsync, os.replace = until_full(os.fsync), until_full(os.replace)
'''
"""Loaded by every Python of a build: after so many files were put on the disk or given their name, the disk is full."""


class Broken(AssertionError):
    """Something was lost, or half of something was found."""


class Faults:
    """A house in which builds are broken, and what an undisturbed build of it gives."""

    def __init__(self, root: Path, lessons: dict[str, str] | None = None) -> None:
        self.house = House.made(root / "house", lessons or {"second": SECOND})
        began = time.monotonic()
        run = self.house.render("--json")
        self.seconds = time.monotonic() - began
        self._require(run.returncode == 0, run.stderr)
        self.wanted = self.house.films()
        self.clips = sum(len(one["filmed"]) for one in json.loads(run.stdout)["lessons"])
        self.sizes = {what: _size(getattr(self.house, what)) for what in ("cache", "videos")}
        self._rest = root / "rest"

    def begin_anew(self) -> None:
        """As if nothing had ever been filmed."""
        for folder in (self.house.cache, self.house.videos):
            if folder.exists() and not folder.is_mount():
                shutil.rmtree(folder)

    # What must hold -----------------------------------------------------------------------------------------

    @staticmethod
    def _require(true: bool, words: str) -> None:
        if not true:
            raise Broken(words)

    def look(self) -> int:
        """See that nothing under a final name is not whole; how many clips are finished."""
        for path in self._files("files"):
            if path.suffix != ".part":
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                self._require(path.stem == digest, f"{path} is not what its name says")
        clips = 0
        for path in self._files("notes"):
            if path.suffix != ".part":
                noted = read_sealed(path)
                self._require(noted is not None, f"{path} is half written")
                file = self.house.cache / "store" / "files" / noted["digest"][:2] / f"{noted['digest']}{noted['suffix']}"
                self._require(file.is_file(), f"{path} names a file that is not there")
                clips += path.parent.parent.name == "clip"
        for folder in self._lessons():
            lesson = {name: data for name, data in self.wanted.items() if name.startswith(f"{folder.name}/")}
            found = {str(one.relative_to(self.house.videos)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
            self._require(found == lesson, f"{folder} is there and is not whole")
        return clips

    def _files(self, kind: str) -> Iterator[Path]:
        return (one for one in (self.house.cache / "store" / kind).rglob("*") if one.is_file())

    def _lessons(self) -> list[Path]:
        videos = self.house.videos
        return [one for one in videos.iterdir() if not one.name.startswith(".")] if videos.exists() else []

    def mend(self, finished: int | None = None, **environment: str) -> str:
        """A last plain run: it gives what the undisturbed build gave, and films nothing that was finished."""
        run = self.house.render("--json", **environment)
        self._require(run.returncode == 0, f"the plain run failed: {run.stderr}")
        filmed = sum(len(one["filmed"]) for one in json.loads(run.stdout)["lessons"])
        if finished is not None:
            words = f"{filmed} were filmed, and {finished} of {self.clips} were there"
            self._require(filmed == self.clips - finished, words)
        found = self.house.films()
        other = sorted({name for name in found.keys() | self.wanted.keys() if found.get(name) != self.wanted.get(name)})
        self._require(not other, f"not as of an undisturbed build: {', '.join(other)}")
        self._require(not list((self.house.cache / "store").rglob("*.part")), "drafts were left")
        builds = self.house.cache / "store" / "builds"
        self._require(not [one for one in builds.iterdir() if one.is_dir()], "a build's drafts were left")
        return run.stderr

    # The faults ---------------------------------------------------------------------------------------------

    def start(self, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "reel", "render", "--quality", "draft"]
        return subprocess.Popen(
            command, cwd=self.house.root, env=self.house.environment(**environment), stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def kill(self, seed: int) -> str:
        """Kill a build with SIGKILL at a moment that the seed chooses, alone or with its children; sometimes on top of what
        an earlier one left."""
        chance = random.Random(seed)
        if chance.random() < 0.7:
            self.begin_anew()
        elif self.house.videos.exists():
            shutil.rmtree(self.house.videos)
        build, moment, alone = self.start(), chance.uniform(0.0, self.seconds), chance.random() < 0.5
        time.sleep(moment)
        with suppress(ProcessLookupError):
            (os.kill if alone else os.killpg)(build.pid, signal.SIGKILL)
        build.communicate()
        finished = self.look()
        self.mend(finished)
        which = "alone" if alone else "with its children"
        return f"killed after {moment:.1f} s {which}, {finished} of {self.clips} finished"

    def kill_worker(self) -> str:
        """Kill a process that films."""
        self.begin_anew()
        build = self.start()
        while not (workers := filming(build.pid)):
            self._require(build.poll() is None, "the build ended before it filmed")
            time.sleep(0.02)
        os.kill(workers[-1], signal.SIGKILL)
        _, said = build.communicate()
        self._require(build.returncode == 2, f"it ended with {build.returncode}")
        self._require("signal 9" in said and "memory" in said, f"it was not told: {said}")
        self.mend(self.look())
        return said.strip().splitlines()[-1].strip()

    def fill_disk(self, after: int) -> str:
        """Have the disk be full from some write on, in every process of a build."""
        self.begin_anew()
        self._rest.mkdir(exist_ok=True)
        (self._rest / "sitecustomize.py").write_text(FULL)
        path = os.pathsep.join([str(self._rest), str(self.house.root)])
        run = self.house.render(PYTHONPATH=path, FULL_AFTER=str(after))
        self._require(run.returncode == 2, f"it ended with {run.returncode}: {run.stderr}")
        self._require("the disk is full" in run.stderr and "Traceback" not in run.stderr, f"it was not told: {run.stderr}")
        self.mend(self.look())
        return f"full after {after} files"

    def fill_small_disk(self, share: float, what: str) -> str:
        """Build with the cache, or the films, on a file system of its own that holds a share of what it takes; where none
        can be mounted, nothing."""
        self.begin_anew()
        folder, kilobytes = getattr(self.house, what), round(share * self.sizes[what] / 1024)
        with mounted(folder, kilobytes) as grow:
            if grow is None:
                return "no file system can be mounted here"
            run = self.house.render()
            self._require(run.returncode == 2, f"it ended with {run.returncode}: {run.stderr}")
            self._require("full" in run.stderr or "are free" in run.stderr, f"it was not told: {run.stderr}")
            self._require("Traceback" not in run.stderr, run.stderr)
            finished = self.look()
            grow()
            self.mend(finished)
        return f"{what} of {kilobytes} kB, {finished} of {self.clips} finished"

    def flip(self, seed: int, count: int = 6) -> str:
        """Flip a byte in some files of the cache, whatever they are, and take the films away."""
        chance = random.Random(seed)
        files = sorted(one for one in self.house.cache.rglob("*") if one.is_file() and one.stat().st_size)
        chosen = chance.sample(files, min(count, len(files)))
        for path in chosen:
            data = bytearray(path.read_bytes())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
        shutil.rmtree(self.house.videos)
        self.mend()
        return ", ".join(str(path.relative_to(self.house.cache))[:24] for path in chosen)

    def race(self) -> str:
        """Two builds of the same at once."""
        self.begin_anew()
        builds = [self.start(), self.start()]
        said = [build.communicate()[1] for build in builds]
        self._require([build.returncode for build in builds] == [0, 0], "\n".join(said))
        filmed = sum(int(line.split()[0]) for text in said for line in text.splitlines() if " filmed, " in line)
        self._require(filmed == self.clips, f"{filmed} were filmed by the two, of {self.clips}")
        self._require(self.look() == self.clips, "not all clips are there")
        self.mend(self.clips)
        return f"{self.clips} clips, each filmed once"


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def filming(parent: int) -> list[int]:
    """The processes under another that film, without the one that loads manim for them."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    staged = {row[0]: row for row in rows if "reel.stage" in row[2]}
    return [
        int(number)
        for number, (_, above, words) in staged.items()
        if (int(above) == parent and "serve" not in words) or (above in staged and int(staged[above][1]) == parent)
    ]


@contextmanager
def mounted(folder: Path, kilobytes: int) -> Iterator[object]:
    """A small file system at a folder, and what makes it large; None where it cannot be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        yield None
        return
    try:
        yield lambda: subprocess.run(["mount", "-o", "remount,size=1g", str(folder)], check=True)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10, help="how often a build is killed")
    parser.add_argument("--only", default="", help="only faults whose name begins so")
    parser.add_argument("--seed", type=int, default=None, help="of the first kill; the next have the next numbers")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**6)
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        faults = Faults(Path(folder), {"second": SECOND})
        print(f"an undisturbed build: {faults.clips} clips, {len(faults.wanted)} files, {faults.seconds:.1f} s", flush=True)
        tries = [(f"kill, seed {seed + n}", lambda n=n: faults.kill(seed + n)) for n in range(asked.kills)]
        tries += [("kill a worker", faults.kill_worker), ("race", faults.race)]
        tries += [(f"full disk {n}", lambda n=n: faults.fill_disk(n)) for n in (0, 3, 8, 20, 40)]
        tries += [
            (f"small disk, {what}", lambda what=what, share=share: faults.fill_small_disk(share, what))
            for what in ("cache", "videos")
            for share in (0.02, 0.2, 0.4, 0.6, 0.8, 0.9)
        ]
        tries += [(f"flip, seed {seed + n}", lambda n=n: faults.flip(seed + n)) for n in range(5)]
        tries = [(name, fault) for name, fault in tries if name.startswith(asked.only)]
        for name, fault in tries:
            try:
                print(f"{name}: {fault()}", flush=True)
            except Broken as error:
                broken += 1
                print(f"{name}: BROKEN: {error}", flush=True)
                faults.begin_anew()
                faults.house.render()
    print(f"{len(tries)} faults, {broken} broken")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
