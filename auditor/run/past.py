"""The calls around each call: what a manifest and its own audit say about the same number.

Whether a customer refused further calls is heard only when the calls are judged. A run therefore
judges all calls first, and those whose number has a refusal or another call once more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from auditor.checklist.schema import Checklist
from auditor.judge.history import refusal_in, remembered
from auditor.judge.registers import Context, PastCall, same_number
from auditor.model import Call, Unaudited
from auditor.run import codec
from auditor.run.plan import country_of

if TYPE_CHECKING:
    from auditor.run.state import State

PAST: TypeAdapter[list[PastCall]] = TypeAdapter(list[PastCall])


class Past:
    """The history that a run's own calls make, ready to go with each task."""

    def __init__(self, state: State, checklists: Sequence[Checklist], basis: str) -> None:
        self._country = country_of(checklists)
        self._numbers: dict[str, str] = {}
        self._calls: dict[str, list[PastCall]] = {}
        if self._country:
            self._learn(state, _refusals(state, checklists, basis))

    def _learn(self, state: State, refusals: dict[str, str]) -> None:
        calls = []
        for packed in state.contents():
            call = codec.unpack(codec.CALL, packed)
            if call.customer_number and call.started_at:
                self._numbers[call.call_id] = same_number(call.customer_number, self._country)
                calls.append(call)
        self._calls = remembered(calls, self._country, refusals)

    def of(self, call_id: str) -> bytes | None:
        """The other calls with a call's number, packed; ``None`` where nobody asks for them."""
        if not self._country:
            return None
        others = self._calls.get(self._numbers.get(call_id, ""), ())
        return codec.pack(PAST, [c for c in others if c.call_id != call_id])

    def key(self, call_id: str) -> str:
        """Of what ``of`` gives; empty where there are no other calls."""
        others = self._calls.get(self._numbers.get(call_id, ""), ())
        return codec.digest(self.of(call_id) or b"") if len(others) > 1 else ""


def _refusals(state: State, checklists: Sequence[Checklist], basis: str) -> dict[str, str]:
    """What customers refused in the calls that are judged already."""
    ids = {r.id for c in checklists for r in c.requirements if r.check == "refusal"}
    out = {}
    for packed in state.outcomes(basis) if ids else ():
        if not isinstance(packed, Unaudited):
            report = codec.unpack(codec.REPORT, packed)
            if refused := refusal_in(report.findings, report.transcript, ids):
                out[report.call.call_id] = refused
    return out


def with_past(context: Context, call: Call, past: bytes | None, country: str) -> Context:
    """``context`` with the calls that came with a task, for this call's number."""
    if past is None or not call.customer_number:
        return context
    number = same_number(call.customer_number, country)
    known = [*(context.calls(number) or ()), *codec.unpack(PAST, past)]
    known.sort(key=lambda c: (c.started_at, c.call_id))
    partial = context.partial or context.history is None
    return dataclasses.replace(context, history={number: known}, partial=partial)
