"""Audits recorded insurance telemarketing calls against the law, with evidence for each verdict."""

from __future__ import annotations

__version__ = "0.1.0"
