"""Files that are written whole or not at all, and names that are safe to give them."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

LONGEST = 180
"""Bytes of UTF-8 in a file's stem: below the 255 of common file systems, with room to spare."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|%\ud800-\udfff\u200e\u200f\u202a-\u202e]')
_EDGES = re.compile(r"^[. ]|[. ]$")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    Text is UTF-8 without translation of line ends. Raises OSError; the old file is then untouched.
    """
    with whole_file(path) as file:
        file.write(content if isinstance(content, bytes) else encoded(content))


class PartFile:
    """A file under construction beside `path`; it takes that name when committed."""

    def __init__(self, path: Path) -> None:
        """Create the folder where needed and an unnamed file in it, open for writing bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", suffix=".tmp", dir=path.parent)
        self.path = path
        self.part = Path(name)
        self.file: IO[bytes] = os.fdopen(handle, "wb")

    def commit(self) -> None:
        """Close the file and give it its name, in place of an older file of that name."""
        self.file.close()
        # mkstemp makes files that only their owner may read; reports are for sharing.
        self.part.chmod(0o666 & ~_umask())
        self.part.replace(self.path)

    def discard(self) -> None:
        """Close and remove the file; an older file of that name stays."""
        with suppress(OSError):
            self.file.close()
        with suppress(OSError):
            self.part.unlink()


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the name `path` only if the block ends without an exception."""
    part = PartFile(path)
    try:
        yield part.file
        part.commit()
    except BaseException:
        part.discard()
        raise


def encoded(text: str) -> bytes:
    r"""UTF-8 of `text`; what UTF-8 cannot hold (half a surrogate pair) becomes ``\udcXX``."""
    return text.encode("utf-8", errors="backslashreplace")


def file_stem(call_id: str) -> str:
    """The name, without ending, of a call's files: the id as it is where that is a safe name.

    Otherwise the offending characters are percent-encoded, and a very long id is cut and ends in
    a hash. Different ids give different names, because ``%`` itself counts as offending.
    """
    stem = _UNSAFE.sub(lambda m: _percent(m.group()), call_id)
    stem = _EDGES.sub(lambda m: _percent(m.group()), stem)
    if _RESERVED.match(stem):
        stem = _percent(stem[0]) + stem[1:]
    raw = stem.encode("utf-8")
    if len(raw) > LONGEST:
        digest = hashlib.sha256(encoded(call_id)).hexdigest()[:16]
        stem = raw[: LONGEST - 20].decode("utf-8", errors="ignore") + "%-" + digest
    return stem or "%"


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", errors="surrogatepass"))


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
