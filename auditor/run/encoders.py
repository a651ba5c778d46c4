"""The encoders that a run's checklists bring, and the keys of what they said of a transcript.

Apart from the judge's own modules, so that the driver knows the keys and carries no dictionaries.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import auditor
from auditor.checklist.encoder import encoder_folder
from auditor.run import codec

if TYPE_CHECKING:
    from auditor.checklist.schema import Checklist

UNREAD = ("examples.tsv", "calibration.json")
"""What decides nothing of its scores: what it was taught with, and how they are weighed after."""
READING = ("judge/encoder.py", "judge/readings.py", "read/states.py")
"""The code that reads with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFolder:
    """A pack's folder with an encoder in it."""

    folder: Path
    checksum: str
    """Of all that decides what the encoder says of a sentence."""


def encoders_of(checklists: Sequence[Checklist]) -> tuple[PackFolder, ...]:
    """The packs among the checklists, and among those they extend, that have an encoder."""
    folders = dict.fromkeys(Path(f) for checklist in checklists for f in checklist.folders)
    return tuple(
        PackFolder(folder=folder, checksum=_checksum(encoder))
        for folder in folders
        if (encoder := encoder_folder(folder)) is not None
    )


def reading_key(words: str, checksum: str) -> str:
    """The key of what that encoder said of the transcript of that key."""
    return codec.digest(words, checksum)


@functools.cache
def _checksum(folder: Path) -> str:
    """Of the encoder's files, of the code that reads with it and of what that runs on."""
    parts: list[str | bytes] = []
    for file in sorted(folder.glob("*.*")):
        if file.name not in UNREAD:
            with file.open("rb") as content:
                parts += [file.name, hashlib.file_digest(content, "sha256").digest()]
    code = Path(auditor.__file__).parent
    parts += [(code / name).read_bytes() for name in READING]
    parts += [importlib.metadata.version(name) for name in ("ctranslate2", "tokenizers")]
    return codec.digest(*parts)
