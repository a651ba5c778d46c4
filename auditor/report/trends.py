"""How calls fare by agent, team, product, week and hour: counts that stay small for any batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.model import Call, Report, Status

SHOWN = {"agent": 20, "team": 20, "product": 15, "week": 26}
"""Rows shown of each table."""

TEAM = ("team", "团队", "班组", "小组", "组别", "职场")
"""Columns of a manifest that say which team an agent belongs to, the first that is there."""

_HEAT = 5
"""Steps of colour in the map of hours."""


@dataclass(slots=True)
class Group:
    """The calls of one agent, team, product or week."""

    name: str
    verdicts: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    """How often each requirement failed, by its title."""

    @property
    def calls(self) -> int:
        """How many there are."""
        return self.verdicts.total()

    @property
    def rate(self) -> float:
        """Share of the calls that failed."""
        return self.verdicts["fail"] / self.calls if self.calls else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One hour of one weekday: calls dialled, those at a time that is not permitted, colour."""

    calls: int
    outside: int
    heat: int


class Trends:
    """Takes reports one by one."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._groups: dict[str, dict[str, Group]] = {kind: {} for kind in SHOWN}
        self._hours: Counter[tuple[int, int]] = Counter()
        self._outside: Counter[tuple[int, int]] = Counter()

    def add(self, report: Report) -> None:
        """Count one call under everything that is known of it."""
        failed = [f.title for f in report.findings if f.status is Status.FAIL]
        for kind, name in _names(report):
            group = self._groups[kind].setdefault(name, Group(name))
            group.verdicts[report.verdict.value] += 1
            group.failed.update(failed)
        if report.call.started_at:
            at = report.call.started_at.weekday(), report.call.started_at.hour
            self._hours[at] += 1
            self._outside[at] += any(
                f.requirement_id == "calling-hours" and f.status is Status.FAIL
                for f in report.findings
            )

    def worst(self, kind: str) -> list[Group]:
        """Return agents, teams or products, those with most failed calls first."""
        groups = self._groups[kind].values()
        return sorted(groups, key=lambda g: (-g.verdicts["fail"], -g.rate, g.name))[: SHOWN[kind]]

    def repeated(self) -> list[tuple[str, str, int, int]]:
        """Return (agent, what, times, calls) of the same failure in three calls or more, worst
        first."""
        found = [
            (group.name, title, times, group.calls)
            for group in self._groups["agent"].values()
            for title, times in group.failed.items()
            if times >= 3
        ]
        return sorted(found, key=lambda item: (-item[2], item[0], item[1]))[: SHOWN["agent"]]

    def weeks(self) -> list[Group]:
        """Return the last weeks with calls, the earliest first."""
        return sorted(self._groups["week"].values(), key=lambda g: g.name)[-SHOWN["week"] :]

    def count(self, kind: str) -> int:
        """How many agents, teams, products or weeks there are in all."""
        return len(self._groups[kind])

    def hours(self) -> tuple[range, list[list[Cell]]]:
        """Return the hours with calls, and for each weekday from Monday a cell for each hour."""
        if not self._hours:
            return range(0), []
        hours = [hour for _, hour in self._hours]
        shown = range(min(hours), max(hours) + 1)
        most = max(self._hours.values())
        return shown, [[self._cell(day, hour, most) for hour in shown] for day in range(7)]

    def _cell(self, day: int, hour: int, most: int) -> Cell:
        calls = self._hours[day, hour]
        heat = -(-calls * _HEAT // most) if calls else 0
        return Cell(calls=calls, outside=self._outside[day, hour], heat=heat)


def week_of(call: Call) -> str | None:
    """Return the week (ISO 8601) in which a call was dialled."""
    if not call.started_at:
        return None
    year, week, _ = call.started_at.isocalendar()
    return f"{year}-W{week:02}"


def _names(report: Report) -> Iterable[tuple[str, str]]:
    call, carried = report.call, dict(report.call.carried)
    agent = f"{call.agent_name or ''}（{call.agent_id}）" if call.agent_id else call.agent_name
    if agent:
        yield "agent", agent
    team = next((carried[name] for name in TEAM if carried.get(name)), None)
    if team:
        yield "team", team
    if call.product_name:
        yield "product", call.product_name
    if week := week_of(call):
        yield "week", week
