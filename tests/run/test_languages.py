"""The calls' language is that of the checklists, unless another is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.commands.audit import settings_of
from auditor.errors import UsageError

OPTIONS: dict[str, Any] = {
    "language": None, "page_language": None, "threads": 1, "pages": True, "pdf": False,
    "sound": "none", "privacy": "internal", "waivers": None, "transcripts": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("packs", "more", "calls", "pages"),
    [
        (("cn-life-telesales",), {}, "zh", "zh"),
        (("us-telemarketing",), {}, "en", "en"),
        (("us-telemarketing", "us-state-hours"), {}, "en", "en"),
        (("us-telemarketing",), {"language": "es"}, "es", "zh"),
        (("us-telemarketing",), {"page_language": "zh"}, "en", "zh"),
        (("cn-life-telesales", "us-telemarketing"), {"transcripts": "x"}, "zh", "zh"),
        ((), {}, "zh", "zh"),
    ],
)
def test_language(packs: tuple[str, ...], more: dict[str, Any], calls: str, pages: str) -> None:
    settings = settings_of({**OPTIONS, "checklists": packs, **more})
    assert (settings.language, settings.form.language) == (calls, pages)


def test_recordings_cannot_be_heard_in_two_languages_at_once() -> None:
    with pytest.raises(UsageError, match=r"several languages \(en, zh\).*--language"):
        settings_of({**OPTIONS, "checklists": ("cn-life-telesales", "us-telemarketing")})
