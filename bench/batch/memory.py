"""How much memory a command and all its children hold, from /proc."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path


def run_watched(command: list[str], *, every: float = 0.25) -> tuple[int, float, float, str]:
    """Run a command; (exit code, seconds, peak of the tree's memory in MB, standard output)."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _tree(process.pid))
        time.sleep(every)
    seconds = time.monotonic() - began
    output = process.stdout.read() if process.stdout else ""
    return process.returncode, seconds, peak, output


def _tree(root: int) -> float:
    """Proportional memory of a process and its descendants, in MB."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        total += _own(pid)
        waiting += children.get(pid, [])
    return total


def _own(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
