"""Where recordings lie: a path of this machine, or a URL that fsspec reaches."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from auditor.errors import RecordingError, one_line
from auditor.run.manifest import is_url

BLOCK = 1 << 20


def version(location: str) -> str | None:
    """What tells one content of ``location`` from the next without reading it.

    Size and time of a file, the store's own tag of a URL; ``None`` when it is not there or is
    no file: reading a pipe or a device may never end.
    """
    try:
        if is_url(location):
            system, path = _remote(location)
            return str(system.ukey(path))
        facts = os.stat(location)  # noqa: PTH116, asked for each of many calls
        if not stat.S_ISREG(facts.st_mode):
            return None
        return f"{facts.st_size}:{facts.st_mtime_ns}"
    except (OSError, ValueError, NotImplementedError, RecordingError):
        return None


def sha256(location: str) -> str:
    """SHA-256 of the content, in hex. Raises OSError, or RecordingError for a URL."""
    total = hashlib.sha256()
    with _opened(location) as file:
        while block := file.read(BLOCK):
            total.update(block)
    return total.hexdigest()


@contextlib.contextmanager
def local(location: str) -> Iterator[Path]:
    """The content as a file of this machine; what had to be fetched is removed at the end.

    Raises:
        RecordingError: the URL cannot be read, or the path is that of a pipe or a device.
    """
    if not is_url(location):
        if os.path.exists(location) and not os.path.isfile(location):  # noqa: PTH110, PTH113
            raise RecordingError(f"{Path(location).name} is not a file")
        yield Path(location)
        return
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        # The ending may tell the container apart; the rest of the name is of no use.
        suffix = Path(location.split("::")[0].split("?")[0]).suffix
        copy = Path(folder) / f"recording{suffix}"
        with _opened(location) as source, copy.open("wb") as target:
            while block := source.read(BLOCK):
                target.write(block)
        yield copy


@contextlib.contextmanager
def _opened(location: str) -> Iterator[IO[bytes]]:
    if not is_url(location):
        with Path(location).open("rb") as file:
            yield file
        return
    system, path = _remote(location)
    try:
        with system.open(path, "rb") as file:
            yield file
    except FileNotFoundError:
        raise RecordingError(f"{location} is not there") from None
    except Exception as error:  # each store raises its own kind
        raise RecordingError(f"{location} cannot be read: {_one_line(error)}") from error


def _remote(location: str) -> tuple[Any, str]:
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(location)
    except ImportError as error:
        raise RecordingError(f"{location} needs another package: {_one_line(error)}") from None
    except Exception as error:  # each store raises its own kind
        raise RecordingError(f"{location} cannot be reached: {_one_line(error)}") from error
    return system, path


def _one_line(error: BaseException) -> str:
    return one_line(error)[:300] or type(error).__name__
