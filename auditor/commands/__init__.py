"""The commands of ``cli.py``, by what they are for: options in, calls to the library, text out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

OK, FINDINGS, USAGE, BROKEN = 0, 1, 2, 3
"""Exit codes, as in ``cli.py``."""

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


def loudness(command: Any) -> Any:
    """Options -q and -v."""
    command = click.option("-q", "--quiet", is_flag=True, help="Print no progress.")(command)
    return click.option(
        "-v", "--verbose", is_flag=True, help="Tell more; show where an error arose."
    )(command)
