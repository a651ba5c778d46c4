"""A month through the front door: breaches across calls are found completely, nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.history.month import make_month
from bench.history.run import COMPARED, audited


@pytest.mark.slow
def test_planted_breaches_across_calls_are_found_and_nothing_else(tmp_path: Path) -> None:
    manifest, planted = make_month(tmp_path, 600, seed=5)
    assert len(planted) == len(COMPARED) - 1  # every call is dialled within the hours
    assert dict(audited(tmp_path, manifest)) == planted
