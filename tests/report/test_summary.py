"""The summary counts everything and lists the worst."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from browser import CHROMIUM, look
from examples import HOSTILE, clean, faulty, hostile, unaudited
from page import Read

from auditor.model import Report, Status
from auditor.report.summary import Tally, render_summary, report_link


def numbered(report: Report, call_id: str) -> Report:
    return replace(report, call=replace(report.call, call_id=call_id))


def test_counts_links_and_unaudited() -> None:
    tally = Tally()
    for report in (clean(), faulty(), hostile()):
        tally.add(report)
    tally.add_unaudited(unaudited())
    text = render_summary(tally)
    page = Read(text)
    assert (tally.calls, tally.verdicts["fail"], tally.verdicts["pass"]) == (3, 2, 1)
    inner = [link for link in page.links if link.startswith("#")]
    assert {link[1:] for link in inner} <= set(page.ids)
    assert page.links[len(inner)] == "reports/B01.html"
    assert "录音文件为空（0 字节）" in text
    assert "说明保险费" in text
    assert not page.handlers
    assert not page.sources
    assert "script" not in page.tags


def dialled(report: Report, hour: int, agent: str, number: int) -> Report:
    zone = dt.timezone(dt.timedelta(hours=8))
    at = dt.datetime(2026, 9, 7 + number % 14, hour, 5, tzinfo=zone)
    call = replace(
        report.call, call_id=f"{agent}-{number}", agent_id=agent, agent_name="王某", started_at=at
    )
    late = tuple(
        replace(f, status=Status.FAIL) if f.requirement_id == "calling-hours" and hour >= 21 else f
        for f in report.findings
    )
    return replace(report, call=call, findings=late)


def test_trends() -> None:
    tally = Tally()
    for i in range(4):
        tally.add(dialled(faulty(), 10, "a1", i))
        tally.add(dialled(clean(), 21, "a2", i))
        tally.add(dialled(clean(), 15, "a3", i + 7))
    trends = tally.trends
    agents = [(g.name, g.calls, g.rate) for g in trends.worst("agent")]
    assert agents == [("王某（a1）", 4, 1.0), ("王某（a2）", 4, 1.0), ("王某（a3）", 4, 0.0)]
    assert [g.name for g in trends.worst("team")] == ["武汉一组"]
    assert [(g.name, g.calls) for g in trends.weeks()] == [("2026-W37", 8), ("2026-W38", 4)]
    assert ("王某（a2）", "在许可时段内拨打", 4, 4) in trends.repeated()
    hours, week = trends.hours()
    assert hours == range(10, 22)
    monday = dict(zip(hours, week[0], strict=True))
    assert (monday[21].calls, monday[21].outside, monday[21].heat) == (1, 1, 5)
    assert (monday[11].calls, monday[11].heat) == (0, 0)
    text = render_summary(tally)
    for words in ("按坐席", "按周", "反复出现", "拨打时段", "2026-W38", "周日"):
        assert words in text
    assert "The same fault again and again" in render_summary(tally, language="en")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_it_fits_a_phone(tmp_path: Path) -> None:
    tally = Tally()
    for i in range(40):
        tally.add(dialled(faulty() if i % 3 else clean(), 9 + i % 13, f"a{i % 9}", i))
    tally.add(hostile())
    tally.add_unaudited(unaudited())
    (tmp_path / "summary.html").write_bytes(render_summary(tally).encode())
    wide = look(
        tmp_path,
        "summary.html",
        "return [doc.documentElement.scrollWidth, doc.documentElement.clientWidth]",
        width=375,
    )
    assert wide[0] <= wide[1]


def test_an_empty_batch_has_a_page() -> None:
    assert "没有。" in render_summary(Tally())
    assert "None." in render_summary(Tally(), language="en")


def test_the_worst_come_first_and_the_rest_is_said() -> None:
    tally = Tally(listed=3)
    for i in range(5):
        tally.add(numbered(clean(), f"clean-{i}"))
    tally.add(numbered(faulty(), "bad-1"))
    tally.add(numbered(faulty(), "bad-2"))
    assert [c.call_id for c in tally.worst()] == ["bad-1", "bad-2", "clean-0"]
    assert "共 7 通，此处列出问题最重的 3 通" in render_summary(tally)


def test_the_page_stays_small() -> None:
    tally = Tally()
    long = numbered(hostile(), "长" * 3000)
    for i in range(3000):
        tally.add(numbered(faulty(), f"call-{i}"))
        tally.add_unaudited(replace(unaudited(), call_id=f"u{i}", reason="原因" * 2000))
    for _ in range(500):
        tally.add(long)
    text = render_summary(tally)
    assert len(text.encode()) < 2_000_000
    assert text.count('href="reports/') == 400


def test_links_are_relative_urls_of_the_file_names() -> None:
    assert report_link("a/b 张") == "reports/a%252Fb%20%E5%BC%A0.html"
    assert report_link(HOSTILE).startswith("reports/%")


def test_it_speaks_its_language_and_shows_each_requirement_by_week() -> None:
    tally = Tally()
    for i in (0, 7, 8):  # clean() does not judge the premium
        tally.add(dialled(faulty() if i else clean(), 10, "a1", i))
    (row,) = (r for r in tally.requirements.values() if r.requirement_id == "premium")
    assert row.rates(["2026-W36", "2026-W37", "2026-W38"]) == [None, None, 1.0]
    text = render_summary(tally, language="en", titles={"premium": "the premium"})
    assert 'aria-label="W38 100%"' in text
    assert row.title not in text
    assert "the premium" in text
