"""Checking packs: what is right passes, and each kind of mistake names file, line and field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from packs import PACK, write

from auditor.checklist.check import slow
from auditor.checklist.load import load_checklist
from auditor.errors import ChecklistError
from auditor.judge.cases import read_case
from auditor.judge.selftest import check_path
from cli import cli

ROOT = Path(__file__).parents[2]
CASE = """\
title: 告知录音
record: {concluded: true}
say: [坐席：本次通话会录音, 客户：好]
expect: {recording-notice: pass, guaranteed-return: pass}
"""


def test_a_good_pack_passes_and_is_counted(tmp_path: Path) -> None:
    file = write(tmp_path)
    for folder in ("fixtures", "clean"):
        (file.parent / folder).mkdir()
        (file.parent / folder / "one.yaml").write_text(CASE, encoding="utf-8")
    for path in (tmp_path, file.parent, file):
        checked = check_path(str(path))
        assert checked.problems == ()
        assert (checked.packs, checked.requirements, checked.examples) == (1, 2, 12)
        assert (checked.fixtures, checked.clean) == (1, 1)


BROKEN = [
    ("unknown field", "severity: high", "severity: high\n    colour: red", 15, "colour", "not a field"),
    ("missing field", "    kind: required\n", "", 11, "kind", "missing"),
    ("wrong value", "severity: high", "severity: huge", 14, "severity", "should be"),
    ("unknown article", "controls: [some-law]\n    says: [\"", "controls: [other]\n    says: [\"", 15, "controls", "no control"),
    ("no article", "controls: [some-law]\n    says: [\"", "controls: []\n    says: [\"", 15, "controls", "article"),
    ("unknown concept", "[录]", "[写]", 16, "says", "no concept"),
    ("unreadable line", "[\"通话 .. [录]\"]", "[\"通话 (录音\"]", 16, "says", "parenthesis"),
    ("bad expression", "[\"通话 .. [录]\"]", "[\"re:通话(\"]", 16, "says", "regular expression"),
    ("slow expression", "[\"通话 .. [录]\"]", "[\"通话 .. [录]\", \"re:(通+话?)+录\"]", 16, "says", "slow"),
    ("undone by its unless", "unless: [没有录音]", "unless: [录音, 录下来]", 16, "says", "unless"),
    ("too few examples", "match: [本次通话会录音, 这个通话要录下来, 通话全程录音]", "match: [本次通话会录音]", 19, "examples.match", "at least 3"),
    ("example not met", "这个通话要录下来", "这个产品很好", 19, "examples.match[1]", "is judged"),
    ("counter-example met", "我们没有录音", "通话录音", 20, "examples.no_match[0]", "is judged"),
    ("prohibited not found", "公司保证收益", "公司收益高", 29, "examples.match[1]", "is judged"),
    ("id stands twice", "id: guaranteed-return", "id: recording-notice", 21, "id", "twice"),
    ("not the folder's name", "id: small", "id: other", 1, "id", "folder"),
    ("days the wrong way round", "kind: required", "effective_from: 2026-01-02\n    effective_to: 2026-01-01\n    kind: required", 14, "effective_to", "before"),
    ("a date that is none", "kind: required", "effective_from: 2026-13-01\n    kind: required", 13, "yaml", "month must be"),
    ("the same for a while", "id: guaranteed-return", "id: recording-notice\n    effective_from: 2026-01-01", 21, "id", "stands twice for the same days"),
    ("no words of the language", "language: zh", "language: tlh", 4, "language", "no words of it"),
    ("no country", "jurisdiction: CN", "jurisdiction: Mars", 5, "jurisdiction", "country code"),
    ("nothing to be due for", "severity: high", "severity: high\n    when: {agency: []}", 15, "when.agency", "at least 1"),
    ("a time before the call", "severity: high", "severity: high\n    within: -3", 15, "within", "greater than 0"),
    ("more than all parts", "severity: high", "severity: high\n    need: 2", 15, "need", "more than the 0 parts"),
    ("unknown field of the record", "severity: high", "severity: high\n    value: {kind: money, record: premum}", 15, "value.record", "no field of the record"),
    ("exploding expression", "[\"通话 .. [录]\"]", "[\"通话 .. [录]\", \"re:(?:a|aa)+$\"]", 16, "says", "slow"),
    ("a key twice", "severity: high", "severity: high\n    severity: low", 15, "yaml", "duplicate key"),
    ("unknown moment", "severity: high", "severity: high\n    before: lunch", 15, "before", "should be"),
    ("unknown pack", "controls:\n", "extends: [no-such]\ncontrols:\n", 6, "extends[0]", "no checklist of that id"),
    ("another language", "controls:\n", "extends: [us-telemarketing]\ncontrols:\n", 6, "extends[0]", "another language"),
    ("unknown level", "severity: high", "severity: high\n    level: Z", 15, "level", "no level"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN]
)
def test_a_mistake_is_named(
    tmp_path: Path, old: str, new: str, line: int, field: str, words: str
) -> None:
    assert old in PACK
    file = write(tmp_path, PACK.replace(old, new, 1))
    problems = check_path(str(file)).problems
    assert problems
    assert all(re.match(r".*checklist\.yaml:\d+: [^:]+: .+", p) for p in problems), problems
    hits = [p for p in problems if f":{line}: " in p and field in p and words in p]
    assert hits, problems


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = PACK.replace("severity: high", "severity: huge").replace("kind: prohibited", "kind: x")
    assert len(check_path(str(write(tmp_path, text))).problems) == 2


def test_days_without_a_version(tmp_path: Path) -> None:
    head, sep, tail = PACK.partition("  - id: guaranteed-return")
    old = head.replace("kind: required", "kind: required\n    effective_to: 2026-01-31")
    later = old.partition("requirements:\n")[2].replace(
        "effective_to: 2026-01-31", "effective_from: 2026-02-05"
    )
    file = write(tmp_path, old + later + sep + tail)
    problems = check_path(str(file)).problems
    assert len(problems) == 1
    assert "leaves 4 days after 2026-01-31" in problems[0]
    good = later.replace("2026-02-05", "2026-02-01")
    assert check_path(str(write(tmp_path / "good", old + good + sep + tail))).problems == ()


def test_dialogues_are_run(tmp_path: Path) -> None:
    file = write(tmp_path)
    for folder in ("fixtures", "clean"):
        (file.parent / folder).mkdir()
    wrong = (
        "title: x\nsay: [坐席：本次通话会录音]\nexpect:\n  recording-notice: fail not-said\n"
        "  nothing-such: pass\n"
    )
    (file.parent / "fixtures" / "wrong.yaml").write_text(wrong, encoding="utf-8")
    dirty = "title: x\nsay: [坐席：这个稳赚不赔]\nexpect: {}\n"
    (file.parent / "clean" / "dirty.yaml").write_text(dirty, encoding="utf-8")
    broken = "title: x\nsays: [坐席：好]\nsay: []\nexpect: {recording-notice: maybe}\n"
    (file.parent / "fixtures" / "broken.yaml").write_text(broken, encoding="utf-8")
    text = "\n".join(check_path(str(file)).problems)
    assert "wrong.yaml:4: expect.recording-notice: expected fail not-said, found pass" in text
    assert "wrong.yaml:5: expect.nothing-such: no such requirement" in text
    assert "dirty.yaml:1: expect.guaranteed-return: fires in a clean call" in text
    assert "broken.yaml:2: says: is not a field of a case" in text
    assert "broken.yaml:3: say: needs at least one line" in text
    assert "broken.yaml:4: expect.recording-notice: is none of" in text


def test_slow_expressions() -> None:
    assert slow("re:(a+)+b")
    assert slow("re:(?:a|b*)*c")
    assert slow("re:(.*,){20}z")
    assert slow("re:(?:a|aa)+$")
    assert not slow("re:(?:ab){1,3}c+")
    assert not slow("re:我叫[一-龥]{2,3}(?:是|为)?[0-9]{3,}")
    assert not slow("通话 .. 录音")


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match=r"no checklist\.yaml here"):
        check_path(str(tmp_path))
    with pytest.raises(ChecklistError, match="no checklist of that id"):
        check_path("no-such-pack")


def test_the_command_is_a_linter(tmp_path: Path) -> None:
    good = CliRunner().invoke(cli, ["checklists", "check", str(write(tmp_path))])
    assert (good.exit_code, "12 examples" in good.output) == (0, True)
    broken = write(tmp_path / "broken", PACK.replace("这个稳赚不赔", "这个很好"))
    bad = CliRunner().invoke(cli, ["checklists", "check", str(broken)])
    assert bad.exit_code != 0
    assert re.search(r"checklist\.yaml:29: requirements\[1\]\.examples\.match\[0\]: ", bad.output)


@pytest.mark.parametrize(
    "pack", sorted(p.parent.name for p in ROOT.glob("checklists/*/checklist.yaml"))
)
def test_the_packs_that_ship_are_right(pack: str) -> None:
    checked = check_path(str(ROOT / "checklists" / pack))
    assert checked.problems == ()


def test_english_is_tested_by_at_least_twenty_dialogues() -> None:
    """Beside the examples; the packs' own test above runs them."""
    english = [p.parent for p in ROOT.glob("checklists/*/checklist.yaml")
               if load_checklist(str(p)).language == "en"]  # fmt: skip
    cases = [read_case(f) for folder in english for f in folder.glob("fixtures/*.yaml")]
    assert len(cases) >= 20
    assert {status for case in cases for _, status, _ in case.expect} == {
        "pass", "fail", "review", "not_applicable",
    }  # fmt: skip
    spoken = " ".join(turn.text.lower() for case in cases for turn in case.say)
    assert all(word in spoken for word in ("1-800", "dollars", "don't", "not interested"))
