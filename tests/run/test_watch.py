from __future__ import annotations

import io
import json
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.run.pace import Pace, pace_of
from auditor.run.progress import Bar, Lines, Progress, Silent, for_terminal
from auditor.run.watch import JsonLog, Metrics, Several


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def drive(progress: Progress) -> None:
    progress.begin(5)
    progress.skip(2)
    progress.done("A", 90.0, None)
    progress.done("B", 0.0, "hear: it is empty")
    progress.end()


def test_plain_lines() -> None:
    stream = io.StringIO()
    drive(Lines(stream, every=0.0))
    lines = stream.getvalue().splitlines()
    assert lines[0] == "5 calls"
    assert lines[1].startswith("3 of 5 calls, ")
    assert "audio minutes a minute" in lines[1]
    assert lines[1].endswith("0:00:00 left")
    assert lines[2] == "B: hear: it is empty"
    assert "\r" not in stream.getvalue()


def test_plain_lines_are_few() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    lines.begin(1000)
    for number in range(1000):
        lines.done(str(number), 1.0, None)
    lines.end()
    assert len(stream.getvalue().splitlines()) == 2


def test_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    drive(Bar(stream))
    assert "4/5" in stream.getvalue()
    assert "audio minutes a minute" in stream.getvalue()
    assert "B: hear: it is empty" in stream.getvalue()


def test_which_is_chosen() -> None:
    assert isinstance(for_terminal(quiet=True), Silent)
    assert isinstance(for_terminal(quiet=False, stream=io.StringIO()), Lines)
    assert isinstance(for_terminal(quiet=False, stream=Terminal()), Bar)


def test_structured_log() -> None:
    stream = io.StringIO()
    drive(JsonLog(stream))
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["begin", "call", "call", "end"]
    assert events[2]["problem"] == "hear: it is empty"
    assert events[3] == {**events[3], "done": 2, "unaudited": 1, "skipped": 2}


def test_the_pace_is_there_while_the_run_is(tmp_path: Path) -> None:
    (tmp_path / ".state").mkdir()
    pace = Pace(tmp_path, every=0.0)
    pace.begin(5)
    assert pace_of(tmp_path) == ""
    pace.skip(2)
    time.sleep(0.1)
    pace.done("A", 90.0, None)
    rate, audio, left = pace_of(tmp_path).split(", ")
    assert 0 < float(rate.removesuffix(" calls a second")) <= 10
    assert float(audio.removesuffix(" audio minutes a minute")) > 1
    assert left.startswith("0:00:0")
    pace.end()
    assert pace_of(tmp_path) == ""
    assert list((tmp_path / ".state").iterdir()) == []


def test_figures_for_prometheus() -> None:
    metrics = Metrics(0)
    with pytest.raises(UsageError):
        Metrics(metrics.port)
    metrics.begin(5)
    metrics.skip(2)
    Several([metrics]).done("A", 90.0, None)
    metrics.done("B", 0.0, "broken")
    address = f"http://127.0.0.1:{metrics.port}"
    with urllib.request.urlopen(f"{address}/metrics") as answer:
        text = answer.read().decode()
    assert "# TYPE auditor_calls_done_total counter\nauditor_calls_done_total 2\n" in text
    assert "auditor_calls_unaudited_total 1\n" in text
    assert "auditor_audio_seconds_total 90\n" in text
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/other")
    caught.value.close()
    metrics.end()
