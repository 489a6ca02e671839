"""A learner's code in its own process: whatever it does is told, and none of it stays."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from reel import answer_process
from reel.answer_process import work_out
from reel.answer_values import NoAnswerError, packed, unpacked
from reel.answers import AnswerError, evaluate


@pytest.mark.parametrize(
    "value",
    [6, -1.5, True, None, "boy", [1, [2, "x"]], {"a": 1}, {1: [0.5], ("a", ("b", 2)): {"c": None}}, float("inf"), []],
)
def test_a_value_comes_back_as_it_was(value):
    back = unpacked(packed(value))
    assert back == value and type(back) is type(value)


def test_arrays_and_fractions_come_back_as_numbers():
    back = unpacked(packed({"m": np.eye(2), "n": np.float64(0.5), "t": (1, 2)}))
    assert back == {"m": [[1, 0], [0, 1]], "n": 0.5, "t": [1, 2]}
    assert unpacked(packed(evaluate("__import__('fractions').Fraction(1, 4)", {}))) == 0.25


def ring() -> list[object]:
    made: list[object] = []
    made.append(made)
    return made


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (10**400, "300 digits"),
        (1j, "type complex"),
        ({1, 2}, "type set"),
        (len, "Call it"),
        (ring(), "rows within rows"),
        (list(range(10_001)), "more than any exercise"),
        (np.zeros(10_001), "10001 numbers"),
        ("x" * 10_001, "more than any exercise"),
        ([["x" * 9] * 200] * 100, "more than any exercise"),
    ],
)
def test_a_value_that_answers_nothing_is_told(value, reason):
    with pytest.raises(NoAnswerError, match=reason):
        packed(value)


TO_THE_BRIM = """
x, size = [], 1 << 20
while size:
    try:
        x.append(bytes(size))
    except MemoryError:
        size //= 4
raise MemoryError
"""


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("\n\na = 1\nb = a / 0\n", "Line 4: ZeroDivisionError: division by zero\n    b = a / 0"),
        ("a = 1\nb = 1 +\n", "Line 2: this is no Python: invalid syntax.\n    b = 1 +"),
        ("def f(x):\n    return 1 / x\n\nf(0)", "Line 2: ZeroDivisionError: division by zero\n    return 1 / x"),
        ("a = 1\nnorn((1, 2))", "Line 2: there is no 'norn'. Is it norm"),
        ("10**5000", "300 digits"),
        ("return 6", "Line 1: this is no Python: 'return' outside function"),
        ("1\0", "his is no Python: source code string cannot contain null bytes"),
        ("'\udcff'", "This is no Python"),
        ("apply((1, 2), (1, 2))", "Line 1: ValueError: "),
        ("raise Exception('\\x1b[2J' + 'x' * 10**6)", "Line 1: Exception:  [2Jxxx"),
        ("raise Exception('x' * 10**6)", "xxx ..."),
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "Line 3: E\n    raise E"),
        ("input()", "EOFError"),
        ("print(6)", "prints, and comes to nothing"),
        ("x = []\nwhile True: x.append(bytearray(10**6))", "more memory"),
        (TO_THE_BRIM, "more memory"),
        ("import ctypes\nctypes.string_at(0)", "came to nothing"),
        ("import os, sys\nopen(sys.argv[1], 'w').write('{')\nos._exit(0)", "came to nothing"),
        ("import os, sys\nopen(sys.argv[1], 'w').write('[1]')\nos._exit(0)", "came to nothing"),
        ("-" * 100_000 + "1", "."),
    ],
)
def test_code_that_comes_to_nothing_is_told_with_its_own_line(code, reason):
    with pytest.raises(AnswerError) as told:
        work_out(code, {})
    assert reason in str(told.value)
    assert "Traceback" not in str(told.value) and ".py" not in str(told.value)
    assert len(str(told.value)) < 700


@pytest.mark.skipif(not hasattr(signal, "SIGSEGV") or os.name == "nt", reason="no signals here")
def test_a_crash_is_named():
    with pytest.raises(AnswerError, match="SIGSEGV"):
        work_out("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", {})


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("answer = 6\nprint(answer)", 6),
        ("answer = 5\n6", 6),
        ("answer = 6\nx = 3", 6),
        ("x = []\nx.append(6)\nx", [6]),
        ("import sys\nsys.stdout.write('9' * 10**6)\nprint('x', file=sys.stderr)\n6", 6),
        ("import atexit, time\natexit.register(time.sleep, 60)\n6", 6),
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n6", 6),
        ("M @ x", [5, 4]),
    ],
)
def test_what_code_comes_to(code, value):
    begun = time.monotonic()
    assert work_out(code, {"M": "[[3, -1], [1, 2]]", "x": "(2, 1)"}) == value
    assert time.monotonic() - begun < 8


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no groups of processes here")
@pytest.mark.parametrize("end", ["6", "while True: pass"])
def test_what_it_starts_ends_with_it(tmp_path: Path, end: str):
    note = tmp_path / "pid"
    start = "import subprocess, sys\none = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    code = f"{start}open({str(note)!r}, 'w').write(str(one.pid))\n{end}"
    if end == "6":
        assert work_out(code, {}) == 6
    else:
        with pytest.raises(AnswerError, match="still running"):
            work_out(code, {}, seconds=3)
    child = int(note.read_text())
    until = time.monotonic() + 5
    while running(child):
        assert time.monotonic() < until, "it is still running"
        time.sleep(0.05)


def running(number: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about yet does not."""
    state = Path(f"/proc/{number}/stat")
    if sys.platform == "linux":
        return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="limits differ")
def test_it_cannot_fill_the_disk():
    with pytest.raises(AnswerError):
        work_out("with open('big', 'wb') as f:\n    for _ in range(100): f.write(bytes(1 << 20))\n6", {})


def test_its_folder_is_taken_away(tmp_path, monkeypatch):
    monkeypatch.setattr(answer_process.tempfile, "tempdir", str(tmp_path))
    work_out("open('left', 'w').write('x')", {})
    assert list(tmp_path.iterdir()) == []


def test_it_loads_neither_a_lesson_nor_manim():
    heavy = {"manim", "lessons", "scenes", "pocket", "scipy", "jax"}
    loaded = work_out("import sys\nanswer = sorted({name.split('.')[0] for name in sys.modules})", {})
    assert "maths" in loaded and not heavy & set(loaded)
