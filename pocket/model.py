"""The pocket model as it is shipped: its weights, how they were reached, and what it says."""

import hashlib
import json
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from maths.autodiff import Array
from maths.transformer import Head, Shape, Trace, Weights, forward, next_words
from pocket.language import LONGEST, encode, vocabulary

ASSETS = Path(__file__).resolve().parents[1] / "assets" / "pocket"

WIDTH = 20
"""The shipped model's width: of those that four heads divide, the smallest that does all that is asked."""


class ModelError(Exception):
    """The shipped files are not what they should be; the message says which, and what to do."""


def pocket_shape(width: int = WIDTH) -> Shape:
    """The shape of a pocket model: all but the width are settled."""
    return Shape(vocabulary=len(vocabulary()), context=LONGEST, width=width, heads=4, layers=2, hidden=64)


@dataclass(frozen=True)
class Model:
    """A model of the pocket language: a shape, and weights in it."""

    shape: Shape
    weights: Weights

    @classmethod
    def from_row(cls, row: Array, width: int = WIDTH, dtype: DTypeLike = np.float64) -> "Model":
        """A model from all its weights in one row. Raises ValueError if they do not fit the width."""
        shape = pocket_shape(width)
        return cls(shape, shape.unflatten(row.astype(dtype)))

    def trace(self, words: Sequence[str], silenced: Collection[Head] = ()) -> Trace:
        """Every value on the way of one prefix through the model, by name; B = 1, place 0 is `<start>`.

        The names are those of `maths.transformer.forward`. Raises ValueError for unknown words and for more
        words than the model can read.
        """
        return forward(self.shape, self.weights, encode(words)[None], silenced)

    def next_words(self, words: Sequence[str], silenced: Collection[Head] = ()) -> dict[str, float]:
        """What the model thinks comes next: {word: probability}, the most probable first."""
        chances = next_words(self.shape, self.weights, encode(words)[None], silenced)[0, -1]
        order = np.argsort(-chances, kind="stable")
        return {vocabulary()[token]: float(chances[token]) for token in order}

    def embedding(self, word: str) -> Array:
        """A word's row of the embedding: (width,). Raises ValueError for an unknown word."""
        return self.weights["embedding"][encode((word,))[1]]


@dataclass(frozen=True)
class Log:
    """The training of the shipped model.

    `steps` (S,): when each snapshot was taken, 0 being the untrained start; `rows` (S, weights): the
    snapshots; `losses` (steps,): nats a word on each batch; `seen` and `unseen` (S,): nats a word that each
    snapshot loses over the truth, on sentences it may train on and on those held out (zero is perfect);
    `entropy`: the language's true entropy in nats a word, below which no loss can go in the long run.
    """

    steps: NDArray[np.int64]
    rows: NDArray[np.float32]
    losses: NDArray[np.float32]
    seen: NDArray[np.float64]
    unseen: NDArray[np.float64]
    entropy: float

    def model(self, snapshot: int, dtype: DTypeLike = np.float64) -> Model:
        """The model as it was at a snapshot."""
        return Model.from_row(self.rows[snapshot], dtype=dtype)

    def __len__(self) -> int:
        return len(self.steps)


@dataclass(frozen=True)
class Assets:
    """A folder of trained weights with its manifest. Every file's digest is checked before it is read."""

    folder: Path = ASSETS

    @cached_property
    def manifest(self) -> dict[str, Any]:
        path = self.folder / "manifest.json"
        try:
            manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{path} is missing. {_HELP}") from None
        except ValueError as error:
            raise ModelError(f"{path} cannot be read: {error}. {_HELP}") from None
        words = manifest.get("vocabulary_sha256")
        if words != vocabulary_digest():
            raise ModelError(
                f"the weights in {self.folder} belong to another vocabulary than pocket/language.py has now. "
                "Train again with `make model`."
            )
        return manifest

    def path(self, name: str) -> Path:
        """The path of a file, once its digest is found to be the manifest's."""
        wanted = self.manifest["files"].get(name)
        path = self.folder / name
        if wanted is None:
            raise ModelError(f"{self.folder / 'manifest.json'} does not know {name}. {_HELP}")
        if not path.is_file():
            raise ModelError(f"{path} is missing. {_HELP}")
        found = digest(path)
        if found != wanted:
            raise ModelError(
                f"{path} is not the file that was shipped: its SHA-256 begins {found[:12]}, "
                f"the manifest's {wanted[:12]}. {_HELP}"
            )
        return path

    def array(self, name: str) -> NDArray[Any]:
        return np.load(self.path(name), allow_pickle=False)

    def model(self, dtype: DTypeLike = np.float64) -> Model:
        """The trained model. In float64 its numbers are the same on every machine to many digits."""
        return Model.from_row(self.array("weights.npy"), dtype=dtype)

    def log(self) -> Log:
        """The snapshots and losses of its training."""
        table = json.loads(self.path("training.json").read_text(encoding="utf-8"))
        return Log(
            steps=np.array(table["steps"]),
            rows=self.array("snapshots.npy"),
            losses=self.array("losses.npy"),
            seen=np.array(table["seen_excess"]),
            unseen=np.array(table["unseen_excess"]),
            entropy=float(table["entropy"]),
        )

    def plan(self) -> dict[str, Any]:
        """The plan of its training, setting by setting; see `pocket.train.Plan`."""
        return json.loads(self.path("training.json").read_text(encoding="utf-8"))["plan"]

    def seeds(self) -> list[dict[str, Any]]:
        """What training came to from other seeds and at other widths: every figure, one mapping a run."""
        return json.loads(self.path("seeds.json").read_text(encoding="utf-8"))["runs"]

    def rival(self, dtype: DTypeLike = np.float64) -> Model:
        """The end of another training, alike in all but its seed."""
        return Model.from_row(self.array("rival.npy"), dtype=dtype)


_HELP = "Restore the shipped files with `git checkout -- assets/pocket`, or train again with `make model`."


def load(dtype: DTypeLike = np.float64) -> Model:
    """The shipped model. Raises ModelError, with what to do about it, if its files are not as shipped."""
    return Assets().model(dtype)


def load_log() -> Log:
    """The training of the shipped model. Raises ModelError as `load` does."""
    return Assets().log()


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vocabulary_digest() -> str:
    return hashlib.sha256(" ".join(vocabulary()).encode()).hexdigest()


def write_assets(
    folder: Path, arrays: Mapping[str, NDArray[Any]], tables: Mapping[str, Any]
) -> dict[str, str]:
    """Write arrays (`name.npy`) and tables (`name.json`), note them in the manifest; return their digests.

    What the manifest says of other files in the folder stays. Numbers in tables are written in full, so the
    bytes are the same whenever the numbers are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array))
    for name, table in tables.items():
        _write_json(folder / f"{name}.json", table)
    written = {
        path.name: digest(path)
        for path in sorted([folder / f"{n}.npy" for n in arrays] + [folder / f"{n}.json" for n in tables])
    }
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    made_with = manifest.get("made_with", {}) | dict.fromkeys(written, _versions())
    manifest = {
        "vocabulary_sha256": vocabulary_digest(),
        "shape": asdict(pocket_shape()),
        "files": dict(sorted((manifest.get("files", {}) | written).items())),
        "made_with": dict(sorted(made_with.items())),
    }
    _write_json(path, manifest)
    return written


def _versions() -> str:
    where = f"{platform.system()} {platform.machine()}"
    return f"Python {platform.python_version()}, NumPy {np.__version__}, {where}"


def _write_json(path: Path, table: Any) -> None:
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
