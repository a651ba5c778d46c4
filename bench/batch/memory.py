"""What a command and all its children cost: time, work of the processors, memory, from /proc."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one command took."""

    code: int
    seconds: float
    """On the wall: also what other programs took from the machine in the meantime."""
    cpu: float
    """Seconds of one core, of the command and all its children."""
    own_cpu: float
    """Of these, those of the command's own process: of the driver of a run."""
    peak_mb: float
    """Of the proportional memory (PSS) of all its processes together."""


def run_watched(command: list[str], *, every: float = 0.5) -> Cost:
    """Run a command to its end; its memory is looked at ``every`` so many seconds."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = own = 0.0
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        peak = max(peak, sum(map(_memory, _tree(process.pid))))
        own = _cpu(process.pid) or own
        time.sleep(every)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        code=process.returncode,
        seconds=time.monotonic() - began,
        cpu=used.ru_utime + used.ru_stime,
        own_cpu=own,
        peak_mb=peak,
    )


def _tree(root: int) -> list[int]:
    """A process and its descendants."""
    found = [root]
    for pid in found:
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def _cpu(pid: int) -> float:
    """Seconds of one core that a process has used so far; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
