"""Which processes of the stage run."""

from __future__ import annotations

import subprocess


def stage_processes(parent: int) -> list[int]:
    """Those that a process has started, and those that they have forked, parents first."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    stage = [(int(pid), int(above)) for pid, above, command in rows if "-m reel.stage" in command]
    found, waiting = list[int](), [parent]
    while waiting:
        above = waiting.pop(0)
        below = [pid for pid, its_parent in stage if its_parent == above]
        found += below
        waiting += below
    return found


def alive(processes: list[int]) -> list[int]:
    """Those that still run; one that is dead and not yet buried does not."""
    command = ["ps", "-o", "pid=,stat=", "-p", ",".join(map(str, processes))]
    rows = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    return [int(row.split()[0]) for row in rows if not row.split()[1].startswith("Z")]
