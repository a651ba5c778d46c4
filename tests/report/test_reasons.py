"""Reasons are said in the interface's language; what was said in the call is left alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from examples import clean, faulty

from auditor.judge.sentences import forms, sentence
from auditor.report.document import report_document, report_of
from auditor.report.html import render_report
from auditor.report.reasons import reason_in

FIELDS = re.compile(r"\{(\w+)(:[^}]*)?\}")
FIGURES = {"gap": 7.0, "confidence": 0.31, "length": 61.0, "talked": 92.0, "rate": 5.25, "limit": 4}


def values_of(key: str) -> dict[str, object]:
    fields = {name for name, _ in FIELDS.findall(forms("zh")[key] + forms("en")[key])}
    made: dict[str, object] = {}
    for place, name in enumerate(sorted(fields)):
        made[name] = FIGURES.get(name, f"值{place}")
    if key == "late_clock":
        made["limit"] = "60"
    if "reason" in made:
        made["reason"] = sentence("zh", "not_said")
    return made


@pytest.mark.parametrize("key", sorted(forms("zh")))
def test_every_sentence_is_said_again_in_the_other_language(key: str) -> None:
    finding = faulty().findings[0]
    values = values_of(key)
    zh = replace(finding, reason=sentence("zh", key, **values))
    if "reason" in values:
        values["reason"] = sentence("en", "not_said")
    en = sentence("en", key, **values)
    assert reason_in(zh, "en") == en
    assert reason_in(zh, "zh") == zh.reason
    if list(forms("en").values()).count(forms("en")[key]) > 1:
        return  # two sentences are one in English, and either will do
    back = replace(finding, reason=en)
    assert sentence_parts(reason_in(back, "zh")) == sentence_parts(zh.reason)


def sentence_parts(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_titles_inside_a_reason_are_those_of_the_interface() -> None:
    reason = sentence("zh", "after_consent", time="01:30", items="犹豫期、退保损失")
    finding = replace(faulty().findings[0], reason=reason)
    titles = {"犹豫期": "cooling-off period", "退保损失": "loss on surrender"}
    assert reason_in(finding, "en", titles) == (
        "the customer agreed at 01:30; disclosed only afterwards: cooling-off period,"
        " loss on surrender"
    )


def test_words_of_others_stay() -> None:
    finding = replace(faulty().findings[0], reason="据投诉单 12 号")
    assert reason_in(finding, "en") == "据投诉单 12 号"


def test_the_page_speaks_its_language_and_quotes_the_call() -> None:
    reason = sentence("zh", "contradicted", said="三十天", expected="15天")
    report = replace(faulty(), findings=(replace(faulty().findings[0], reason=reason),))
    assert "said 三十天, but the policy record has 15天" in render_report(report, language="en")
    assert reason in render_report(report, language="zh")


def test_the_document_has_both_and_is_read_without_them() -> None:
    reason = sentence("zh", "not_said")
    report = replace(clean(), findings=(replace(clean().findings[0], reason=reason),))
    document = json.loads(json.dumps(report_document(report)))
    assert document["findings"][0]["reasons"] == {
        "zh": reason,
        "en": "the call was heard and this was not said",
    }
    assert report_of(document) == report
    del document["findings"][0]["reasons"]
    document["version"] = "1.0"
    assert report_of(document) == report
