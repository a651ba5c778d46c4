from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import UsageError
from auditor.evaluate import Evaluation, Share, evaluate, page_of, rows_of


def results(tmp_path: Path, findings: list[tuple[str, str, str, str]]) -> Path:
    columns = ["call_id", "requirement_id", "kind", "status", "reason", "quote", "start"]
    with (tmp_path / "findings.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for call_id, name, kind, status in findings:
            writer.writerow([call_id, name, kind, status, "why <b>", "说了", "1.5"])
    return tmp_path


def labels(tmp_path: Path, *calls: dict[str, Any]) -> Path:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps([{"requirements": {}, **call} for call in calls]), encoding="utf-8")
    return path


def one(tmp_path: Path, label: str, status: str | None) -> Evaluation:
    findings = [("A", "duty", "required", status)] if status else []
    gold = labels(tmp_path, {"call_id": "A", "requirements": {"duty": {"status": label}}})
    return evaluate(results(tmp_path, findings), gold)


@pytest.mark.parametrize(
    ("label", "status", "counts"),
    [
        # bad, good, found, cleared, accused, reviewed
        ("met", "pass", (0, 1, 0, 0, 0, 0)),
        ("met", "fail", (0, 1, 0, 0, 1, 0)),
        ("met", "review", (0, 1, 0, 0, 0, 1)),
        ("met", None, (0, 1, 0, 0, 0, 0)),
        ("missing", "fail", (1, 0, 1, 0, 0, 0)),
        ("missing", "pass", (1, 0, 0, 1, 0, 0)),
        ("missing", "not_applicable", (1, 0, 0, 1, 0, 0)),
        ("missing", None, (1, 0, 0, 1, 0, 0)),
        ("contradicted", "review", (1, 0, 0, 0, 0, 1)),
    ],
)
def test_one_item(tmp_path: Path, label: str, status: str | None, counts: tuple[int, ...]) -> None:
    tally = one(tmp_path, label, status).by_kind["required"]
    found = (
        tally.bad, tally.good, tally.found, tally.cleared, tally.accused, tally.reviewed,
    )  # fmt: skip
    assert found == counts


def test_what_is_left_out(tmp_path: Path) -> None:
    assert one(tmp_path, "not_applicable", "fail").by_kind == {}
    gold = labels(
        tmp_path,
        {
            "call_id": "A",
            "requirements": {"duty": {"status": "met"}},
            "disputed": ["duty", "calling-hours"],
            "conduct": {"calling-hours": "fail", "refusal-respected": "not_applicable"},
        },
    )
    assert evaluate(results(tmp_path, [("A", "duty", "required", "fail")]), gold).by_kind == {}


def test_prohibited_items(tmp_path: Path) -> None:
    gold = labels(
        tmp_path,
        {
            "call_id": "A",
            "prohibited": [{"id": "rebate", "quote": "送您"}, {"id": "pressure", "quote": "快"}],
            "disputed_prohibited": [{"id": "concealment"}],
        },
    )
    findings = [
        ("A", "rebate", "prohibited", "fail"),
        ("A", "disparagement", "prohibited", "fail"),
        ("A", "concealment", "prohibited", "fail"),
        ("A", "false-scarcity", "prohibited", "pass"),
    ]
    evaluation = evaluate(results(tmp_path, findings), gold)
    tally = evaluation.by_kind["prohibited"]
    assert (tally.found, tally.cleared, tally.accused, tally.good) == (1, 1, 1, 2)
    assert {(w.requirement_id, w.label, w.status) for w in evaluation.wrong} == {
        ("pressure", "said", "no finding"),
        ("disparagement", "not said", "fail"),
    }


def test_the_worst_of_several_findings_counts(tmp_path: Path) -> None:
    findings = [("A", "duty", "required", status) for status in ("pass", "fail", "review")]
    gold = labels(tmp_path, {"call_id": "A", "requirements": {"duty": {"status": "missing"}}})
    assert evaluate(results(tmp_path, findings), gold).by_kind["required"].found == 1


def test_wilson_interval() -> None:
    low, high = Share(hits=8, total=10).interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # as tabulated
    assert Share(hits=0, total=0).interval is None
    assert str(Share(hits=0, total=0)) == "-"
    assert str(Share(hits=8, total=10)) == "80% (49-94) of 10"


def test_page_and_table(tmp_path: Path) -> None:
    evaluation = one(tmp_path, "met", "fail")
    assert rows_of(evaluation)[1][0] == "duty"
    assert rows_of(evaluation)[2][0] == "= required"
    page = page_of(evaluation)
    assert "why &lt;b&gt;" in page
    assert "说了" in page


def test_calls_that_were_not_audited_are_named(tmp_path: Path) -> None:
    assert one(tmp_path, "met", None).missing == ["A"]


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"call_id": "A"}]'])
def test_labels_that_are_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(content)
    with pytest.raises(UsageError, match="no labels"):
        evaluate(results(tmp_path, []), path)
    with pytest.raises(UsageError):
        evaluate(tmp_path / "none", path)
