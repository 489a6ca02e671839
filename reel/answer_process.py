"""A learner's code, run in a process of its own with limits on time, memory and output: nothing in it can harm the tool.

As a program it reads {"code", "given"} from its input and writes what the code came to into the file it is told.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import math
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

SECONDS = 10.0
"""How long an answer may take."""
_MEMORY = 4 << 30
_LARGEST = 10_000
"""More numbers than this are no answer to an exercise."""
_NAME = "<answer>"


def work_out(code: str, given: Mapping[str, str], *, seconds: float = SECONDS) -> Any:
    """What a learner's code comes to. Raises AnswerError, with a reason for the learner, where it comes to nothing."""
    from reel.answers import AnswerError

    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "result.json"
        try:
            done = subprocess.run(
                [sys.executable, "-m", "reel.answer_process", str(told)],
                input=json.dumps({"code": code, "given": dict(given)}), text=True, timeout=seconds, cwd=folder,
                env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise AnswerError(f"It was still running after {seconds:g} s, and was stopped. Does a loop never end?") from None
        if not told.exists():
            raise AnswerError(f"It ended the process that ran it (exit {done.returncode}), and came to nothing.")
        result = json.loads(told.read_text(encoding="utf-8"))
    if "error" in result:
        raise AnswerError(result["error"])
    return result["value"]


def _environment() -> dict[str, str]:
    """The child finds this project as its parent did, whichever folder it runs in."""
    import os

    root = str(Path(__file__).resolve().parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)}


def _run(code: str, given: Mapping[str, str]) -> dict[str, Any]:
    """In the child: {"value": ...} or {"error": ...}."""
    from reel.answers import given_values, maths_names

    names = {**maths_names(), **given_values(given)}
    try:
        tree = ast.parse(code.strip(), _NAME)
    except SyntaxError as error:
        return {"error": f"Line {error.lineno}: this is no Python: {error.msg}."}
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    names.pop("answer", None)
    try:
        # What it prints is not its answer.
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            exec(compile(tree, _NAME, "exec"), names)
            value = eval(compile(ast.Expression(last.value), _NAME, "eval"), names) if last else names.get("answer")
    except NameError as error:
        near = difflib.get_close_matches(error.name or "", [one for one in names if not one.startswith("_")], n=3)
        return {"error": f"{_line(error)}there is no {error.name!r}.{' Is it ' + ' or '.join(near) + '?' if near else ''}"}
    except SystemExit:
        return {"error": "It calls for an exit, and comes to nothing."}
    except MemoryError:
        return {"error": "It asks for more memory than an answer may have."}
    except RecursionError as error:
        return {"error": f"{_line(error)}it calls itself without an end."}
    except BaseException as error:
        return {"error": f"{_line(error)}{type(error).__name__}: {error}"}
    if last is None and "answer" not in names:
        return {"error": "It comes to no value: end with an expression, or set `answer`."}
    return _told(value)


def _line(error: BaseException) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _NAME]
    return f"Line {lines[-1]}: " if lines else ""


def _told(value: Any) -> dict[str, Any]:
    """A value as JSON can hold it."""
    import numpy as np

    if isinstance(value, np.ndarray | np.generic):
        if value.size > _LARGEST:
            return {"error": f"It comes to {value.size} numbers: more than any exercise asks for."}
        value = value.tolist()
    try:
        text = json.dumps(value, default=lambda one: one.tolist() if hasattr(one, "tolist") else float(one))
    except (TypeError, ValueError, OverflowError, RecursionError):
        return {"error": f"It comes to a value of type {type(value).__name__}, which is no number and no row of numbers."}
    if len(text) > 40 * _LARGEST:
        return {"error": "It comes to more than any exercise asks for."}
    return {"value": json.loads(text)}


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time still has.
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, math.ceil(SECONDS) + 1)):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # macOS refuses a limit on memory.
            continue


def main() -> None:
    _limit()
    asked = json.load(sys.stdin)
    result = _run(asked["code"], asked["given"])
    Path(sys.argv[1]).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
