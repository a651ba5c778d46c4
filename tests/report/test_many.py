"""Many calls: tables and summary in little time and flat memory."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from examples import faulty

from auditor.report.summary import Tally, render_summary
from auditor.report.tables import Tables

CALLS = 1_000


@pytest.mark.slow
def test_memory_and_page_stay_small(tmp_path: Path) -> None:
    base = faulty()
    findings = base.findings + base.findings[:15]
    tally = Tally()
    tracemalloc.start()
    seconds = 0.0
    with Tables(tmp_path, carried=("team", "campaign")) as tables:
        for number in range(CALLS):
            call_id = f"C{number:06}"
            report = replace(
                base,
                call=replace(base.call, call_id=call_id),
                findings=tuple(replace(f, call_id=call_id) for f in findings),
            )
            began = time.process_time()
            tables.add(report)
            tally.add(report)
            seconds += time.process_time() - began
            if number == 500:
                early = tracemalloc.get_traced_memory()[0]
    late = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert late - early < 2_000_000
    assert seconds < 60, "tracing memory makes it several times slower than it is"
    assert len(render_summary(tally).encode()) < 2_000_000
    assert (tmp_path / "findings.csv").read_bytes().count(b"\r\n") == CALLS * len(findings) + 1
