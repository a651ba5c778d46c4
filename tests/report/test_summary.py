"""The summary counts everything and lists the worst."""

from __future__ import annotations

from dataclasses import replace

from examples import HOSTILE, clean, faulty, hostile, unaudited
from page import Read

from auditor.model import Report
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
    assert page.links[0] == "reports/B01.html"
    assert "录音文件为空（0 字节）" in text
    assert "说明保险费" in text
    assert not page.handlers
    assert not page.sources
    assert "script" not in page.tags


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
