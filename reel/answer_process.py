"""A learner's code, run in a process of its own with limits on time, memory and output: nothing in it can harm the tool.

As a program it reads {"code", "given"} from its input and writes what the code came to into the file it is told.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

from reel.answer_values import NoAnswerError, packed, unpacked
from reel.typed import tidy

SECONDS = 10.0
"""How long an answer may take."""
_MEMORY = 2 << 30
_FILE = 16 << 20
_SAID = 300
"""So many letters of what an error says are shown."""
_NAME = "<answer>"


def work_out(code: str, given: Mapping[str, str], *, seconds: float = SECONDS) -> Any:
    """What a learner's code comes to. Raises AnswerError, with a reason for the learner, where it comes to nothing."""
    from reel.answers import AnswerError

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        told = Path(folder) / "result.json"
        child = subprocess.Popen(
            [sys.executable, "-m", "reel.answer_process", str(told)], text=True, cwd=folder, env=_environment(),
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            child.communicate(json.dumps({"code": code, "given": dict(given)}), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise AnswerError(f"It was still running after {seconds:g} s, and was stopped. Does a loop never end?") from None
        finally:
            _end(child)
        result = _result(told)
    if result is None:
        raise AnswerError(f"It ended the process that ran it ({_ending(child.returncode)}), and came to nothing.")
    if "error" in result:
        raise AnswerError(result["error"])
    return unpacked(result["value"])


def _environment() -> dict[str, str]:
    """The child finds this project as its parent did, whichever folder it runs in. It needs no threads of NumPy's, which
    would ask for memory by the number of cores."""
    root = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _end(child: subprocess.Popen[str]) -> None:
    """Stop the child, if it still runs, and all that it has started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()


def _result(told: Path) -> dict[str, Any] | None:
    """What the child has told, or None where that is nothing, or not what it should be."""
    try:
        result = json.loads(told.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return result if isinstance(result, dict) and result.keys() in ({"error"}, {"value"}) else None


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _run(code: str, given: Mapping[str, str]) -> dict[str, Any]:
    """In the child: {"value": ...} or {"error": ...}."""
    from reel.answers import given_values, maths_names

    names = {**maths_names(), **given_values(given)}
    known = [one for one in names if not one.startswith("_")]
    code = tidy(code)
    printed = _Printed()
    names.pop("answer", None)
    try:
        tree = ast.parse(code, _NAME)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        # What it prints is not its answer.
        with redirect_stdout(printed), redirect_stderr(printed):
            exec(compile(tree, _NAME, "exec"), names)
            value = eval(compile(ast.Expression(last.value), _NAME, "eval"), names) if last else None
        if value is None:
            value = names.get("answer")
        if value is None and printed.something:
            return {"error": "It prints, and comes to nothing: end with the value itself, without print."}
        if last is None and "answer" not in names:
            return {"error": "It comes to no value: end with an expression, or set `answer`."}
        return {"value": packed(value)}
    except NoAnswerError as error:
        return {"error": str(error)}
    except SyntaxError as error:
        at = f"Line {error.lineno}: t" if error.lineno else "T"
        return {"error": f"{at}his is no Python: {_cut(str(error.msg))}.{_shown(code, error.lineno)}"}
    except (ValueError, RecursionError) as error:
        if _number(error) is None:  # It came from reading the code, not from running it.
            return {"error": f"This is no Python: {_cut(str(error))}."}
        if isinstance(error, RecursionError):
            return {"error": f"{_line(error)}it calls itself without an end.{_shown(code, _number(error))}"}
        return _raised(error, code)
    except NameError as error:
        near = difflib.get_close_matches(error.name or "", known, n=3)
        hint = f" Is it {' or '.join(near)}?" if near else ""
        return {"error": f"{_line(error)}there is no {error.name!r}.{hint}{_shown(code, _number(error))}"}
    except SystemExit:
        return {"error": "It calls for an exit, and comes to nothing."}
    except MemoryError:
        return {"error": "It asks for more memory than an answer may have."}
    except BaseException as error:
        return _raised(error, code)


class _Printed(io.TextIOBase):
    """Takes what is printed and keeps none of it."""

    something = False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.something = True
        return len(text)


def _raised(error: BaseException, code: str) -> dict[str, Any]:
    try:
        said = _cut(str(error))
    except Exception:
        said = ""
    told = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return {"error": f"{_line(error)}{told}{_shown(code, _number(error))}"}


def _cut(text: str) -> str:
    """What an error says, fit for a terminal: no control signs, and no more than can be read."""
    plain = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text[: _SAID + 1])
    return plain if len(plain) <= _SAID else f"{plain[:_SAID]} ..."


def _number(error: BaseException) -> int | None:
    """The last line of the learner's own on the way to an error."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _NAME]
    return lines[-1] if lines else None


def _line(error: BaseException) -> str:
    number = _number(error)
    return f"Line {number}: " if number else ""


def _shown(code: str, number: int | None) -> str:
    """The line of that number, below what is told of it, where there are several."""
    lines = code.splitlines()
    if number is None or len(lines) < 2 or not 0 < number <= len(lines):
        return ""
    return f"\n    {_cut(lines[number - 1].strip())}"


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time still has.
        return
    limits = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: math.ceil(SECONDS) + 1,
        resource.RLIMIT_FSIZE: _FILE,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        with suppress(OSError, ValueError):  # macOS refuses a limit on memory.
            resource.setrlimit(kind, (most, most))


def main() -> None:
    _limit()
    asked = json.load(sys.stdin)
    result = _run(asked["code"], asked["given"])
    Path(sys.argv[1]).write_text(json.dumps(result), encoding="utf-8")
    os._exit(0)  # Not by the way of what the code has left running, or has asked to be called at the end.


if __name__ == "__main__":
    main()
