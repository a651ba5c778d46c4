"""When cover begins, where it is said from the call's own day: tonight, the coming midnight.

What takes effect "at midnight after the debit" takes effect tonight only where the debit
is today. So words that mean the coming midnight are held against the day on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from auditor.checklist.schema import Requirement, ValueCheck
from auditor.judge import values
from auditor.judge.match.base import Match, Scan
from auditor.judge.talk import Talk
from auditor.judge.values import Agreement, Said

NEAR = 14  # units around words for the coming midnight in which they belong to a match
CLOSE = 6  # units in front of a word for debiting in which a day belongs to it


def too_early(talk: Talk, check: ValueCheck, scan: Scan, right: Sequence[Match]) -> list[Match]:
    """Those matches that promise today or the coming midnight though the record has another day.

    Nothing is too early where the day of the call is unknown, or where the agent says that
    the debit is made today.
    """
    started = talk.call.started_at
    if started is None or not (check.tonight or check.today):
        return []
    stated = _days(str(getattr(talk.call, check.record, "") or ""), started.date())
    if stated and started.date() not in stated and right:
        now = talk.find(check.today, scan)
        at_once = [m for m in right if any(n.start < m.end and m.start < n.end for n in now)]
        if len(at_once) == len(right):
            return at_once
    tonight = talk.find(check.tonight, scan)
    promised = [
        m for m in right if any(t.start < m.end + NEAR and m.start < t.end + NEAR for t in tonight)
    ]
    if not promised or len(promised) < len(right):
        return []
    today = started.date()
    tomorrow = today + dt.timedelta(days=1)
    if stated:
        return [] if tomorrow in stated else promised
    debits = _days(str(talk.call.deduction_day or ""), today)
    if not debits or today in debits or _debited_today(talk, check, scan):
        return []
    said = any(
        v.kind in ("date", "day") and not v.withdrawn and v.day in {d.day for d in debits}
        for v in scan.values
    )
    return promised if said else []


def by_day(
    talk: Talk,
    requirement: Requirement,
    check: ValueCheck,
    scan: Scan,
    spoken: Sequence[Match],
) -> list[Said]:
    """Days said for a record that names one: those that agree, or else the first days of cover that do not.

    Any other day in the same words may be that of the debit, so only ``wrong`` lines, which put
    the day to the cover itself, count against.
    """
    record = str(getattr(talk.call, check.record, None) or "")
    if not any(v.month and v.day for v in values.read_record(record)):
        return []
    days = [(m, v) for m in spoken for v in m.values if v.kind in ("date", "day")]
    agreeing = [(m, v) for m, v in days if values.date(v, record, talk.call) is Agreement.AGREES]
    if agreeing:
        return [Said(match=m, value=v, agreement=Agreement.AGREES) for m, v in agreeing]
    against = [(m, v) for m in talk.counted(requirement, check.wrong, scan) for v in m.values]
    return [
        Said(match=m, value=v, agreement=Agreement.CONTRADICTS)
        for m, v in against
        if v.month and values.date(v, record, talk.call) is Agreement.CONTRADICTS
    ]


def _days(text: str, today: dt.date) -> set[dt.date]:
    """The days that a field of the record names, in the year and month of the call if it has none."""
    out = set()
    for value in values.read_record(text):
        # 次日 in a record is the day after the debit, not after the call
        if value.kind in ("date", "day") and value.day:
            try:
                out.add(today.replace(month=value.month or today.month, day=value.day))
            except ValueError:  # a thirty-first in a shorter month
                continue
    return out


def _debited_today(talk: Talk, check: ValueCheck, scan: Scan) -> bool:
    words = talk.find(check.due, scan)
    now = [v for v in scan.values if v.relative == 0]
    return any(
        0 <= w.start - v.end <= CLOSE and not scan.stream.breaks_in(v.end, w.start)
        for w in words
        for v in now
    )
