"""The JSON document loses nothing and keeps its order."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from examples import clean, faulty, hostile

from auditor.model import Report, Word
from auditor.report.document import report_document, report_of, report_text


@pytest.mark.parametrize(
    "report", [faulty(), clean(), hostile()], ids=["faulty", "clean", "hostile"]
)
def test_a_report_comes_back_from_its_document(report: Report) -> None:
    assert report_of(json.loads(report_text(report))) == report


def test_words_come_back() -> None:
    report = faulty()
    words = (
        Word(start=1.3, end=1.5, text="您", probability=0.9),
        Word(start=1.5, end=2, text="好"),
    )
    first = replace(report.transcript.segments[0], words=words, original="您好", confidence=0.5)
    report = replace(report, transcript=replace(report.transcript, segments=(first,)))
    assert report_of(json.loads(report_text(report))) == report


def test_the_document_begins_with_what_matters() -> None:
    document = report_document(faulty())
    assert list(document)[:5] == ["format", "version", "verdict", "counts", "call"]
    assert document["counts"] == {"pass": 10, "fail": 5, "review": 3, "not_applicable": 1}
    assert document["call"]["premium"] == "325.0"
    assert document["call"]["started_at"] == "2026-09-08T10:12:00+08:00"
    assert report_text(faulty()) == report_text(faulty())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "not an auditor-report"),
        ({"version": "2.0"}, "version 2.0 cannot be read"),
        ({"call": {}}, "damaged"),
        ({"findings": [{"status": "maybe"}]}, "damaged"),
        ({"transcript": None}, "damaged"),
    ],
)
def test_other_documents_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        report_of(report_document(faulty()) | change)
