"""A folder of files that are no usable recordings, each broken in its own way.

Files are made when asked for: none of them has to lie in the repository.
"""

from __future__ import annotations

import csv
import io
import random
import struct
import wave
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

Maker = Callable[[Path], None]

RATE = 8_000


def make_broken(folder: Path) -> Path:
    """Fills ``folder`` with broken recordings and returns the manifest that lists them.

    One row for each of ``BROKEN``: its name is the call id, and the recording stands beside it.
    None of them can be audited, each for a reason of its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["call_id", "recording"])
        for call_id, (name, make) in BROKEN.items():
            make(folder / name)
            table.writerow([call_id, name])
    return manifest


def wav_bytes(seconds: float, *, channels: int = 1, tone: int = 0) -> bytes:
    """A 16-bit WAV file of silence, or of a square wave of amplitude ``tone``."""
    frames = int(seconds * RATE)
    samples = [tone if (i // 10) % 2 else -tone for i in range(frames) for _ in range(channels)]
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return target.getvalue()


def _bytes(content: bytes) -> Maker:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


def _nothing(_: Path) -> None:
    """The manifest names a file that is not there."""


def _folder(path: Path) -> None:
    path.mkdir(exist_ok=True)


def _loop(path: Path) -> None:
    other = path.with_name(f"{path.stem}-back{path.suffix}")
    path.unlink(missing_ok=True)
    other.unlink(missing_ok=True)
    path.symlink_to(other.name)
    other.symlink_to(path.name)


def _dangling(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("moved-away.wav")


def _png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + pixel + chunk(b"IEND", b"")


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("recording.wav", wav_bytes(1, tone=3000))
    return target.getvalue()


def _mp3() -> bytes:
    """Ten bytes of a file that begins as MP3: an ID3 tag cut off in its header."""
    return b"ID3\x04\x00\x00\x00\x00\x02\x00"


def _truncated() -> bytes:
    """Two minutes by its header, three seconds in the file."""
    return wav_bytes(120, tone=3000)[: 44 + 3 * 2 * RATE]


def _damaged_header() -> bytes:
    """The right magic, but the format chunk claims 0 channels and 0 Hz."""
    whole = bytearray(wav_bytes(1, tone=3000))
    whole[22:32] = bytes(10)
    return bytes(whole)


_HTML = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>\n"
_TEXT = "客户：您好。\n坐席：您好，请问有什么可以帮您？\n".encode()

BROKEN: dict[str, tuple[str, Maker]] = {
    "missing": ("missing.wav", _nothing),
    "zero-bytes": ("zero-bytes.wav", _bytes(b"")),
    "text": ("text.wav", _bytes(_TEXT)),
    "png": ("picture.wav", _bytes(_png())),
    "zip": ("archive.wav", _bytes(_zip())),
    "truncated": ("truncated.wav", _bytes(_truncated())),
    "silent": ("silent.wav", _bytes(wav_bytes(5))),
    "directory": ("directory.wav", _folder),
    "zero-frames": ("zero-frames.wav", _bytes(wav_bytes(0))),
    "cut-mp3": ("cut.mp3", _bytes(_mp3())),
    "random": ("random.wav", _bytes(random.Random(7).randbytes(4096))),
    "error-page": ("error-page.mp3", _bytes(_HTML)),
    "six-channels": ("six-channels.wav", _bytes(wav_bytes(2, channels=6, tone=3000))),
    "header-only": ("header-only.wav", _bytes(wav_bytes(5)[:44])),
    "symlink-loop": ("loop.wav", _loop),
    "dangling-link": ("dangling.wav", _dangling),
    "damaged-header": ("damaged-header.wav", _bytes(_damaged_header())),
    "too-short": ("too-short.wav", _bytes(wav_bytes(0.01, tone=3000))),
}
"""Call id → (file name, what makes it)."""
