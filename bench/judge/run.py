"""How long judging takes: one ten-minute call against a whole checklist, on one core.

    python -m bench.judge.run [--calls 30] [--checklist cn-life-telesales]

Prints the median time of judging one call without and with the reading of meaning, and the
memory in use after the first and after the last call. The call is made of sentences of
the checklist's own examples of what is no breach, 2,500 characters of the agent and 900 of the customer.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import statistics
import time

from auditor.checklist.load import load_checklist
from auditor.judge.audit import audit
from auditor.judge.meaning import read_examples
from auditor.model import Call, Segment, Speaker, Transcript

LENGTH = {Speaker.AGENT: 2500, Speaker.CUSTOMER: 900}


def long_call(sentences: list[str], shift: int) -> Transcript:
    """A ten-minute dialogue of the given sentences, other ones for each ``shift``."""
    source = itertools.islice(itertools.cycle(sentences), shift, None)
    left, now, segments = dict(LENGTH), 0.0, []
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
    options = parser.parse_args()
    checklist = load_checklist(options.checklist)
    from pathlib import Path

    sentences = [
        text
        for label, text in read_examples(Path(checklist.folders[0]) / "meaning")
        if label == "-" or label.startswith("~")
    ]
    plain = checklist.model_copy().placed("/nowhere")  # without what it has learned
    for name, pack in (("lines", plain), ("lines and meaning", checklist)):
        times = []
        start = 0
        for k in range(options.calls):
            transcript = long_call(sentences, 7 * k)
            began = time.process_time()
            audit(Call(call_id=str(k), recording="-"), transcript, pack)
            times.append(time.process_time() - began)
            if k == 2:
                start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{name}: median {statistics.median(times) * 1000:.0f} ms, "
            f"slowest after the first {max(times[1:]) * 1000:.0f} ms; "
            f"peak memory {start // 1024} MB after 3 calls, {memory // 1024} MB after {len(times)}"
        )


if __name__ == "__main__":
    main()
