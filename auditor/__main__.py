"""``python -m auditor`` and the console script.

``cli.py`` lies at the top of a checkout and inside the package once installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys


def main() -> None:
    """Run the command line; leaves with its exit code."""
    installed = importlib.util.find_spec("auditor.cli") is not None
    command_line = importlib.import_module("auditor.cli" if installed else "cli")
    sys.exit(command_line.main())


if __name__ == "__main__":
    main()
