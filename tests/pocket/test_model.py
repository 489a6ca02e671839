"""The shipped files: whole, checked, and told about in words when they are not."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from maths.transformer import next_words
from pocket.language import encode, vocabulary
from pocket.model import ASSETS, Assets, Model, ModelError, digest, load, load_log, pocket_shape, write_assets
from pocket.train import Plan, snapshot_steps


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ASSETS, tmp_path / "pocket"))


def test_every_shipped_file_has_its_digest_in_the_manifest() -> None:
    files = Assets().manifest["files"]
    assert set(files) | {"manifest.json"} == {path.name for path in ASSETS.iterdir()}
    assert all(digest(ASSETS / name) == found for name, found in files.items())
    assert sum(path.stat().st_size for path in ASSETS.iterdir()) < 4_000_000
    made_with = Assets().manifest["made_with"]
    assert set(made_with) == set(files) and all("NumPy" in told for told in made_with.values())


def test_the_model_is_the_last_snapshot_of_the_log() -> None:
    log, model = load_log(), load()
    assert len(log) >= 40 and log.steps.tolist() == snapshot_steps(Plan())
    assert len(log.losses) == Plan.steps == log.steps[-1]
    last = log.model(len(log) - 1)
    assert all((last.weights[name] == value).all() for name, value in model.weights.items())
    assert model.shape == pocket_shape() and model.shape.count() < 15_000
    assert len({log.rows[i].tobytes() for i in range(len(log))}) == len(log)


def test_numbers_are_float64_unless_asked_otherwise() -> None:
    assert {value.dtype for value in load().weights.values()} == {np.dtype(np.float64)}
    assert {value.dtype for value in load(np.float32).weights.values()} == {np.dtype(np.float32)}


def test_next_words_are_those_of_the_transformer_in_order() -> None:
    model, words = load(), ("the", "cats", "near", "the", "dog")
    told = model.next_words(words)
    row = next_words(model.shape, model.weights, encode(words)[None])[0, -1]
    assert list(told.values()) == sorted(row.tolist(), reverse=True)
    assert all(told[word] == row[place] for place, word in enumerate(vocabulary()))
    assert model.trace(words)["logits"].shape == (1, 6, len(vocabulary()))
    assert model.embedding("cat").tolist() == model.weights["embedding"][vocabulary().index("cat")].tolist()
    with pytest.raises(ValueError, match="not in the pocket language: cheese"):
        model.next_words(("the", "cheese"))
    with pytest.raises(ValueError, match="places"):
        model.next_words(("the",) * 14)


def test_another_training_ended_elsewhere() -> None:
    ours, rival = load(), Assets().rival()
    assert rival.shape == ours.shape
    assert np.abs(rival.weights["embedding"] - ours.weights["embedding"]).max() > 0.1


@pytest.mark.parametrize("name", ["weights.npy", "snapshots.npy", "losses.npy", "training.json"])
def test_a_changed_file_is_told(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[-10] ^= 1
    (copy / name).write_bytes(bytes(data))
    with pytest.raises(ModelError, match=rf"{name} is not the file that was shipped.*git checkout"):
        _ = Assets(copy).model(), Assets(copy).log()


@pytest.mark.parametrize("name", ["weights.npy", "manifest.json"])
def test_a_missing_file_is_told(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing\. Restore"):
        Assets(copy).model()


def test_a_broken_manifest_is_told(copy: Path) -> None:
    (copy / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json cannot be read"):
        Assets(copy).model()


def test_a_file_that_the_manifest_does_not_know_is_told(copy: Path) -> None:
    with pytest.raises(ModelError, match=r"does not know other\.npy"):
        Assets(copy).array("other.npy")


def test_weights_of_another_vocabulary_are_told(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["vocabulary_sha256"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="another vocabulary"):
        Assets(copy).model()


def test_what_is_written_keeps_what_else_was_there(tmp_path: Path) -> None:
    first = write_assets(tmp_path, {"a": np.arange(3)}, {})
    second = write_assets(tmp_path, {}, {"b": {"x": 0.1}})
    assert Assets(tmp_path).manifest["files"] == first | second
    assert Assets(tmp_path).array("a.npy").tolist() == [0, 1, 2]
    again = write_assets(tmp_path, {"a": np.arange(3)}, {"b": {"x": 0.1}})
    assert again == first | second


def test_a_row_of_a_wrong_length_is_no_model() -> None:
    with pytest.raises(ValueError, match="this model has"):
        Model.from_row(np.zeros(5))
