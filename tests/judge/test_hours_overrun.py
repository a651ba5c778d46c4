"""A call that begins within the hours and goes on past them is reported apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import CN, DELHI, FEDERAL, LIFE, LONDON, NA, NY, PASS, REVIEW, Where, call, us

from auditor.checklist.load import load_checklist
from auditor.judge.audit import audit
from auditor.model import Reason, Segment, Speaker, Status, Transcript


def spoken(seconds: float | None) -> Transcript:
    words = Segment(start=0.0, end=2.0, speaker=Speaker.AGENT, channel=0, text="您好打扰您了")
    segments = (words,) if seconds is None or seconds else ()
    return Transcript(language="zh", engine="written", segments=segments, duration=seconds)


@pytest.mark.parametrize(
    ("pack", "where", "at", "seconds", "expected"),
    [
        (LIFE, CN, "2026-09-14T20:58:00+08:00", 60.0, PASS),
        (LIFE, CN, "2026-09-14T20:58:00+08:00", 120.0, PASS),
        (LIFE, CN, "2026-09-14T20:58:00+08:00", 121.0, REVIEW),
        (LIFE, CN, "2026-09-14T12:58:00+00:00", 300.0, REVIEW),
        (LIFE, CN, "2026-09-14T20:59:59+08:00", 8 * 3600.0, REVIEW),
        (LIFE, CN, "2026-09-14T21:00:00+08:00", 300.0, NA),
        (LIFE, CN, "2026-09-14T08:50:00+08:00", 3600.0, NA),
        (LIFE, CN, "2026-09-14T20:58:00+08:00", 0.0, REVIEW),
        (LIFE, (None, None, None), "2026-09-14T20:58:00+08:00", 60.0, REVIEW),
        (FEDERAL, NY, "2026-06-15T20:58:00-04:00", 300.0, REVIEW),
        (FEDERAL, us("CA"), "2026-06-15T20:58:00-04:00", 300.0, PASS),
        ("gb-insurance", LONDON, "2026-06-15T20:58:00+01:00", 300.0, REVIEW),
        ("in-telemarketing", DELHI, "2026-06-15T20:58:00+05:30", 60.0, PASS),
        ("us-medicare-tpmo", NY, "2026-06-15T20:58:00-04:00", 300.0, REVIEW),
    ],
)
def test_a_call_that_runs_past_the_window_is_reported_apart(
    pack: str, where: Where, at: str, seconds: float, expected: Status
) -> None:
    made = call(where, at)
    found = {f.requirement_id: f for f in audit(made, spoken(seconds), load_checklist(pack))}
    assert found["hours-overrun"].status is expected
    if expected is REVIEW and seconds and where != (None, None, None):
        assert found["hours-overrun"].reason_code is Reason.OUTSIDE_HOURS
        assert found["calling-hours"].status is PASS


def test_an_overrun_follows_hours_that_are_narrowed(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "checklist.yaml").write_text(
        'id: ours\nversion: "1"\ntitle: {zh: 我们的, en: ours}\nlanguage: zh\njurisdiction: CN\n'
        "extends: [cn-life-telesales]\n"
        'overrides: {calling-hours: {options: {hours: [{allowed: ["09:00", "20:00"]}]}}}\n'
        "requirements: []\n",
        encoding="utf-8",
    )
    made = call(CN, "2026-09-14T19:58:00+08:00")
    found = {f.requirement_id: f for f in audit(made, spoken(300), load_checklist(str(folder)))}
    assert found["hours-overrun"].status is REVIEW
    assert found["hours-overrun"].value_expected == "09:00–20:00"
