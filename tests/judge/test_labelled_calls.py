"""Every labelled call in tests/cases comes out as a fair officer labelled it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.checklist.load import load_checklist
from auditor.judge.cases import differences, findings, read_case

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=[p.stem for p in CASES])
def test_a_labelled_call_comes_out_as_labelled(path: Path) -> None:
    case = read_case(path)
    checklist = load_checklist(case.checklist)
    found = findings(case, checklist)
    assert differences(case.expect, found, checklist) == []
    # What is open must still be open: what the judge has learned belongs to `expect`.
    assert len(differences(case.open, found, checklist)) == len(case.open)


def test_there_are_cases_for_every_requirement_that_words_decide() -> None:
    checklist = load_checklist("cn-life-telesales")
    expected = {name for path in CASES for name, _, _ in read_case(path).expect}
    words = {r.id for r in checklist.requirements if r.check in (None, "consent")}
    assert words <= expected
    assert len(CASES) >= 60
