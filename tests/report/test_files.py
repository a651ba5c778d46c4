"""Files are whole or absent, and no call id leads out of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.files import file_stem, whole_file, write_whole


@pytest.mark.parametrize(
    ("call_id", "stem"),
    [
        ("A02", "A02"),
        ("2026-09-08_张敏 1", "2026-09-08_张敏 1"),
        ("a/b", "a%2Fb"),
        ("a%2Fb", "a%252Fb"),
        ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("", "%"),
        ("con", "%63on"),
        ("NUL.html", "%4EUL.html"),
        ("a\\b:c*?", "a%5Cb%3Ac%2A%3F"),
        ("ends. ", "ends.%20"),
        ("line\nbreak", "line%0Abreak"),
    ],
)
def test_stem(call_id: str, stem: str) -> None:
    assert file_stem(call_id) == stem


@given(st.text(max_size=400))
def test_a_stem_is_one_safe_file_name(call_id: str) -> None:
    stem = file_stem(call_id)
    assert Path(stem).name == stem
    assert stem not in ("", ".", "..")
    assert not set(stem) & set('/\\:*?"<>|\0\n')
    assert len(f"{stem}.html".encode()) <= 255


@given(st.text(max_size=60), st.text(max_size=60))
def test_different_ids_have_different_stems(one: str, other: str) -> None:
    assert (one == other) == (file_stem(one) == file_stem(other))


def test_very_long_ids_stay_apart() -> None:
    assert file_stem("保" * 300) != file_stem("保" * 301)


def test_write_whole_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "new" / "页.html"
    write_whole(path, "一\r\n二\ud800")
    write_whole(path, "一\r\n二\ud800")
    assert path.read_bytes() == "一\r\n二\\ud800".encode()
    assert [p.name for p in path.parent.iterdir()] == ["页.html"]


def test_a_broken_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, b"old")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
