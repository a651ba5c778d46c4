"""Imports point one way: from the command line towards the values, never back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each room with the rooms it may import, besides itself.
ALLOWED = {
    "__init__": set(),
    "model": set(),
    "errors": set(),
    "checklist": {"model", "errors"},
    "hear": {"model", "errors", "checklist"},
    "read": {"model", "errors", "checklist"},
    "judge": {"model", "errors", "checklist", "read"},
    "report": {"model", "errors", "checklist", "read", "judge"},
    "evaluate": {"model", "errors", "checklist", "read", "judge", "report"},
    "run": {"model", "errors", "checklist", "hear", "read", "judge", "report", "__init__"},
    "commands": {
        "model",
        "errors",
        "checklist",
        "hear",
        "read",
        "judge",
        "report",
        "run",
        "evaluate",
    },
}


def _modules() -> list[Path]:
    return sorted((ROOT / "auditor").rglob("*.py"))


def _room(module: Path) -> str:
    return module.relative_to(ROOT / "auditor").with_suffix("").parts[0]


def _imports(module: Path) -> Iterator[tuple[int, str]]:
    """(line, room) of every import of auditor, at the top or within a function."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: imports by full name only"
            whole = node.module or ""
            names = [f"{whole}.{a.name}" for a in node.names] if whole == "auditor" else [whole]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "auditor":
                yield node.lineno, parts[1] if len(parts) > 1 else "__init__"


@pytest.mark.parametrize("module", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(module: Path) -> None:
    room = _room(module)
    if room == "__main__":
        return
    for line, target in _imports(module):
        where = f"{module.relative_to(ROOT)}:{line}"
        assert target in ALLOWED[room] | {room}, f"{where}: {room} must not import {target}"


def test_core_does_not_load_pandas() -> None:
    for module in _modules():
        if _room(module) in {"model", "errors", "checklist", "hear", "read", "judge"}:
            text = module.read_text(encoding="utf-8")
            assert "import pandas" not in text, f"{module}: tables are made in report alone"


def test_modules_are_of_a_size_to_read() -> None:
    for module in _modules():
        lines = len(module.read_text(encoding="utf-8").splitlines())
        assert lines <= 400, f"{module.relative_to(ROOT)} has {lines} lines"
