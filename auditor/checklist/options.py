"""What the ``options`` of each kind of check may hold, read as strictly as the rest of a checklist."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from auditor.checklist.schema import Checklist, Requirement

Problem = tuple[list[int | str], str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00(:00)?", text):
        raise ValueError(f"{text!r} is no time of day like 09:00")
    return text


def _date(value: object) -> str:
    text = str(value)  # an unquoted date is one already
    for part in text.split("/"):
        try:
            dt.date.fromisoformat(f"2024-{part}" if len(part) == 5 else part)
        except ValueError:
            raise ValueError(f"{text!r} is no date like 2026-10-01 or 10-01, nor a range") from None
    return text


def _zone(text: str) -> str:
    name = text.removeprefix("fixed:")
    if re.fullmatch(r"UTC[+-]\d\d:\d\d", name) and text != name:
        return text
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone like Asia/Shanghai or UTC-06:00") from None
    return text


def _fixed(text: str) -> str:
    if not text.startswith("fixed:"):
        raise ValueError("begins with fixed:, such as fixed:Asia/Shanghai")
    return _zone(text)


Clock = Annotated[str, AfterValidator(_clock)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class _Row(_Strict):
    """One row of allowed hours; see ``judge.windows``."""

    days: list[Weekday] | None = None
    dates: list[Annotated[str, BeforeValidator(_date)]] | None = None
    on: Literal["holiday", "workday"] | None = None
    allowed: Annotated[list[Clock], Field(min_length=2, max_length=2)] | None

    @model_validator(mode="after")
    def _in_order(self) -> _Row:
        if self.allowed and self.allowed[0] >= self.allowed[1]:
            raise ValueError(f"allowed ends ({self.allowed[1]}) before it begins")
        return self


class _Early(_Strict):
    days: list[Weekday] = Field(default_factory=list)
    time: Clock


class _Hours(_Strict):
    hours: Annotated[list[_Row], Field(min_length=1)]
    narrower: list[list[_Row]] = Field(default_factory=list)
    holidays: Literal["national", "state", "both"] | None = None
    not_before: _Early | None = None
    zone: Annotated[str, AfterValidator(_fixed)] | None = None
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    event: Literal["dial", "connect"] = "dial"
    purposes: list[str] = Field(default_factory=list)
    requested: Literal["review"] | None = None
    binding: bool = True


class _Of(_Strict):
    of: str


class _Register(_Strict):
    name: Literal[
        "do-not-call", "numbers", "published-numbers", "agents", "products", "consents"
    ] = Field(alias="register")  # fmt: skip
    grace_days: int = 0
    days: int | None = None
    or_register: Literal["consents"] | None = None
    barred_type: str | None = None
    training_hours: float | int | None = None


class _History(_Strict):
    rule: Literal[
        "repeat-after-refusal", "call-cap", "seller-calls-back", "callback-deadline",
        "renewal-early", "retention",
    ]  # fmt: skip
    months: int | None = None
    years: int | None = None
    after_days: int | None = None
    after_business_days: int | None = None
    any_refusal: bool = False
    count: int | None = None
    per: Literal["day", "calendar-week"] | None = None
    per_hours: int | None = None
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    region: str | None = None
    binding: bool = True
    days: int | None = None
    years_short: int | None = None
    years_long: int | None = None

    @model_validator(mode="after")
    def _complete(self) -> _History:
        needs = {
            "call-cap": ("count",),
            "renewal-early": ("days",),
            "retention": ("years_short", "years_long"),
        }
        for name in needs.get(self.rule, ()):
            if getattr(self, name) is None:
                raise ValueError(f"the rule {self.rule} needs {name}")
        if self.rule == "call-cap" and self.per is None and self.per_hours is None:
            raise ValueError("the rule call-cap needs per or per_hours")
        return self


class _Items(_Strict):
    items: Annotated[list[str], Field(min_length=1)]


class _Rate(_Items):
    most: float | int = 7
    least: float | int | None = None


class _Number(_Strict):
    prefix: str | None = None
    barred_prefix: str | None = None
    country_code: str | None = None


class _Limit(_Strict):
    annual: int | float
    single: int | float


class _Products(_Strict):
    banned: list[str] = Field(default_factory=list)
    limits: dict[str, _Limit] = Field(default_factory=dict)


class _Answered(_Strict):
    any_answer: bool = False


class _Nothing(_Strict):
    pass


OPTIONS: Mapping[str, type[_Strict]] = {
    "calling-hours": _Hours,
    "hours-overrun": _Hours,
    "refusal": _Nothing,
    "order": _Items,
    "register": _Register,
    "caller-number": _Number,
    "region-known": _Nothing,
    "product-limits": _Products,
    "recording": _Nothing,
    "history": _History,
    "first-call": _Nothing,
    "speech-rate": _Rate,
    "consent": _Nothing,
    "answered": _Answered,
}
"""Kind of check → what its options may hold."""
FOR_DUTIES = frozenset({"consent", "answered"})
"""Checks of required items; all others are of conduct."""


def option_problems(checklist: Checklist) -> Iterator[Problem]:
    """What is wrong with the checks of a checklist and with their options."""
    ids = {r.id for r in checklist.requirements}
    hours = {r.id for r in checklist.requirements if r.check == "calling-hours"}
    for i, requirement in enumerate(checklist.requirements):
        at: list[int | str] = ["requirements", i]
        if requirement.check is None:
            continue
        if requirement.check not in OPTIONS:
            yield [*at, "check"], f"no check of that name; there are {', '.join(OPTIONS)}"
        elif (requirement.check in FOR_DUTIES) != (requirement.kind == "required"):
            yield [*at, "check"], f"is no check for requirements of the kind {requirement.kind}"
        else:
            yield from (([*at, "options", *way], text) for way, text in _wrong(requirement))
            yield from (([*at, "options", *way], text) for way, text in _ids(requirement, ids))
            if (name := requirement.options.get("of")) is not None and name not in hours:
                yield [*at, "options", "of"], f"no calling hours with the id {name!r}"


def _wrong(requirement: Requirement) -> Iterator[Problem]:
    form = OPTIONS[requirement.check or ""]
    if requirement.check == "hours-overrun" and "of" in requirement.options:
        form = _Of
    try:
        form.model_validate(requirement.options)
    except ValidationError as error:
        for found in error.errors():
            text = str(found["msg"]).removeprefix("Value error, ")
            if found["type"] == "extra_forbidden":
                text = f"is no option of {requirement.check}"
            elif found["type"] == "missing":
                text = "is missing"
            yield list(found["loc"]), text[0].lower() + text[1:]


def _ids(requirement: Requirement, ids: set[str]) -> Iterator[Problem]:
    items: Any = requirement.options.get("items")
    for k, name in enumerate(items if isinstance(items, list) else ()):
        if name not in ids:
            yield ["items", k], f"no requirement with the id {name!r}"
