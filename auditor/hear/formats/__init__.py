"""Other people's transcripts, one file for each maker, recognised by content.

Contributing another: a module with ``recognises(content)`` and ``read(content, name)``,
and its line in ``FORMATS``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.hear.formats import aliyun, amazon, azure, funasr, google, tencent, whisper, whispercpp
from auditor.hear.formats.base import Reader

FORMATS: dict[str, tuple[Callable[[Any], bool], Reader]] = {
    "amazon": (amazon.recognises, amazon.read),
    "azure": (azure.recognises, azure.read),
    "google": (google.recognises, google.read),
    "aliyun": (aliyun.recognises, aliyun.read),
    "tencent": (tencent.recognises, tencent.read),
    "funasr": (funasr.recognises, funasr.read),
    "whispercpp": (whispercpp.recognises, whispercpp.read),
    "whisper": (whisper.recognises, whisper.read),
}


def find_format(content: Any) -> Reader | None:
    """The reader for that JSON content; ``None`` when it is nobody else's form."""
    return next((read for recognises, read in FORMATS.values() if recognises(content)), None)
