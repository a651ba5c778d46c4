"""What changed, in words; and which verdicts flip by it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from packs import PACK, write

from auditor.checklist.diff import diff, flips
from auditor.checklist.load import load_checklist
from cli import cli


def pair(tmp_path: Path, *changes: tuple[str, str]) -> tuple[str, str]:
    text = PACK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return str(write(tmp_path / "a")), str(write(tmp_path / "b", text))


def told(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    old, new = pair(tmp_path, *changes)
    return diff(load_checklist(old), load_checklist(new))


def test_the_same_says_nothing(tmp_path: Path) -> None:
    assert told(tmp_path) == []


def test_each_change_is_a_sentence(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        ('version: "1"', 'version: "2"'),
        ("录下来]", "录下来, 存档]"),
        ("severity: high", "severity: low"),
        ("unless: [没有录音]", "unless: [没有录音, 不录音]"),
        ("says: [稳赚不赔, 保证收益]", "says: [稳赚不赔]"),
        ("公司保证收益", "稳赚不赔吧"),
    )
    assert "the version is 2, was 1" in found
    assert "concept [录]: newly 存档" in found
    assert "recording-notice: severity is low, was high" in found
    assert "recording-notice: unless: newly 不录音" in found
    assert "guaranteed-return: says: no longer 保证收益" in found


def test_new_and_gone_requirements_and_dates(tmp_path: Path) -> None:
    found = told(tmp_path, ("id: guaranteed-return", "id: promised-return"))
    assert found[0].startswith("guaranteed-return: is gone")
    assert found[1].startswith("promised-return: is new")
    dated = told(
        tmp_path / "dated", ("kind: required", "kind: required\n    effective_to: 2026-09-30")
    )
    assert dated == ["recording-notice: effective to is 2026-09-30, was not set"]


def test_flips_say_why(tmp_path: Path) -> None:
    old, new = pair(tmp_path, ("unless: [没有录音]", "unless: [没有录音, 不录音]"))
    a, b = load_checklist(old), load_checklist(new)
    row = {"call_id": "c1", "checklist": "small", "requirement_id": "recording-notice"}
    before = [{**row, "status": "pass", "reason": "said"}]
    after = [{**row, "status": "fail", "reason": "not said"}]
    told_so = flips(before, after, a, b)
    assert len(told_so) == 1
    assert told_so[0].startswith("c1 recording-notice: pass → fail (not said); because")
    assert told_so[0].endswith("recording-notice: unless: newly 不录音")
    assert flips(before, before, a, b) == []


def test_the_command(tmp_path: Path) -> None:
    old, new = pair(tmp_path, ("severity: high", "severity: low"))
    for folder, status in (("r1", "pass"), ("r2", "fail")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "findings.csv").write_text(
            "call_id,checklist,requirement_id,status,reason\n"
            f"c1,small,recording-notice,{status},why\n",
            encoding="utf-8-sig",
        )
    runs = ["--runs", str(tmp_path / "r1"), str(tmp_path / "r2")]
    result = CliRunner().invoke(cli, ["checklists", "diff", old, new, *runs])
    assert result.exit_code == 0
    assert "severity is low, was high" in result.output
    assert "c1 recording-notice: pass → fail" in result.output


def test_conditions_hours_and_values_are_told_in_words(tmp_path: Path) -> None:
    hours = """\
  - id: calling-hours
    title: {zh: 时段, en: hours}
    kind: conduct
    severity: high
    controls: [some-law]
    due: always
    check: calling-hours
    options:
      hours: [{days: [mon, tue, wed, thu, fri], allowed: ["09:00", "21:00"]}, {days: [sun], allowed: null}]
"""
    later = hours.replace("09:00", "10:00").replace(
        "      hours", "      holidays: national\n      hours"
    )
    plain = "    kind: required\n"
    valued = plain + "    when: {agency: [甲, 乙]}\n    value: {kind: money, record: premium}\n"
    old = load_checklist(str(write(tmp_path / "a", PACK + hours)))
    new = load_checklist(str(write(tmp_path / "b", (PACK + later).replace(plain, valued, 1))))
    assert diff(old, new) == [
        "recording-notice: is due only where agency is 甲 or 乙",
        "recording-notice: is now compared with premium on record",
        (
            "calling-hours: calls are allowed mon–fri 10:00–21:00, sun never, were mon–fri 09:00–21:00,"
            " sun never"
        ),
        "calling-hours: holidays is national, was not set",
    ]
