"""The options of checks: each mistake is refused with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest
from packs import PACK, write

from auditor.checklist.load import load_checklist
from auditor.errors import ChecklistError

CHECKED = """\
  - id: conduct
    title: {zh: 行为, en: conduct}
    kind: conduct
    severity: high
    controls: [some-law]
    due: always
    check: %s
    options: %s
"""
LINE = len((PACK + CHECKED).splitlines())


@pytest.mark.parametrize(
    ("check", "options"),
    [
        ("calling-hours", '{hours: [{allowed: ["09:00", "21:00"]}], zone: fixed:Asia/Shanghai}'),
        ("calling-hours", '{hours: [{days: [sun], allowed: null}, {dates: [2026-02-10/2026-02-20, 12-31], allowed: ["10:00", "24:00"]}]}'),
        ("order", "{items: [recording-notice]}"),
        ("register", "{register: agents}"),
        ("history", "{rule: call-cap, count: 3, per_hours: 24}"),
        ("speech-rate", "{items: [recording-notice], most: 6.5}"),
        ("refusal", "{}"),
    ],
)  # fmt: skip
def test_what_is_right_is_read(tmp_path: Path, check: str, options: str) -> None:
    file = write(tmp_path, PACK + CHECKED % (check, options))
    assert load_checklist(str(file)).requirements[-1].check == check


@pytest.mark.parametrize(
    ("check", "options", "field", "words"),
    [
        ("hours", "{}", "check", "no check of that name"),
        ("consent", "{}", "check", "is no check for requirements of the kind conduct"),
        ("calling-hours", "{}", "options.hours", "is missing"),
        ("calling-hours", "{hours: []}", "options.hours", "at least 1"),
        ("calling-hours", '{hours: [{allowed: ["9:00", "21:00"]}]}', "allowed[0]", "no time of day"),
        ("calling-hours", '{hours: [{allowed: ["09:00", "25:00"]}]}', "allowed[1]", "no time of day"),
        ("calling-hours", '{hours: [{allowed: ["21:00", "09:00"]}]}', "hours[0]", "before it begins"),
        ("calling-hours", '{hours: [{allowed: ["09:00"]}]}', "allowed", "at least 2"),
        ("calling-hours", '{hours: [{days: [monday], allowed: null}]}', "days[0]", "should be"),
        ("calling-hours", '{hours: [{dates: [13-40], allowed: null}]}', "dates[0]", "no date"),
        ("calling-hours", '{hours: [{day: [mon], allowed: null}]}', "day", "is no option"),
        ("calling-hours", "{hours: [{allowed: null}], zone: fixed:Mars/Base}", "zone", "no time zone"),
        ("calling-hours", "{hours: [{allowed: null}], zone: Asia/Shanghai}", "zone", "begins with fixed:"),
        ("calling-hours", "{hours: [{allowed: null}], holidays: chinese}", "holidays", "should be"),
        ("calling-hours", "{hours: [{allowed: null}], region: Florida}", "region", "should match"),
        ("hours-overrun", "{of: calling-hours}", "of", "no calling hours with the id"),
        ("order", "{items: [no-such]}", "items[0]", "no requirement with the id"),
        ("order", "{}", "options.items", "is missing"),
        ("speech-rate", "{items: [recording-notice], fastest: 7}", "fastest", "is no option of speech-rate"),
        ("register", "{}", "options.register", "is missing"),
        ("register", "{register: blacklist}", "register", "should be"),
        ("register", "{register: agents, grace_days: many}", "grace_days", "integer"),
        ("history", "{rule: often}", "rule", "should be"),
        ("history", "{rule: call-cap}", "options", "needs count"),
        ("history", "{rule: call-cap, count: 3}", "options", "needs per or per_hours"),
        ("history", "{rule: retention}", "options", "needs years_short"),
        ("refusal", "{turns: 3}", "turns", "is no option of refusal"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    tmp_path: Path, check: str, options: str, field: str, words: str
) -> None:
    file = write(tmp_path, PACK + CHECKED % (check, options))
    with pytest.raises(ChecklistError) as error:
        load_checklist(str(file))
    line = LINE - 1 if field == "check" else LINE
    hits = [p for p in error.value.problems if f":{line}: " in p and field in p and words in p]
    assert hits, error.value.problems


def test_a_wrong_override_is_named_where_it_stands(tmp_path: Path) -> None:
    hours = CHECKED % ("calling-hours", '{hours: [{allowed: ["09:00", "21:00"]}]}')
    write(tmp_path, PACK + hours)
    own = (
        'id: ours\nversion: "1"\ntitle: {zh: 我们的, en: ours}\nlanguage: zh\njurisdiction: CN\n'
        "extends: [../small]\noverrides:\n  conduct:\n    options:\n"
        '      hours: [{allowed: ["9", "20:00"]}]\nrequirements: []\n'
    )
    with pytest.raises(ChecklistError, match=r"ours/checklist\.yaml:9: .*'9' is no time of day"):
        load_checklist(str(write(tmp_path, own, "ours")))
