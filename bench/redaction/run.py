"""Measures redaction on planted private data: recall by kind, and what was hidden by mistake.

usage: python -m bench.redaction.run [--seed N] [--talks N] [--wrong] [--rules] [FILE …]

Without files: talks put together from `banks.yaml`, and every set of written talks in `sets/`. An
item counts as found when every one of its letters and digits is hidden; a public item (premium,
hotline, staff number) counts as hidden when any of them is. Talks of your own go into a file in the
form that `labelled.py` describes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from labelled import PRIVATE, Count, Talk, count, plain, read_talks, total
from made import made_talks

SETS = sorted(Path(__file__).with_name("sets").glob("*.txt"))


def main() -> int:
    """Print recall by kind of item, and what was hidden that should stay."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--talks", type=int, default=200)
    parser.add_argument("--wrong", action="store_true", help="show every item that went wrong")
    parser.add_argument(
        "--rules", action="store_true", help="by the rules alone, without the tagger"
    )
    options = parser.parse_args()
    sources: dict[str, list[Talk]] = {}
    if not options.files:
        sources[f"made up, seed {options.seed}"] = made_talks(options.seed, options.talks)
    for path in options.files or SETS:
        sources[path.name] = read_talks(path)
    for title, talks in sources.items():
        _print(title, len(talks), count(talks, tagged=not options.rules), wrong=options.wrong)
        hidden, letters = plain(talks, tagged=not options.rules)
        print(f"  other characters hidden: {hidden} of {letters} ({hidden / max(1, letters):.1%})")
    return 0


def _print(title: str, talks: int, counts: dict[str, Count], *, wrong: bool) -> None:
    print(f"{title}: {talks} talks")
    for private, words in ((True, "private items found"), (False, "public items hidden")):
        hidden, planted = total(counts, private=private)
        print(f"  {words}: {hidden} of {planted} ({hidden / max(1, planted):.1%})")
        for kind, own in sorted(counts.items()):
            if (kind.split()[0] in PRIVATE) is private:
                print(f"    {kind:<18}{own.hidden:>5} of {own.planted}")
                for line in own.wrong if wrong else ():
                    print(f"      {line}")


if __name__ == "__main__":
    raise SystemExit(main())
