"""What the environment's scripts ask of a system that lacks something."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("there", [(), ("npm", "node"), ("ffprobe",)])
def test_a_package_is_not_asked_for_where_its_command_is_there(tmp_path, there):
    """A Node.js that came from elsewhere refuses to stand beside the distribution's npm, and then nothing is installed."""
    asked = tmp_path / "asked"
    for name in ("bash", "sed", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name))
    answers = {"uname": "echo Linux", "id": "echo 0", "apt-get": f'echo "$@" >> {asked}'} | dict.fromkeys(there, "true")
    for name, answer in answers.items():
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\n{answer}\n")
        script.chmod(0o755)
    run = subprocess.run(
        [tmp_path / "bash", ROOT / "requirements" / "system.sh", "test"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert run.returncode == 2 and "pkg-config still does not find them" in run.stderr
    install = next(line.split() for line in asked.read_text().splitlines() if line.startswith("install"))
    provided = {"npm": "npm", "nodejs": "node", "ffmpeg": "ffprobe"}
    assert {one for one in provided if one in install} == {one for one, by in provided.items() if by not in there}
    assert {"gcc", "libcairo2-dev"} <= set(install)
