"""The packs against the register of articles; published ids; pages; coverage."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.checklist.coverage import coverage, in_words, read_register, register_path
from auditor.checklist.docs import page
from auditor.checklist.load import list_checklists, load_checklist
from cli import cli

PUBLISHED = Path(__file__).with_name("published.txt")
PACKS = sorted(list_checklists())
OWN_RULES = {"cn-insurer-inspection"}


def published() -> dict[tuple[str, str], str]:
    """(pack, requirement) → kind, or ``retired``: every id that ever shipped."""
    lines = [x.split() for x in PUBLISHED.read_text(encoding="utf-8").splitlines()]
    return {(x[0], x[1]): x[2] for x in lines if x and not x[0].startswith("#")}


def test_a_published_id_is_never_reused() -> None:
    known = published()
    here = {(name, r.id): r.kind for name in PACKS for r in load_checklist(name).requirements}
    for key, kind in here.items():
        assert key in known, f"{key} is new: add it to {PUBLISHED.name}"
        assert known[key] != "retired", f"{key} was retired and may not come back"
        assert known[key] == kind, f"{key} was {known[key]} when it was published"
    for key, kind in known.items():
        assert kind == "retired" or key in here, f"{key} is gone: mark it retired"


@pytest.mark.parametrize("name", PACKS)
def test_articles_are_those_of_the_register(name: str) -> None:
    register = {a.law: a for a in read_register(register_path())}
    for control in load_checklist(name).controls:
        if name in OWN_RULES and control.law.startswith("inspection-"):
            continue
        article = register[control.law]
        assert (control.instrument, control.article) == (article.instrument, article.article)
        assert control.status == article.status


@pytest.mark.parametrize("name", PACKS)
def test_dates_lie_within_those_of_the_articles(name: str) -> None:
    register = {a.law: a for a in read_register(register_path())}
    pack = load_checklist(name)
    for requirement in pack.requirements:
        starts = [register[c].effective_from for c in requirement.controls if c in register]
        if requirement.effective_from and starts and all(starts):
            assert requirement.effective_from >= min(s for s in starts if s)


@pytest.mark.parametrize("name", PACKS)
def test_pages_are_up_to_date(name: str) -> None:
    file = list_checklists()[name].with_name("README.md")
    made = page(load_checklist(name))
    assert file.read_text(encoding="utf-8") == made, "run `auditor checklists docs`"
    assert "legal advice" in made


def test_a_page_says_how_well_an_article_is_known() -> None:
    made = page(load_checklist("us-telemarketing"))
    assert "known from a secondary source" in made
    assert "its text is known in part" in made
    assert "Counts: “" in made


def test_coverage_counts_every_article_once() -> None:
    articles = read_register(register_path())
    covered = coverage([load_checklist(name) for name in PACKS])
    assert [c.article for c in covered] == list(articles)
    counts = Counter(c.how for c in covered)
    assert counts["words"] > 60
    assert counts["records"] > 30
    by_law = {c.article.law: c for c in covered}
    assert ("cn-life-telesales", "cooling-off") in by_law["cn08-cooling-off"].by
    assert by_law["us-fl-hours"].how == "records"
    assert by_law["cn17-confidentiality"].how == "needs"
    assert "access_log" in by_law["cn17-confidentiality"].needs
    assert by_law["cn23-penalty"].how == "none"
    text = in_words(covered)
    assert sum(article.law in "\n".join(text) for article in articles) == len(articles)


def test_the_commands() -> None:
    result = CliRunner().invoke(cli, ["checklists", "coverage", "us-medicare-tpmo"])
    assert result.exit_code == 0
    assert "us-medicare-tpmo: tpmo-disclaimer" in result.output
    listed = CliRunner().invoke(cli, ["checklists", "list"])
    assert all(name in listed.output for name in PACKS)
