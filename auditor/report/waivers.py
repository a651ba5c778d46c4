"""Waivers and granted appeals as data: they explain a finding and never remove it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from auditor.errors import UsageError
from auditor.model import Call, Finding, Report, Status


def _listed(value: Any) -> Any:
    """One value stands for a list of one."""
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(v) for v in values)


Values = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


class Waiver(BaseModel):
    """One decision of the company: what is waived or was granted on appeal, by whom, until when.

    `scope` names fields of the finding or of the call (the manifest's columns, known or carried)
    with the values it holds for; all must fit. It must name a requirement: nobody can waive the
    law as a whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    kind: Literal["waiver", "appeal"] = "waiver"
    reason: str = Field(min_length=1)
    approved_by: str = Field(min_length=1)
    approved_on: dt.date
    until: dt.date
    scope: dict[str, Values]

    @model_validator(mode="after")
    def _sound(self) -> Waiver:
        if "requirement_id" not in self.scope:
            raise ValueError("scope must name requirement_id")
        if self.until < self.approved_on:
            raise ValueError(f"until {self.until} lies before approved_on {self.approved_on}")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A waiver that fits a finding; `expired` says that it no longer holds on that day."""

    waiver: Waiver
    expired: bool


class Waivers:
    """The company's waivers, as they stand on one day."""

    def __init__(self, waivers: tuple[Waiver, ...], on: dt.date) -> None:
        """`on` is the day that decides which of them hold: the day of the run."""
        self.on = on
        self._waivers = waivers

    def of(self, call: Call, finding: Finding) -> Waived | None:
        """Return the waiver for a failed or doubtful finding: one that holds before an expired one,
        the one that ends last before others."""
        if finding.status not in (Status.FAIL, Status.REVIEW):
            return None
        fitting = [
            Waived(waiver=w, expired=w.until < self.on)
            for w in self._waivers
            if w.approved_on <= self.on and _fits(w, call, finding)
        ]
        return max(fitting, key=lambda w: (not w.expired, w.waiver.until), default=None)


def waived(waivers: Waivers | None, report: Report, finding: Finding) -> bool:
    """Whether a waiver that holds explains the finding."""
    found = waivers.of(report.call, finding) if waivers else None
    return found is not None and not found.expired


def load_waivers(path: Path, on: dt.date) -> Waivers:
    """Return the waivers of a YAML file: a list, or a mapping with the list under ``waivers``.

    Raises UsageError with every problem, each with its entry and field.
    """
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise UsageError(f"{path}: {str(error).splitlines()[0]}") from error
    entries = data.get("waivers") if isinstance(data, Mapping) else data
    if entries is None:
        entries = []
    if not isinstance(entries, list):
        raise UsageError(f"{path}: a list of waivers is expected")
    made, problems = [], []
    for number, entry in enumerate(entries, start=1):
        try:
            made.append(Waiver.model_validate(entry))
        except ValidationError as error:
            problems += [f"{path}: entry {number}: {_said(e)}" for e in error.errors()]
    ids = [w.id for w in made]
    problems += [
        f"{path}: id {i!r} is used twice" for i in sorted({i for i in ids if ids.count(i) > 1})
    ]
    if problems:
        raise UsageError("\n".join(problems))
    return Waivers(tuple(made), on)


def _fits(waiver: Waiver, call: Call, finding: Finding) -> bool:
    carried = dict(call.carried)
    for name, values in waiver.scope.items():
        if hasattr(finding, name):
            value = getattr(finding, name)
        else:
            value = getattr(call, name, None) if hasattr(call, name) else carried.get(name)
        if value is None or str(value) not in values:
            return False
    return True


def _said(error: Any) -> str:
    field = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    return f"{field}: {message}" if field else message
