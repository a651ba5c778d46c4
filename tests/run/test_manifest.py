from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import CallError, ManifestError
from auditor.model import Call
from auditor.run.manifest import inside, locate, read_manifest


def manifest(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return path


def one(tmp_path: Path, column: str, value: str) -> Call:
    quoted = '"' + value.replace('"', '""') + '"'
    calls, unaudited = read_manifest(
        manifest(tmp_path, f"call_id,recording,{column}\nA,a.wav,{quoted}\n")
    )
    assert not unaudited
    return calls[0]


def problem(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    with pytest.raises(ManifestError) as caught:
        read_manifest(manifest(tmp_path, text, encoding))
    message = str(caught.value)
    assert "manifest.csv" in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_reads_a_row(tmp_path: Path, encoding: str) -> None:
    header = "call_id,recording,started_at,product_name,note"
    text = f"{header}\r\nA1,a.wav,2026-09-14T10:23:00+08:00,康佑,x\r\n"
    calls, _ = read_manifest(manifest(tmp_path, text, encoding))
    zone = dt.timezone(dt.timedelta(hours=8))
    assert calls == [
        Call(
            call_id="A1",
            recording="a.wav",
            started_at=dt.datetime(2026, 9, 14, 10, 23, tzinfo=zone),
            product_name="康佑",
            carried=(("note", "x"),),
        )
    ]


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("premium", "168.0", Decimal("168.0")),
        ("premium", "1,200", Decimal(1200)),
        ("premium", "１，２００．５０", Decimal("1200.50")),
        ("premium", "¥328元", Decimal(328)),
        ("sum_insured", "20万", Decimal(200000)),
        ("cooling_off_days", "15.0", 15),
        ("cooling_off_days", "15天", 15),
        ("agent_channel", "1", 1),
        ("concluded", "TRUE", True),
        ("concluded", "false", False),
        ("premium_period", "Monthly", "monthly"),
        ("hotline", "95522", "95522"),
        ("customer_timezone", "Asia/Urumqi", "Asia/Urumqi"),
    ],
)
def test_reads_values_as_people_write_them(
    tmp_path: Path, column: str, text: str, value: object
) -> None:
    call = one(tmp_path, column, text)
    assert getattr(call, column) == value
    assert call.problems == ()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("premium", "abc"),
        ("premium", "nan"),
        ("premium", "1,20"),
        ("premium", "0"),
        ("sum_insured", "-5"),
        ("started_at", "2026-09-14T10:23:00"),
        ("started_at", "2026-09-14"),
        ("started_at", "yesterday"),
        ("agent_channel", "7"),
        ("agent_channel", "left"),
        ("direction", "sideways"),
        ("premium_period", "weekly"),
        ("cooling_off_days", "1.5"),
        ("cooling_off_days", "999"),
        ("customer_timezone", "China/Nowhere"),
        ("customer_timezone", "../etc/passwd"),
        ("concluded", "maybe"),
    ],
)
def test_an_unreadable_value_is_unknown_and_named(tmp_path: Path, column: str, text: str) -> None:
    call = one(tmp_path, column, text)
    assert getattr(call, column) is None
    assert len(call.problems) == 1
    assert call.problems[0].startswith(f"{column}: ")
    assert "\n" not in call.problems[0]


def test_empty_is_unknown_without_a_problem(tmp_path: Path) -> None:
    call = one(tmp_path, "premium_period", "  ")
    assert call.premium_period is None
    assert call.problems == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("call_id,recording\n", "no rows"),
        ("id,file\n1,a.wav\n", "no column call_id and no column recording"),
        ("call_id,premium\nA,3\n", "no column recording"),
        ("call_id,recording\nA,a.wav\nA,b.wav\n", "row 3: call_id: 'A' stands in row 2 already"),
        ("call_id,recording,premium,premium\nA,a.wav,1,2\n", "premium stands there twice"),
        ("call_id,recording\nA,a\0.wav\n", "line 2: holds a NUL byte"),
        ('call_id,recording\nA,"a.wav\n', "line 2"),
        ("PK\x03\x04 something", "ZIP or XLSX"),
    ],
)
def test_a_list_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    assert words in problem(tmp_path, text)


def test_a_wrong_encoding_names_its_line(tmp_path: Path) -> None:
    text = "call_id,recording,agent_name\nA,a.wav,Li\nB,b.wav,李敏\n"
    message = problem(tmp_path, text, "gb18030")
    assert "line 3" in message
    assert "GBK" in message
    assert "UTF-16" in problem(tmp_path, text, "utf-16")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ManifestError, match=r"no such file|is a folder"):
            read_manifest(path)


@pytest.mark.parametrize(
    "recording", ["../a.wav", "x/../../a.wav", "/etc/passwd", "..", "C:\\a.wav", "..\\a.wav"]
)
def test_a_path_out_of_the_folder_is_refused_for_its_row(tmp_path: Path, recording: str) -> None:
    calls, unaudited = read_manifest(
        manifest(tmp_path, f"call_id,recording,note\nA,{recording},n\nB,x/./b.wav,m\n")
    )
    assert [call.call_id for call in calls] == ["B"]
    assert unaudited[0].stage == "manifest"
    assert "outside" in unaudited[0].reason
    assert unaudited[0].carried == (("note", "n"),)
    assert locate("/data", calls[0].recording) == "/data/x/b.wav"


@pytest.mark.parametrize(
    "recording",
    [
        "file:///etc/passwd",
        "local:///etc/passwd",
        "simplecache::file:///etc/passwd",
        "blockcache::/etc/passwd",
        "dir://x::/etc",
        "zip://passwd::file:///etc/x.zip",
        "zip://passwd::/etc/x.zip",
        "zip://passwd::../x.zip",
        "reference://::s3://bucket/x.json",
        "://x",
    ],
)
def test_a_url_that_leads_to_this_machine_is_refused(tmp_path: Path, recording: str) -> None:
    calls, unaudited = read_manifest(
        manifest(tmp_path, f"call_id,recording\nA,{recording}\nB,s3://bucket/b.wav\n")
    )
    assert [call.call_id for call in calls] == ["B"]
    assert unaudited[0].stage == "manifest"


def test_an_archive_below_the_manifest() -> None:
    assert locate("/data", "zip://day/a.wav::calls.zip") == "zip://day/a.wav::/data/calls.zip"


def test_a_row_with_a_comma_too_many_is_not_shifted(tmp_path: Path) -> None:
    calls, unaudited = read_manifest(
        manifest(tmp_path, "call_id,recording,premium\nA,a.wav,1,200\nB,b.wav\n")
    )
    assert "quotation marks" in unaudited[0].reason
    assert calls[0].premium is None


def test_rows_without_an_id(tmp_path: Path) -> None:
    calls, unaudited = read_manifest(manifest(tmp_path, "call_id,recording\n,a.wav\n\nB,b.wav\n"))
    assert [call.call_id for call in calls] == ["B"]
    assert unaudited[0].reason == "row 2 has no call_id"


def test_other_separators(tmp_path: Path) -> None:
    for mark in (";", "\t"):
        text = mark.join(["call_id", "recording"]) + "\n" + mark.join(["A", "a.wav"]) + "\n"
        assert read_manifest(manifest(tmp_path, text))[0][0].recording == "a.wav"


def test_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["call_id", "recording", "premium", "cooling_off_days", "hotline", "concluded"])
    sheet.append([1001, "a.wav", 168.0, 15, 95522, True])
    sheet.append([None] * 6)
    sheet.append(["X", "b.wav", None, None, None, None])
    path = tmp_path / "calls.xlsx"
    book.save(path)
    calls, unaudited = read_manifest(path)
    assert not unaudited
    assert calls[0].call_id == "1001"
    assert (calls[0].premium, calls[0].cooling_off_days) == (Decimal(168), 15)
    assert (calls[0].hotline, calls[0].concluded) == ("95522", True)
    assert calls[1].concluded is None


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    path.write_text("call_id,recording\nA,a.wav\n")
    with pytest.raises(ManifestError, match="not an XLSX"):
        read_manifest(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(ManifestError, match="password"):
        read_manifest(path)


@given(st.binary(max_size=400))
def test_any_bytes_give_calls_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(b"call_id,recording,premium,started_at\n" + raw)
    try:
        read_manifest(path)
    except ManifestError as error:
        assert "\n" not in str(error)


@given(st.text(max_size=60))
def test_no_path_leads_out(recording: str) -> None:
    try:
        path = inside(recording)
    except CallError:
        return
    root = Path("/data/calls")
    assert (root / path).resolve().is_relative_to(root)
