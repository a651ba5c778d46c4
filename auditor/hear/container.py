"""What a sound file's own header promises, and whether the file keeps it.

A decoder plays a file that was cut off without complaint, and an audit of half a
call would accuse the agent of what was said in the other half. So the length that
the container declares is compared with what is there: the chunk sizes of WAV
(RIFF/RF64), the Xing/Info header of MP3, the pages of Ogg (RFC 3533), and for every
other container the declared duration.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from av.audio.stream import AudioStream
from av.container import InputContainer

from auditor.errors import RecordingError

_UNKNOWN_SIZE = 0xFFFFFFFF
_KINDS = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFacts:
    """What the container says about its sound: ``declared`` is seconds, ``None`` if it does not."""

    codec: str
    sample_rate: int
    format: str
    declared: float | None


def facts(opened: InputContainer, stream: AudioStream) -> StreamFacts:
    """Read the declared facts of an open file."""
    declared: float | None = None
    if stream.duration is not None and stream.time_base is not None:
        declared = float(stream.duration * stream.time_base)
    elif opened.duration is not None:
        declared = opened.duration / 1_000_000
    return StreamFacts(
        codec=stream.codec_context.name,
        sample_rate=stream.sample_rate,
        format=opened.format.name,
        declared=declared,
    )


def refuse_other_kinds(file: Path) -> None:
    """Raise ``RecordingError`` for archives, pictures, programs and plain text."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    for magic, kind in _KINDS:
        if head.startswith(magic):
            raise RecordingError(f"{file.name} is {kind}, not a sound file")
    if _is_text(head):
        raise RecordingError(f"{file.name} is text, not a sound file")


def refuse_truncated(file: Path, stated: StreamFacts, decoded: float) -> None:
    """Raise ``RecordingError`` when the file ends before its header says it does.

    ``decoded`` is the length of the sound in seconds.
    """
    if stated.format in ("wav", "w64"):
        missing = _missing_of_wav(file)
        if missing > 0:
            raise RecordingError(f"{file.name} is truncated: {missing} bytes of sound are missing")
    if stated.format == "ogg" and not _ogg_ends_with_a_page(file):
        raise RecordingError(f"{file.name} is truncated: it ends in the middle of a page")
    if stated.format == "mp3" and not _has_xing_header(file):
        return  # FFmpeg then guesses the duration from the bit rate
    if stated.declared is not None and decoded < stated.declared - max(0.5, stated.declared * 0.02):
        raise RecordingError(
            f"{file.name} is truncated: it promises {stated.declared:.1f} s"
            f" and holds {decoded:.1f} s"
        )


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        # The block may end inside a character, so its last bytes do not count.
        for end in range(len(head), max(0, len(head) - 4), -1):
            try:
                text = head[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(c.isprintable() or c in "\r\n\t\f\ufeff" for c in text)
    return False


def _missing_of_wav(file: Path) -> int:
    """Bytes that the data chunk promises beyond the end of the file (0 when none)."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        head = stream.read(12)
        if head[:4] not in (b"RIFF", b"RF64") or head[8:12] != b"WAVE":
            return 0
        wide: int | None = None
        while (chunk := _chunk(stream)) is not None:
            name, length = chunk
            if name == b"ds64":
                wide = struct.unpack("<Q", stream.read(16)[8:16])[0]
                length -= 16
            if name == b"data":
                if length == _UNKNOWN_SIZE and wide is not None:
                    length = wide
                unknown = length in (0, _UNKNOWN_SIZE, _UNKNOWN_SIZE - 1, 0x7FFFFFFF)
                # A writer that streams puts no length; what is there is then all there is.
                return 0 if unknown else max(0, stream.tell() + length - size)
            stream.seek(length + length % 2, 1)
    return 0


def _chunk(stream: BinaryIO) -> tuple[bytes, int] | None:
    head = stream.read(8)
    if len(head) < 8:
        return None
    return head[:4], struct.unpack("<I", head[4:])[0]


def _has_xing_header(file: Path) -> bool:
    with file.open("rb") as stream:
        head = stream.read(10)
        skip = 0
        if head[:3] == b"ID3" and len(head) == 10:
            a, b, c, d = head[6:10]
            skip = 10 + (a << 21 | b << 14 | c << 7 | d)
        stream.seek(skip)
        frame = stream.read(4096)
    return b"Xing" in frame or b"Info" in frame or b"VBRI" in frame


def _ogg_ends_with_a_page(file: Path) -> bool:
    """Whether the last Ogg page is whole: its segment table says how long its body is."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        stream.seek(max(0, size - 2 * 65_307))  # a page is at most 65,307 bytes
        tail = stream.read()
    at = tail.rfind(b"OggS")
    if at < 0 or len(tail) < at + 27:
        return False
    table = tail[at + 27 : at + 27 + tail[at + 26]]
    return len(table) == tail[at + 26] and at + 27 + len(table) + sum(table) <= len(tail)
