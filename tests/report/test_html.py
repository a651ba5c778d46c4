"""The page of a call: complete, linked, and deaf to whatever a call contains."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from examples import HOSTILE, clean, faulty, hostile
from page import Read

from auditor.model import Report
from auditor.report.html import render_report, source_hash
from auditor.report.texts import LANGUAGES, Texts, all_texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "report", [faulty(), clean(), hostile()], ids=["faulty", "clean", "hostile"]
)
def test_every_link_leads_somewhere_in_the_page(report: Report, language: str) -> None:
    page = Read(render_report(report, language=language))
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)


def test_the_page_says_everything_about_every_finding() -> None:
    text = render_report(faulty())
    for finding in faulty().findings:
        assert finding.title in text
        assert finding.requirement_id in text
        assert finding.reason in text
        assert finding.control in text
        assert all(e.quote in text for e in finding.evidence)
    assert "不通过" in text
    assert "5 项不通过，3 项须由人工复核，10 项通过，1 项不适用" in text
    assert "此处有语音而无文字（6.8 秒）" in text
    assert '<s lang="zh-CN">请不吝点赞 订阅 转发</s>' in text


def test_evidence_is_marked_and_leads_back() -> None:
    text = render_report(faulty())
    assert re.search(r'<mark class="fail" id="e7-1">每个月三百五十二块</mark>', text)
    assert re.search(r'<sup class="back"><a href="#f7"', text)
    assert re.search(r'<a href="#e7-1"[^>]*><time>0:18</time>', text)
    assert re.search(r'<mark class="near" id="n9">特别是责任免除</mark>', text)


def test_verdict_comes_before_the_facts_and_faults_before_passes() -> None:
    text = render_report(faulty())
    places = [
        text.index(s)
        for s in ('class="verdict"', 'class="card facts"', 'id="f7"', 'id="f9"', 'id="f1"')
    ]
    assert places == sorted(places)


def test_titles_and_controls_can_be_given() -> None:
    text = render_report(
        faulty(),
        language="en",
        titles={"premium": "Premium stated"},
        controls={"cn-insurance-law-17": "保险法第十七条"},
    )
    assert "Premium stated" in text
    assert "说明保险费" not in text
    assert "保险法第十七条" in text


def test_nothing_in_a_call_becomes_markup() -> None:
    text = render_report(hostile())
    page = Read(text)
    known = set(Read(render_report(faulty())).tags) | {"ul"}
    assert set(page.tags) <= known
    assert not {"script", "img"} & set(page.tags)
    assert not page.handlers
    assert not page.sources
    assert "\x00" not in text
    shown = HOSTILE.replace("\x00", "\ufffd")
    assert shown in "".join(page.inside["q"])


def test_the_policy_allows_the_page_itself_and_nothing_else() -> None:
    page = Read(render_report(hostile()))
    rules = dict(r.strip().split(" ", 1) for r in page.meta["Content-Security-Policy"].split(";"))
    (style,) = page.inside["style"]
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'{source_hash(style)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_page_is_the_same_each_time() -> None:
    assert render_report(faulty()) == render_report(faulty())


def test_a_call_without_words_or_duties_has_a_page() -> None:
    empty = replace(clean(), findings=(), transcript=replace(clean().transcript, segments=()))
    text = render_report(empty)
    assert "没有适用于本次通话的要求" in text
    assert "没有文字。" in text


def test_interface_languages_are_complete_and_use_the_same_placeholders() -> None:
    for key, texts in all_texts().items():
        assert all(texts), key
        assert len({tuple(sorted(re.findall(r"{\w+}", t))) for t in texts}) == 1, key
    with pytest.raises(ValueError, match="none of zh, en"):
        Texts("fr")


def test_a_page_that_cannot_play_says_so() -> None:
    words = "录音取不到或无法解码"
    assert words in render_report(faulty(), silent=True)
    assert words not in render_report(faulty())
