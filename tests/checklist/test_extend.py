"""Packs built on packs."""

from __future__ import annotations

from pathlib import Path

import pytest
from packs import PACK, write

from auditor.checklist.load import load_checklist
from auditor.checklist.schema import Checklist
from auditor.errors import ChecklistError
from auditor.judge.audit import audit
from auditor.judge.cases import transcript_of, turns
from auditor.judge.selftest import check_path
from auditor.model import Call

OURS = """\
id: ours
version: "1"
title: {zh: 我们的, en: ours}
language: zh
jurisdiction: CN
extends: [../small]
"""
HOURS = """\
  - id: calling-hours
    title: {zh: 时段, en: hours}
    kind: conduct
    severity: high
    controls: [some-law]
    due: always
    check: calling-hours
    options: {hours: [{allowed: ["09:00", "21:00"]}]}
"""


def load(tmp_path: Path, ours: str, base: str = PACK) -> object:
    write(tmp_path, base)
    return load_checklist(str(write(tmp_path, ours, "ours")))


def test_everything_is_taken_over(tmp_path: Path) -> None:
    write(tmp_path)
    ours = load_checklist(str(write(tmp_path, OURS + "requirements: []\n", "ours")))
    assert [r.id for r in ours.requirements] == ["recording-notice", "guaranteed-return"]
    assert ours.concepts["录"]
    assert ours.controls[0].law == "some-law"


def test_fields_are_overridden_and_ids_chosen(tmp_path: Path) -> None:
    write(tmp_path)
    text = OURS + "takes: [recording-notice]\noverrides: {recording-notice: {severity: low}}\n"
    ours = load_checklist(str(write(tmp_path, text + "requirements: []\n", "ours")))
    assert [(r.id, r.severity) for r in ours.requirements] == [("recording-notice", "low")]


def test_hours_are_narrowed_never_widened(tmp_path: Path) -> None:
    write(tmp_path, PACK + HOURS)
    text = OURS + (
        'overrides: {calling-hours: {options: {hours: [{allowed: ["08:00", "20:00"]}]}}}\n'
        "requirements: []\n"
    )
    ours = load_checklist(str(write(tmp_path, text, "ours")))
    rule = next(r for r in ours.requirements if r.id == "calling-hours")
    assert rule.options["hours"] == [{"allowed": ["09:00", "21:00"]}]
    assert rule.options["narrower"] == [[{"allowed": ["08:00", "20:00"]}]]


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        ("overrides: {no-such: {severity: low}}\n", 7, "overrides nothing"),
        ("overrides: {recording-notice: {severity: odd}}\n", 7, "should be"),
        ("overrides: {recording-notice: {kind: conduct}}\n", 7, "cannot be overridden"),
        ("takes: [no-such]\n", 7, "no such requirement is inherited"),
    ],
)
def test_what_is_wrong_with_it(tmp_path: Path, more: str, line: int, words: str) -> None:
    write(tmp_path)
    file = write(tmp_path, OURS + more + "requirements: []\n", "ours")
    with pytest.raises(ChecklistError) as error:
        load_checklist(str(file))
    assert f":{line}: " in str(error.value)
    assert words in str(error.value)


def test_a_base_that_is_not_there_or_itself(tmp_path: Path) -> None:
    missing = OURS.replace("../small", "no-such-base") + "requirements: []\n"
    with pytest.raises(ChecklistError, match=r"ours/checklist\.yaml:6: extends"):
        load_checklist(str(write(tmp_path, missing, "ours")))
    itself = OURS.replace("../small", "../ours") + "requirements: []\n"
    with pytest.raises(ChecklistError, match="extends"):
        load_checklist(str(write(tmp_path, itself, "ours")))


def test_hours_that_reach_beyond_the_law_are_told(tmp_path: Path) -> None:
    write(tmp_path, PACK + HOURS)
    text = OURS + (
        'overrides: {calling-hours: {options: {hours: [{allowed: ["%s", "20:00"]}]}}}\n'
        "requirements: []\n"
    )
    wide = check_path(str(write(tmp_path, text % "08:00", "ours"))).problems
    assert len(wide) == 1
    assert ":7: overrides.calling-hours.options.hours: on mon 08:00–20:00 reaches beyond" in wide[0]
    write(tmp_path / "narrow", PACK + HOURS)
    assert check_path(str(write(tmp_path / "narrow", text % "10:00", "ours"))).problems == ()


def test_packs_that_extend_each_other_are_refused_in_one_line(tmp_path: Path) -> None:
    other = OURS.replace("id: ours", "id: small").replace("../small", "../ours")
    write(tmp_path, other + "requirements: []\n")
    with pytest.raises(ChecklistError, match="the checklist extends itself") as error:
        load_checklist(str(write(tmp_path, OURS + "requirements: []\n", "ours")))
    assert len(str(error.value)) < 1000


def test_learned_wording_is_taken_over(tmp_path: Path) -> None:
    text = OURS.replace("../small", "cn-life-telesales") + "requirements: []\n"
    ours, law = (
        load_checklist(str(write(tmp_path, text, "ours"))),
        load_checklist("cn-life-telesales"),
    )
    assert ours.folders == (str(tmp_path / "ours"), *law.folders)
    promise = "坐席：您放心，咱们这笔钱放进来只会多不会少，每年稳稳地往上涨。"

    def verdicts(pack: Checklist) -> dict[str, str]:
        talk = transcript_of(turns(promise))
        call = Call(call_id="c", recording="", purpose="sale", direction="outbound")
        return {f.requirement_id: f"{f.status} {f.score}" for f in audit(call, talk, pack)}

    assert verdicts(ours) == verdicts(law)
