"""Samples are drawn as planned, repeatably; reviews come back as figures."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples import clean, faulty

from auditor.errors import UsageError
from auditor.model import Report
from auditor.report.review import (
    Review,
    agreement,
    between_reviewers,
    kappa,
    propose,
    read_reviews,
)
from auditor.report.sampling import Plan, Slice, draw, plan_of, plans, read_table, write_sample
from auditor.report.shares import share_of
from auditor.report.tables import Tables


def rows(count: int = 200) -> list[dict[str, str]]:
    rng = random.Random(3)
    return [
        {
            "call_id": f"c{i}",
            "verdict": rng.choice(["fail", "pass", "pass", "review"]),
            "worst_severity": rng.choice(["critical", "low", ""]),
            "agent_id": f"a{i % 7}",
        }
        for i in range(count)
    ]


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    plan = Plan(slices=(Slice(name="all", count=20),), seed="a")
    first = [d.call_id for d in draw(rows(), plan)]
    assert first == [d.call_id for d in draw(rows(), plan)]
    assert len(first) == 20
    assert first != [d.call_id for d in draw(rows(), replace(plan, seed="b"))]
    assert set(first) == {d.call_id for d in draw(rows()[::-1], plan)}


def test_all_grave_ones_and_a_slice_of_the_rest() -> None:
    calls = rows()
    drawn = draw(calls, plans()["risk"])
    grave = {
        r["call_id"] for r in calls if r["verdict"] == "fail" and r["worst_severity"] == "critical"
    }
    assert grave == {d.call_id for d in drawn if d.slice == "grave"}
    passed = [d for d in drawn if d.slice == "passed"]
    assert len(passed) == 20
    stands_for = sum(d.weight for d in drawn)
    assert stands_for == pytest.approx(len(calls))


def test_strata_have_their_least() -> None:
    plan = Plan(slices=(Slice(name="all", share=0.01, per="agent_id", at_least=2),))
    drawn = draw(rows(), plan)
    assert Counter(d.stratum for d in drawn) == {f"a{i}": 2 for i in range(7)}


def test_a_share_is_rounded_up() -> None:
    assert len(draw(rows(21), Plan(slices=(Slice(name="all", share=0.1),)))) == 3


def test_plans_are_read_strictly() -> None:
    plan = plan_of({"seed": 7, "slices": [{"name": "f", "where": {"verdict": "fail"}, "share": 1}]})
    assert plan == Plan(
        seed="7", slices=(Slice(name="f", where=(("verdict", ("fail",)),), share=1.0),)
    )
    with pytest.raises(UsageError) as error:
        plan_of({"sed": 1, "slices": [{"share": 2}, {"share": 0.1, "count": 3}, {"cont": 3}]})
    text = str(error.value)
    for what in ("unknown key 'sed'", "share 2 is not between", "slice 2: needs either", "'cont'"):
        assert what in text
    with pytest.raises(UsageError, match="no column team"):
        draw(rows(), Plan(slices=(Slice(name="all", share=1, per="team"),)))


def test_every_kind_of_plan_is_named_and_draws(tmp_path: Path) -> None:
    with Tables(tmp_path) as tables:
        for i in range(60):
            report = numbered(faulty() if i % 3 else clean(), f"c{i}")
            call = replace(report.call, agent_id=f"a{i % 4}", product_name=f"p{i % 5}")
            tables.add(replace(report, call=call))
    calls = list(read_table(tmp_path / "calls.csv"))
    drawn = {name: draw(calls, plan) for name, plan in plans().items()}
    assert all(plan.about for plan in plans().values())
    assert Counter(d.stratum for d in drawn["by-agent"]) == {f"a{i}": 1 for i in range(4)}
    assert Counter(d.stratum for d in drawn["by-product"]) == {f"p{i}": 1 for i in range(5)}
    assert Counter(d.slice for d in drawn["by-risk"]) == {"critical": 20, "passed": 10}
    assert Counter(d.slice for d in drawn["grave-and-passed"]) == {"grave": 40, "passed": 20}
    sold = [d for d in drawn["seller-minimum"] if d.slice == "sold"]
    assert Counter(d.stratum for d in sold) == {f"a{i}": 3 for i in range(4)}
    sold = [d for d in drawn["product-minimum"] if d.slice == "sold"]
    assert Counter(d.stratum for d in sold) == {f"p{i}": 5 for i in range(5)}
    for name, found in drawn.items():
        assert found == draw(calls, plans()[name])
        assert sum(d.weight for d in found) == pytest.approx(60), name


def run_folder(folder: Path) -> Path:
    with Tables(folder, carried=("team",)) as tables:
        for i in range(10):
            base = faulty() if i % 2 else clean()
            tables.add(numbered(base, f"=c{i}"))
    return folder


def numbered(report: Report, call_id: str) -> Report:
    findings = tuple(replace(f, call_id=call_id, score=0.5) for f in report.findings)
    return replace(report, call=replace(report.call, call_id=call_id), findings=findings)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("blind", [False, True])
def test_out_and_back(tmp_path: Path, suffix: str, blind: bool) -> None:
    run = run_folder(tmp_path)
    sheet = tmp_path / f"sample.{suffix}"
    sizes = write_sample(run, plans()["risk"], sheet, blind=blind)
    assert sizes == {"grave": 5, "passed": 5}
    filled = fill(sheet, blind)
    reviews = read_reviews(filled, run)
    assert len(reviews) == 5 * 18 + 5 * 10
    assert {r.call_id for r in reviews} == {f"=c{i}" for i in range(10)}
    (total,) = [a for a in agreement(reviews) if a.requirement_id == "*"]
    assert total.agree.value == pytest.approx(1 - 5 / 140)
    (premium,) = [a for a in agreement(reviews) if a.requirement_id == "premium"]
    assert premium.false_alarm.value == 1.0


def fill(sheet: Path, blind: bool) -> Path:
    """Agree with the audit on everything but the premium, which the reviewer passes."""
    verdicts = {
        (r["call_id"], r["requirement_id"]): r["status"]
        for r in read_table(sheet.parent / "findings.csv")
    }
    if sheet.suffix == ".xlsx":
        book = openpyxl.load_workbook(sheet)
        page = book.active
        names = [c.value for c in page[1]]
        for row in page.iter_rows(min_row=2):
            cells = dict(zip(names, row, strict=True))
            key = cells["call_id"].value, cells["requirement_id"].value
            assert (cells["status"].value is None) is blind
            cells["review_status"].value = "通过" if key[1] == "premium" else verdicts[key]
        book.save(sheet)
        return sheet
    import csv

    lines = list(read_table(sheet))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        for line in lines:
            key = line["call_id"], line["requirement_id"]
            assert (line["status"] == "") is blind
            said = "通过" if key[1] == "premium" else verdicts[key]
            writer.writerow({**line, "review_status": said})
    return sheet


def test_wrong_reviews_are_all_named(tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text(
        "call_id,requirement_id,status,review_status\na,x,pass,maybe\nb,x,,fail\nc,x,pass,\n"
    )
    with pytest.raises(UsageError) as error:
        read_reviews(sheet)
    assert "row 2: 'maybe' is none of" in str(error.value)
    assert "row 3: b x has no verdict" in str(error.value)


def test_kappa() -> None:
    # The textbook case: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no gives 0.4.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("y", "y")] * 3) is None
    assert kappa([]) is None


def review(i: int, audit: str, person: str, score: float | None = None, **more: object) -> Review:
    base = Review(
        call_id=f"c{i}",
        checklist="k",
        requirement_id="premium",
        audit=audit,
        reviewer_status=person,
        reviewer="甲",
        note="",
        weight=1.0,
        score=score,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def test_rates_weigh_what_a_call_stands_for() -> None:
    reviews = [
        review(1, "pass", "fail", weight=9.0),
        review(2, "fail", "fail", weight=1.0),
        review(3, "fail", "pass", weight=1.0),
        review(4, "pass", "pass", weight=3.0),
        review(5, "review", "pass", weight=0.0),
    ]
    (one, total) = agreement(reviews)
    assert one.missed.value == pytest.approx(0.9)
    assert one.false_alarm.value == pytest.approx(0.25)
    assert replace(total, requirement_id="premium") == one
    low, high = one.missed.interval or (0, 0)
    assert low < 0.9 < high


def test_share_interval_is_wilsons() -> None:
    share = share_of([(True, 1.0)] * 8 + [(False, 1.0)] * 2)
    assert share.interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert str(share) == "80.0% (49.0-94.3%, n=10)"
    assert str(share_of([])) == "-"


def test_people_among_themselves() -> None:
    reviews = [review(i, "pass", "pass") for i in range(4)]
    reviews += [review(i, "pass", "pass" if i else "fail", reviewer="乙") for i in range(4)]
    assert between_reviewers(reviews) == 0.0
    assert between_reviewers(reviews[:4]) is None


def test_thresholds_are_proposed_only_where_they_help() -> None:
    rng = random.Random(5)
    reviews = []
    for i in range(200):
        score = rng.random()
        reviews.append(review(i, "pass", "pass" if score > 0.7 else "fail", score))
    (proposal,) = propose(reviews)
    assert proposal.threshold == pytest.approx(0.7, abs=0.05)
    assert (proposal.after.value or 0) > 0.95 > (proposal.before.value or 1)
    assert propose([replace(r, audit=r.reviewer_status) for r in reviews]) == []
    assert propose(reviews[:10]) == []
