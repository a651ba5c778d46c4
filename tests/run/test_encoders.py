"""What an encoder said is kept under a key of all that decides it."""

from __future__ import annotations

import ast
from pathlib import Path

import auditor
from auditor.run.encoders import READING


def test_the_key_holds_all_code_that_reads_with_an_encoder() -> None:
    code = Path(auditor.__file__).parent
    left, reading = ["auditor.judge.encoder", "auditor.judge.readings"], set()
    while left:
        path = code.parent / (left.pop().replace(".", "/") + ".py")
        if (name := path.relative_to(code).as_posix()) not in reading:
            reading.add(name)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("auditor."):
                    left.append(node.module or "")
    assert reading == set(READING)
