"""What changed between two versions of a checklist, in words; and which verdicts flip by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from auditor.checklist.schema import Checklist, Requirement, ValueCheck

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Key = tuple[str, str]
"""A requirement's id and the day from which that version of it is in force (or empty)."""


def diff(old: Checklist, new: Checklist) -> list[str]:
    """The differences, one sentence each; none if the two say the same."""
    return [text for texts in changes(old, new).values() for text in texts]


def changes(old: Checklist, new: Checklist) -> dict[str, list[str]]:
    """The differences by requirement; those of the whole checklist under an empty id."""
    out: dict[str, list[str]] = {}
    if whole := _whole(old, new):
        out[""] = whole
    before, after = _by_key(old), _by_key(new)
    for key in dict.fromkeys([*before, *after]):
        texts = _requirement(key, before.get(key), after.get(key))
        if texts:
            out.setdefault(key[0], []).extend(texts)
    return out


def _by_key(checklist: Checklist) -> dict[Key, Requirement]:
    return {
        (r.id, r.effective_from.isoformat() if r.effective_from else ""): r
        for r in checklist.requirements
    }


def _whole(old: Checklist, new: Checklist) -> list[str]:
    out = []
    for field, name in (
        ("version", "the version"),
        ("language", "the language"),
        ("jurisdiction", "the jurisdiction"),
    ):
        a, b = getattr(old, field), getattr(new, field)
        if a != b:
            out.append(f"{name} is {b}, was {a}")
    out += _lists("calls of the purpose", old.purposes, new.purposes)
    for field in ("never_counts", "negations"):
        out += _lists(field.replace("_", " "), getattr(old, field), getattr(new, field))
    for name in dict.fromkeys([*old.concepts, *new.concepts]):
        out += _lists(f"concept [{name}]", old.concepts.get(name, []), new.concepts.get(name, []))
    for name in type(old.moments).model_fields:
        label = f"moment {name.replace('_', ' ')}"
        out += _lists(label, getattr(old.moments, name), getattr(new.moments, name))
    if old.scoring != new.scoring:
        out.append(f"scoring is {_scored(new)}, was {_scored(old)}")
    cited = {c.law: c.citation for c in [*old.controls, *new.controls]}
    there, here = {c.law for c in old.controls}, {c.law for c in new.controls}
    out += [f"no longer cites {cited[law]}" for law in sorted(there - here)]
    out += [f"newly cites {cited[law]}" for law in sorted(here - there)]
    return out


def _scored(checklist: Checklist) -> str:
    if checklist.scoring is None:
        return "not set"
    levels = [
        f"{name} −{level.deduct:g}" + (f" at most {level.cap:g}" if level.cap is not None else "")
        for name, level in checklist.scoring.levels.items()
    ]
    return f"{checklist.scoring.start:g} points, {', '.join(levels)}"


def _lists(name: str, old: Sequence[str], new: Sequence[str]) -> list[str]:
    gone = [x for x in old if x not in new]
    come = [x for x in new if x not in old]
    out = []
    if gone:
        out.append(f"{name}: no longer {_some(gone)}")
    if come:
        out.append(f"{name}: newly {_some(come)}")
    return out


def _some(lines: Sequence[str], most: int = 3) -> str:
    shown = " / ".join(line if len(line) <= 60 else line[:59] + "…" for line in lines[:most])
    return shown + (f" and {len(lines) - most} more" if len(lines) > most else "")


def _requirement(key: Key, old: Requirement | None, new: Requirement | None) -> list[str]:
    name, start = key
    label = f"{name} (from {start})" if start else name
    if old is None:
        assert new is not None
        return [f"{label}: is new: {new.kind}, {new.severity}, {new.title.en}"]
    if new is None:
        return [f"{label}: is gone; it was {old.kind}, {old.severity}, {old.title.en}"]
    return [f"{label}: {text}" for text in _fields(old, new)]


def _fields(old: Requirement, new: Requirement) -> list[str]:
    out: list[str] = []
    for field in type(old).model_fields:
        a, b = getattr(old, field), getattr(new, field)
        if a == b or field in ("id", "meaning"):
            continue
        label = field.replace("_", " ")
        if field == "examples":
            out += _lists("sentences that meet it", a.match, b.match)
            out += _lists("sentences that do not", a.no_match, b.no_match)
        elif isinstance(a, list) and all(isinstance(x, str) for x in [*a, *b]):
            out += _lists(label, a, b)
        elif field == "title":
            out.append(f"is called {b.zh} / {b.en}, was {a.zh} / {a.en}")
        elif field == "also":
            out.append("also: other further values are compared with the record")
        elif field in _IN_WORDS:
            out += _IN_WORDS[field](a, b)
        else:
            out.append(f"{label} is {_shown(b)}, was {_shown(a)}")
    return out


def _parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    out = []
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            out.append(f"the part {name} need no longer be said")
        elif name not in old:
            out.append(f"the part {name} must be said too")
        else:
            out += _lists(f"part {name}", old[name].says, new[name].says)
            if old[name].optional != new[name].optional:
                out.append(f"part {name} is {'optional' if new[name].optional else 'required'}")
    return out


def _compared(old: ValueCheck | None, new: ValueCheck | None) -> list[str]:
    if old is None or new is None:
        known = new or old
        assert known is not None
        verb = "is now" if new else "is no longer"
        return [f"{verb} compared with {known.record} on record"]
    out = []
    for field in type(old).model_fields:
        a, b = getattr(old, field), getattr(new, field)
        if a == b:
            continue
        if isinstance(a, list):
            out += _lists(f"value {field}", a, b)
        elif isinstance(a, dict):
            for name in dict.fromkeys([*a, *b]):
                out += _lists(f"value {field} {name}", a.get(name, []), b.get(name, []))
        else:
            out.append(f"value {field} is {_shown(b)}, was {_shown(a)}")
    return out


def _when(old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> list[str]:
    out = []
    for name in dict.fromkeys([*old, *new]):
        a, b = old.get(name), new.get(name)
        if a != b and b:
            was = f", was {' or '.join(a)}" if a else ""
            out.append(f"is due only where {name} is {' or '.join(b)}{was}")
        elif a != b:
            out.append(f"is due whatever {name} is")
    return out


def _options(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    out = []
    for name in dict.fromkeys([*old, *new]):
        a, b = old.get(name), new.get(name)
        if a == b:
            continue
        if name == "hours":
            out.append(f"calls are allowed {hours_in_words(b)}, were {hours_in_words(a)}")
        elif name == "narrower":
            texts = [hours_in_words(rows) for rows in b or ()]
            out.append(f"own hours narrow this to {' and '.join(texts)}" if texts else
                       "own hours no longer narrow this")  # fmt: skip
        elif isinstance(a or b, list):
            out += _lists(name.replace("_", " "), *([str(x) for x in v or ()] for v in (a, b)))
        else:
            out.append(f"{name.replace('_', ' ')} is {_shown(b)}, was {_shown(a)}")
    return out


_IN_WORDS: Mapping[str, Callable[[Any, Any], list[str]]] = {
    "value": _compared, "when": _when, "options": _options, "parts": _parts,
}  # fmt: skip


def hours_in_words(rows: Any) -> str:
    """Windows of calling hours for people: ``mon–fri 09:00–20:00, sat 09:00–17:00, sun never``."""
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return "at any time"
    return ", ".join(" ".join(_row(row)) for row in rows)


def _row(row: Mapping[str, Any]) -> list[str]:
    days = [str(d) for d in row.get("days") or ()]
    along = [d for d in DAYS if d in days]
    words = []
    if len(along) > 2 and DAYS.index(along[-1]) - DAYS.index(along[0]) == len(along) - 1:
        words = [f"{along[0]}–{along[-1]}"] if len(along) < len(DAYS) else []
    elif days:
        words = ["+".join(days)]
    words += [" ".join(str(d) for d in row["dates"])] if row.get("dates") else []
    words += [f"on a {row['on']}"] if row.get("on") else []
    allowed = row.get("allowed")
    return [*words, f"{allowed[0]}–{allowed[1]}" if allowed else "never"]


def _shown(value: object) -> str:
    return "not set" if value in (None, [], {}, "") else str(value)


def flips(
    before: Iterable[Mapping[str, str]],
    after: Iterable[Mapping[str, str]],
    old: Checklist,
    new: Checklist,
) -> list[str]:
    """Verdicts that differ between two audits of the same calls, and why, one sentence each.

    The rows are those of ``findings.csv``: ``call_id``, ``requirement_id``, ``status``,
    ``reason_code``, ``reason``, ``checklist``.
    """
    why = changes(old, new)
    earlier = {_at(row): row for row in before if row.get("checklist") == old.id}
    later = {_at(row): row for row in after if row.get("checklist") == new.id}
    out = []
    for key in dict.fromkeys([*earlier, *later]):
        a, b = earlier.get(key), later.get(key)
        was = a["status"] if a else "not judged"
        now = b["status"] if b else "not judged"
        if was == now:
            continue
        reasons = why.get(key[1]) or why.get("") or ["nothing in the checklist explains it"]
        said = (b or a or {}).get("reason", "")
        out.append(f"{key[0]} {key[1]}: {was} → {now} ({said}); because {'; '.join(reasons)}")
    return out


def _at(row: Mapping[str, str]) -> Key:
    return row["call_id"], row["requirement_id"]
