"""How long judging takes: one ten-minute call against a whole checklist, on one core.

    python -m bench.judge.run [--calls 30] [--checklist cn-life-telesales] [--memory 10000]

Prints the median time of judging one call by lines alone, with sentences that the encoder has
never read, and with sentences that it has read before; and the peak of the memory. The call is
made of sentences of the checklist's own examples of what is no breach, 2,500 characters of the
agent and 900 of the customer.

``--memory`` judges so many one-minute calls in one process instead, each with two sentences that
no other has, and prints the memory in use after every thousand.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from auditor.checklist.encoder import FOLDER
from auditor.checklist.load import load_checklist
from auditor.checklist.schema import Checklist
from auditor.judge.audit import audit
from auditor.judge.encoder import PackEncoder
from auditor.judge.meaning import load, read_examples
from auditor.judge.readings import Readings
from auditor.model import Call, Segment, Speaker, Transcript
from auditor.run.work import settle

LONG = {Speaker.AGENT: 2500, Speaker.CUSTOMER: 900}
SHORT = {Speaker.AGENT: 250, Speaker.CUSTOMER: 90}
STEP = 1000
STOCK = 1000  # sentences that come again


def call_of(
    sentences: list[str], shift: int, length: dict[Speaker, int], own: Sequence[str] = ()
) -> Transcript:
    """A dialogue of its ``own`` sentences and the given ones, other ones for each ``shift``."""
    shift %= len(sentences)
    source = itertools.chain(own, itertools.islice(itertools.cycle(sentences), shift, None))
    left, now, segments = dict(length), 0.0, []
    while any(v > 0 for v in left.values()):
        speaker = (
            Speaker.AGENT if left[Speaker.AGENT] >= left[Speaker.CUSTOMER] else Speaker.CUSTOMER
        )
        text = next(source)
        end = now + len(text) / 5.7
        segments.append(Segment(start=now, end=end, text=text, speaker=speaker))
        left[speaker] -= len(text)
        now = end + 0.3
    return Transcript(language="zh", engine="bench", segments=tuple(segments), duration=now)


def main() -> None:
    """Time and memory, printed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--checklist", default="cn-life-telesales")
    parser.add_argument("--memory", type=int, default=0)
    options = parser.parse_args()
    checklist = load_checklist(options.checklist)
    sentences = [
        text
        for label, text in read_examples(Path(checklist.folders[0]) / FOLDER)
        if label == "-" or label.startswith("~")
    ]
    if options.memory:
        print_memory(checklist, sentences, options.memory)
        return
    for name in ("lines", "lines and meaning, all new", "lines and meaning, read before"):
        times = times_of(name, checklist, sentences, options.calls)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{name}: median {statistics.median(times) * 1000:.0f} ms, "
            f"slowest {max(times) * 1000:.0f} ms; peak memory {memory // 1024} MB"
        )


def times_of(name: str, checklist: Checklist, sentences: list[str], calls: int) -> list[float]:
    """Seconds of one core for each call but the first, in which lines are compiled.

    After it all is settled as in a worker.
    """
    folder = Path(checklist.folders[0])
    encoder = PackEncoder(folder / FOLDER)
    meaning = load(folder)
    if name == "lines" or meaning is None:
        checklist = checklist.model_copy().placed("/nowhere")  # without what it has learned
    times = []
    for k in range(calls + 1):
        transcript = call_of(sentences, 7 * k, LONG)
        if meaning is not None:
            meaning.encoder = Readings(encoder)  # what it had read is forgotten
        if name.endswith("before"):
            audit(Call(call_id=str(k), recording="-"), transcript, checklist)
        began = time.process_time()
        audit(Call(call_id=str(k), recording="-"), transcript, checklist)
        times.append(time.process_time() - began)
        if k == 0:
            settle()
    return times[1:]


def print_memory(checklist: Checklist, sentences: list[str], calls: int) -> None:
    """The memory of this process while it judges so many calls."""
    seen = []
    for k in range(1, calls + 1):
        own = [f"您这边的编号是{k}。", f"嗯，{k}，记下了。"]
        transcript = call_of(sentences[:STOCK], 7 * k, SHORT, own)
        audit(Call(call_id=str(k), recording="-"), transcript, checklist)
        if k % STEP == 0:
            seen.append(_resident())
            print(f"{k:,} calls: {seen[-1]:.0f} MB", flush=True)
    if len(seen) > 1:
        print(f"from {STEP:,} calls to {calls:,}: {(seen[-1] / seen[0] - 1) * 100:+.1f} %")


def _resident() -> float:
    """Megabytes that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


if __name__ == "__main__":
    main()
