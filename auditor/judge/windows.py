"""Windows of calling hours: by weekday, by date, on public holidays; narrowed, never widened."""

from __future__ import annotations

import datetime as dt
import functools
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 3600
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Allowed seconds of a day, half open; empty where the day is closed."""

    start: int = 0
    end: int = DAY
    unknown: bool = False
    """Whether the day is a public holiday matters and is not known: it may be narrower."""

    @property
    def closed(self) -> bool:
        return self.start >= self.end

    def __contains__(self, time: dt.time) -> bool:
        seconds = time.hour * 3600 + time.minute * 60 + time.second
        return self.start <= seconds < self.end

    def __and__(self, other: Window) -> Window:
        return Window(
            start=max(self.start, other.start),
            end=min(self.end, other.end),
            unknown=self.unknown or other.unknown,
        )

    def __str__(self) -> str:
        if self.closed:
            return "—"
        return f"{_clock(self.start)}–{_clock(self.end)}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


CLOSED = Window(start=0, end=0)


def window_on(options: Mapping[str, Any], day: dt.date, region: str) -> Window:
    """The window of a day by a requirement's ``options``.

    ``hours`` are rows of ``{days, dates, on, allowed}``, the first that fits the day decides;
    ``allowed: null`` closes it, and a day that no row fits is closed. ``holidays`` closes public
    holidays: ``national``, ``state`` or ``both``. ``not_before`` bars early hours of some days.
    ``narrower`` holds further lists of rows that can only take away.
    """
    window = _by_rows(options.get("hours"), day, region, rest=CLOSED)
    for rows in options.get("narrower") or ():
        window &= _by_rows(rows, day, region, rest=Window())
    early = options.get("not_before")
    if isinstance(early, Mapping) and DAYS[day.weekday()] in early.get("days", DAYS):
        window &= Window(start=_seconds(str(early["time"])))
    kind = options.get("holidays")
    if kind in ("national", "state", "both"):
        closed = holiday(region, day, str(kind))
        if closed is None:
            window &= Window(unknown=True)
        elif closed:
            window = CLOSED
    return window


def _by_rows(rows: Any, day: dt.date, region: str, *, rest: Window) -> Window:
    if not isinstance(rows, Sequence):
        return Window()
    for row in rows:
        fits = _fits(row, day, region)
        if fits is None:
            return Window(unknown=True) & _by_rows(
                [r for r in rows if r is not row], day, region, rest=rest
            )
        if fits:
            allowed = row.get("allowed")
            if not allowed:
                return CLOSED
            start, end = (_seconds(str(t)) for t in allowed)
            return Window(start=start, end=end)
    return rest


def _seconds(text: str) -> int:
    hours, minutes, *more = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + (more[0] if more else 0)


def _fits(row: Row, day: dt.date, region: str) -> bool | None:
    """Whether a row is about a day; ``None`` where it turns on a calendar that is not known."""
    if "days" in row and DAYS[day.weekday()] not in row["days"]:
        return False
    if "dates" in row and not any(_on(str(text), day) for text in row["dates"]):
        return False
    if "on" in row:
        off = holiday(region, day, "national")
        return None if off is None else off == (row["on"] == "holiday")
    return True


def _on(text: str, day: dt.date) -> bool:
    """A date, a day of every year (10-01), or a range of either (a/b)."""
    first, _, last = text.partition("/")
    if len(first) == 5:
        return first <= day.strftime("%m-%d") <= (last or first)
    return first <= day.isoformat() <= (last or first)


@functools.lru_cache(maxsize=8192)
def holiday(region: str, day: dt.date, kind: str) -> bool | None:
    """Whether a day is a public holiday of a place (``US-AL``, ``AU``); ``None`` if not known.

    In mainland China days off by the State Council's arrangement count, and weekend days that
    are worked in exchange do not.
    """
    country, _, part = region.partition("-")
    if country == "CN":
        return _chinese(day)
    if not country or (kind in ("state", "both") and not part):
        return None
    national = _listed(country, None, day)
    if kind == "national":
        return national
    local = _listed(country, part, day)
    if kind == "state" or national is None or local is None:
        return local
    return national or local


def _chinese(day: dt.date) -> bool | None:
    import chinese_calendar

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    return bool(off and name)


def _listed(country: str, part: str | None, day: dt.date) -> bool | None:
    import holidays

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return day in holidays.country_holidays(country, subdiv=part, years=day.year)
    except (NotImplementedError, KeyError):
        return None
