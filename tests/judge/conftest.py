"""Registers for the rules that rest on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from across import AGENTS, LAPSED, UNTRAINED


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    folder = tmp_path / "registers"
    folder.mkdir()
    agents = [f"{a},,2020-01-01,,accident;life" for a in [*AGENTS, "A999"]]
    agents += [f"{LAPSED},,2020-01-01,2026-08-31,accident", f"{UNTRAINED},,2020-01-01,,annuity"]
    (folder / "agents.csv").write_text(
        "agent_id,licence,from,to,products\n" + "\n".join(agents), encoding="utf-8-sig"
    )
    (folder / "numbers.csv").write_text("number,from\n400-812-3456,2020-01-01\n", encoding="utf-8")
    (folder / "products.csv").write_text("product,from\n安泰一生,2020-01-01\n", encoding="utf-8")
    (folder / "do-not-call.csv").write_text(
        "number,added_on,expires_on\n13700000000,2026-01-01,\n", encoding="utf-8"
    )
    return folder
