"""What draws and encodes besides the project's own code: the versions of libraries, of Python and of the system's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reel.known import Known, fingerprint
from script.errors import ScriptError

PICTURE = (
    "manim", "numpy", "scipy", "networkx", "av", "opencv-python-headless", "typst", "pycairo", "manimpango", "skia-pathops",
    "svgelements", "mapbox-earcut", "isosurfaces", "pillow",
)  # fmt: skip
"""The packages that a picture goes through."""
SOUND = ("av", "numpy", "scipy", "pyloudnorm")
SPEECH = ("hibari-tts", "onnxruntime", "numpy", "scipy")
FILM = ("av", "numpy", "scipy", "pyloudnorm")

PROCESS = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
) | {"PYTHONHASHSEED": "0"}  # fmt: skip
"""The environment of every process that films: one thread each, since there is a process for every core and one with threads
must not fork; and no order that changes from run to run."""


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The versions of packages, as parts of a key."""
    return {f"version:{name}": _version(name) for name in packages}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def configured() -> list[Path]:
    """Where manim looks for settings of its user's own."""
    home = Path.home()
    user = home / "AppData/Roaming/Manim" if os.name == "nt" else home / ".config/manim"
    return [user / "manim.cfg", Path.cwd() / "manim.cfg"]


def platform() -> dict[str, str]:
    """Python and the machine, as parts of a key."""
    python = f"{sys.implementation.name} {sys.version.split()[0]}"
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    return {"system:python": python, "system:machine": f"{sys.platform} {machine}"}


def libraries(known: Known) -> dict[str, str]:
    """The libraries that the packages stand on (cairo, pango, ffmpeg), as parts of a key.

    Only the libraries themselves say which they are, and to load them takes longer than all the rest of a build that has
    nothing to do. So it is remembered which files they were loaded from, as long as these are the same.
    """
    anchor = Path(sys.prefix) / "pyvenv.cfg"
    place = anchor if anchor.is_file() else Path(sys.executable)
    told: Mapping[str, dict[str, object]] = known.about(place, "libraries", lambda path: _ask())
    if any(_print(file) != seen for file, seen in told["files"].items()):
        told = _ask()
        known.replace(place, "libraries", told)
    return {f"system:{name}": str(value) for name, value in told["versions"].items()}


def check_system() -> None:
    """Refuse early where the libraries that manim draws with are missing from the system."""
    try:
        import cairo  # noqa: F401
        import manimpango  # type: ignore[import-untyped] # noqa: F401
    except ImportError as error:
        raise ScriptError(
            f"a system library is missing, so nothing can be drawn: {error}",
            hint=f"Run `bash requirements/system.sh`; it installs, or names, what {sys.platform} needs.",
        ) from error


def _ask() -> dict[str, dict[str, object]]:
    """The versions that the libraries themselves tell, and the files that they were loaded from."""
    check_system()
    import av
    import cairo
    import manimpango

    found: dict[str, object] = {"cairo": cairo.cairo_version_string(), "pango": manimpango.pango_version()}
    found["ffmpeg"] = " ".join(f"{name} {'.'.join(map(str, number))}" for name, number in av.library_versions.items())
    modules = [getattr(sys.modules[name], "__file__", "") for name in ("cairo", "manimpango", "av")]
    files: dict[str, object] = {file: _print(file) for file in [*modules, *_loaded()]}
    return {"versions": found, "files": files}


def _loaded() -> list[str]:
    """The shared libraries in this process that draw and encode, where the system tells."""
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        return []
    paths = {line.split(maxsplit=5)[5] for line in lines if line.count("/") and len(line.split(maxsplit=5)) == 6}
    wanted = ("cairo", "pango", "harfbuzz", "freetype", "fontconfig", "avcodec", "avformat", "swscale", "x264")
    return sorted(path for path in paths if any(one in os.path.basename(path) for one in wanted))


def _print(file: str) -> list[int] | None:
    try:
        return fingerprint(Path(file))
    except OSError:
        return None
