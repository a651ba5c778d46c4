"""Packs built on packs: what a checklist takes over, and what it changes in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from auditor.checklist.schema import Checklist, Requirement
from auditor.errors import ChecklistError

Problem = tuple[list[int | str], str]
FIXED = frozenset({"id", "kind", "check"})
"""Fields of an inherited requirement that make it what it is."""


def extended(own: Checklist, load: Callable[[str], Checklist]) -> tuple[Checklist, list[Problem]]:
    """``own`` with everything of the packs that it extends, and what is wrong with that.

    Its own requirements stand first, so that their places in its file stay true.
    A requirement of its own replaces the inherited one of the same id. Where two
    packs bring the same concept or article, the nearer one counts.
    """
    problems: list[Problem] = []
    merged = own
    for k, name in enumerate(own.extends):
        try:
            base = load(name)
        except (ChecklistError, RecursionError) as error:
            first = str(error).splitlines()[0] if str(error) else "extends itself"
            problems.append((["extends", k], first))
            continue
        if base.language != own.language:
            problems.append((["extends", k], f"{base.id} is in another language, {base.language}"))
        merged = _merged(merged, base)
    if own.takes is not None:
        there = {r.id for r in merged.requirements}
        for k, name in enumerate(own.takes):
            if name not in there:
                problems.append((["takes", k], "no such requirement is inherited"))
        kept = {*own.takes, *(r.id for r in own.requirements)}
        left = [r for r in merged.requirements if r.id in kept]
        merged = merged.model_copy(update={"requirements": left})
    requirements, more = _overridden(own, merged)
    return merged.model_copy(update={"requirements": requirements}), problems + more


def _merged(near: Checklist, base: Checklist) -> Checklist:
    laws = {c.law for c in near.controls}
    ids = {r.id for r in near.requirements}
    moments = {
        name: list(getattr(near.moments, name)) or list(getattr(base.moments, name))
        for name in type(near.moments).model_fields
    }
    return near.model_copy(
        update={
            "controls": [*near.controls, *(c for c in base.controls if c.law not in laws)],
            "concepts": {**base.concepts, **near.concepts},
            "never_counts": [*near.never_counts, *base.never_counts],
            "negations": [*near.negations, *base.negations],
            "neutral": [*near.neutral, *base.neutral],
            "moments": near.moments.model_copy(update=moments),
            "scoring": near.scoring or base.scoring,
            "left_out": [*near.left_out, *base.left_out],
            "requirements": [
                *near.requirements,
                *(r for r in base.requirements if r.id not in ids),
            ],
        }
    )


def _overridden(own: Checklist, merged: Checklist) -> tuple[list[Requirement], list[Problem]]:
    problems: list[Problem] = []
    inherited = {r.id for r in merged.requirements} - {r.id for r in own.requirements}
    for name in own.overrides:
        if name not in inherited:
            problems.append((["overrides", name], "overrides nothing that is inherited"))
    out = []
    for requirement in merged.requirements:
        change = own.overrides.get(requirement.id)
        if change is None or requirement.id not in inherited:
            out.append(requirement)
            continue
        changed, wrong = _changed(requirement, change)
        problems += [(["overrides", requirement.id, *way], text) for way, text in wrong]
        out.append(changed)
    return out, problems


def _changed(requirement: Requirement, change: dict[str, Any]) -> tuple[Requirement, list[Problem]]:
    if fixed := FIXED & set(change):
        return requirement, [([name], "cannot be overridden") for name in sorted(fixed)]
    new = {k: v for k, v in change.items() if k != "options"}
    if "options" in change:
        options = change["options"]
        if not isinstance(options, dict):
            return requirement, [(["options"], "is not a mapping")]
        new["options"] = _options(requirement, options)
    try:
        return Requirement.model_validate({**requirement.model_dump(), **new}), []
    except ValidationError as error:
        return requirement, [
            (list(e["loc"]), str(e["msg"]).removeprefix("Value error, ")) for e in error.errors()
        ]


def _options(requirement: Requirement, options: dict[str, Any]) -> dict[str, Any]:
    """Options laid over the inherited ones; windows of calling hours are kept beside the law's."""
    old = dict(requirement.options)
    if requirement.check != "calling-hours" or "hours" not in options:
        return {**old, **options}
    rest = {k: v for k, v in options.items() if k != "hours"}
    narrower = old.get("narrower", [])
    assert isinstance(narrower, list)
    return {**old, **rest, "narrower": [*narrower, options["hours"]]}
