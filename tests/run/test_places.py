from __future__ import annotations

import os
import zipfile
from pathlib import Path

import fsspec
import pytest

from auditor.errors import RecordingError
from auditor.run import places


@pytest.fixture
def remote() -> str:
    """A URL with some content, in fsspec's own memory."""
    with fsspec.open("memory://calls/a.wav", "wb") as file:
        file.write(b"sound")
    return "memory://calls/a.wav"


def test_a_file_and_a_url_are_read_alike(tmp_path: Path, remote: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"sound")
    assert places.sha256(str(path)) == places.sha256(remote)
    for location in (str(path), remote):
        with places.local(location) as copy:
            assert copy.read_bytes() == b"sound"
            assert copy.suffix == ".wav"
        assert places.version(location)
    assert path.exists()
    assert not copy.exists()


def test_what_might_never_end_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for location in (str(tmp_path / "pipe.wav"), "/dev/zero", str(tmp_path)):
        assert places.version(location) is None
        with pytest.raises(RecordingError, match="is not a file"), places.local(location):
            pass


def test_inside_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "calls.zip", "w") as archive:
        archive.writestr("day/a.wav", b"sound")
    fsspec.filesystem("memory").pipe("/calls.zip", (tmp_path / "calls.zip").read_bytes())
    location = "zip://day/a.wav::memory://calls.zip"
    with places.local(location) as copy:
        assert copy.read_bytes() == b"sound"


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    raw = bytearray()
    with zipfile.ZipFile(tmp_path / "locked.zip", "w") as archive:
        archive.writestr("a.wav", b"sound")
    raw += (tmp_path / "locked.zip").read_bytes()
    raw[6] |= 1  # the flag of encryption, in the entry's own header
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    fsspec.filesystem("memory").pipe("/locked.zip", bytes(raw))
    with (
        pytest.raises(RecordingError, match=r"encrypted|password"),
        places.local("zip://a.wav::memory://locked.zip"),
    ):
        pass


def test_a_version_changes_with_the_content(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"one")
    before = places.version(str(path))
    path.write_bytes(b"other")
    assert places.version(str(path)) != before
    assert places.version(str(tmp_path / "none.wav")) is None
    assert places.version("memory://none.wav") is None


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("memory://none.wav", "is not there"),
        ("nostore://a.wav", "nostore"),
        ("s4://bucket/a.wav", "s4"),
    ],
)
def test_urls_that_cannot_be_read(location: str, words: str) -> None:
    with pytest.raises(RecordingError, match=words) as caught, places.local(location):
        pass
    assert "\n" not in str(caught.value)
