"""The page of a pack: what it asks, on what article, how it is judged, with examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.checklist import load
from auditor.checklist.check import packs_at
from auditor.checklist.coverage import read_register, register_path
from auditor.checklist.diff import hours_in_words
from auditor.checklist.schema import Checklist, Control, Requirement

PAGE = "README.md"
_KINDS = {
    "required": "Required · 应说明",
    "prohibited": "Prohibited · 禁止",
    "conduct": "Conduct · 行为",
}
_DUE = {
    "opening": "from the opening on, once the pitch has begun",
    "sale": "when the sale is concluded",
    "always": "in every call",
}
_MOMENTS = {
    "pitch": "the product is first talked about",
    "consent": "the customer agrees",
    "benefits": "benefits are discussed",
}
_STATUS = {
    "fact": "known from a secondary source",
    "partial": "its text is known in part",
}
_CHECKS = {
    "calling-hours": "The dial time in the customer's place is held against the allowed windows.",
    "hours-overrun": "A call that began within the hours and ran past them is for a person to look at.",
    "refusal": "After the customer's clear no, the agent must stop selling.",
    "order": "Key points must be said before the customer's consent.",
    "register": "Compared with the register `{register}`; without it a person decides.",
    "history": "Judged from the calls before, with the register `{register}` where there is one.",
    "consent": "The customer must clearly say yes to the offer.",
    "recording": "The recording's length is held against the dialler's talk time.",
    "speech-rate": "The rate of speech is measured in characters (letters) a second.",
}


def write_docs(path: str | None = None) -> list[Path]:
    """Write the page of each pack at ``path`` (of all that ship, if none); the files written."""
    files = packs_at(path) if path else list(load.list_checklists().values())
    out = []
    for file in files:
        target = file.parent / PAGE
        target.write_text(page(load.load_checklist(str(file))), encoding="utf-8")
        out.append(target)
    return out


_MADE = (
    "This page is made from `checklist.yaml` by `auditor checklists docs`. It paraphrases the law"
    " and is not legal advice."
)


def _about(checklist: Checklist) -> str:
    return (
        f"`{checklist.id}`, version {checklist.version}, language `{checklist.language}`,"
        f" jurisdiction {checklist.jurisdiction}."
    )


def page(checklist: Checklist) -> str:
    """The page of a checklist, in Markdown."""
    lines = [
        f"# {checklist.title.en} · {checklist.title.zh}",
        "",
        _about(checklist),
        "Required items apply to calls of the purpose "
        + ", ".join(f"`{p}`" for p in checklist.purposes)
        + ".",
        "",
        _MADE,
        "",
        *_table(checklist),
    ]
    for kind, head in _KINDS.items():
        chosen = [r for r in checklist.requirements if r.kind == kind]
        if chosen:
            lines += ["", f"## {head}"]
            for requirement in chosen:
                lines += ["", *_section(checklist, requirement)]
    lines += _learned(checklist)
    lines += _left_out(checklist)
    return "\n".join(lines) + "\n"


def _table(checklist: Checklist) -> Iterator[str]:
    yield "| requirement | 名称 | kind | severity | article |"
    yield "|---|---|---|---|---|"
    for r in checklist.requirements:
        articles = "; ".join(_cell(c.citation) for c in checklist.controls_of(r))
        yield f"| `{r.id}` | {_cell(r.title.zh)} | {r.kind} | {r.severity} | {articles} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _section(checklist: Checklist, requirement: Requirement) -> Iterator[str]:
    yield f"### `{requirement.id}` {requirement.title.en} · {requirement.title.zh}"
    yield ""
    yield from (f"- {text}" for text in _facts(requirement))
    duties = {a.law: a for a in read_register(register_path())}
    for control in checklist.controls_of(requirement):
        yield f"- {_article(control)}"
        known = duties.get(control.law)
        if known is not None:
            yield f"  - {known.duty or known.duty_en}"
            if known.note:
                yield f"  - {known.note}"
    for name, head in (("match", "Counts"), ("no_match", "Does not count")):
        examples = getattr(requirement.examples, name)
        if examples:
            yield f"- {head}: " + "; ".join(f"“{e}”" for e in examples)


def _article(control: Control) -> str:
    note = _STATUS.get(control.status)
    return f"{control.citation} (`{control.law}`)" + (f" — {note}" if note else "")


def _facts(requirement: Requirement) -> Iterator[str]:
    severity = f"Severity {requirement.severity}"
    level = f", level {requirement.level}" if requirement.level else ""
    if requirement.kind == "required":
        yield f"{severity}{level}; due {_DUE[requirement.due]}; said by the {requirement.speaker}."
    else:
        yield f"{severity}{level}."
    yield from _times(requirement)
    if requirement.parts:
        parts = ", ".join(f"`{n}`" for n, p in requirement.parts.items() if not p.optional)
        many = f" ({requirement.need} of them)" if requirement.need else ""
        yield f"These must be said{many}: {parts}."
    if requirement.value:
        yield f"Compared with `{requirement.value.record}` on record ({requirement.value.kind})."
    if requirement.check:
        text = _CHECKS.get(requirement.check, "Judged by `{check}`.")
        register = requirement.options.get("register", "")
        yield text.format(register=register, check=requirement.check)
    if "hours" in requirement.options:
        yield f"Windows: {hours_in_words(requirement.options['hours'])}."


def _times(requirement: Requirement) -> Iterator[str]:
    """When and for which calls a requirement is due."""
    start, end = requirement.effective_from, requirement.effective_to
    if start or end:
        days = [f"from {start}"] if start else []
        days += [f"up to {end}"] if end else []
        yield f"For calls {' '.join(days)}."
    for field, values in requirement.when.items():
        yield (
            f"Only where the record's `{field}` is {' or '.join(values)}; where it is empty, a"
            " breach goes to a person."
        )
    if requirement.before:
        yield f"Must be said before {_MOMENTS[requirement.before]}; later is a breach (`late`)."
    if requirement.within is not None:
        yield f"Must be said in whole within {requirement.within:g} seconds from the start."
    if requirement.after_customer:
        yield "Counts only once the customer has asked or said something that calls for it."


def _learned(checklist: Checklist) -> list[str]:
    """How the meaning learned from examples takes part, and how its thresholds are set."""
    rows = [
        f"| `{r.id}` | {_shown(r.learned.found)} | {_shown(r.learned.doubt)} |"
        f" {_shown(r.learned.veto)} |"
        for r in checklist.requirements
        if r.learned is not None
    ]
    if not rows:
        return []
    return ["", "## Learned meaning · 语义学习", "", _LEARNED, "", *_LEARNED_HEAD, *rows]


def _shown(threshold: float | None) -> str:
    return "—" if threshold is None else f"{threshold:g}"


_LEARNED = (
    "Lines find what somebody thought of. Beside them a sentence encoder, taught with the sentences"
    " of `meaning/examples.tsv` (`python -m bench.meaning.learn`; it grows from multilingual-e5-small),"
    " says of every turn how much it means each requirement below. Those scores are made log odds"
    " that hold (0 is even, 1.1 three to one, 2.4 eleven to one) by `meaning/calibration.json`, which"
    " `python -m bench.meaning.calibrate` fits on labelled calls that the encoder was not taught with"
    " (`bench/calls`), each author's checked by a fit without him. So the thresholds are"
    " nearly the same for all requirements and follow from what a mistake costs: from `found` on a"
    " prohibited statement counts although no line fits, if it is about three times as likely said as not; a"
    " duty without a value to check is met by its meaning alone only at eleven to one, since a false"
    " clear is the worst error; from `doubt` on a person is asked; below `veto` what a line found does"
    " not count. A duty whose content can be checked (a number of days, a named exclusion, the insurer)"
    " has no `found`, or needs that value, or words that name it (`beside`), in the same turn. Without"
    " the folder the lines judge alone."
)
_LEARNED_HEAD = ["| requirement | found | doubt | veto |", "|---|---|---|---|"]


def _left_out(checklist: Checklist) -> list[str]:
    if not checklist.left_out:
        return []
    out = ["", "## Not checked · 不作检查", ""]
    for item in checklist.left_out:
        needs = f" Needs: {', '.join(item.needs)}." if item.needs else ""
        out.append(f"- {item.rule}: {item.why.en} · {item.why.zh}{needs}")
    return out
