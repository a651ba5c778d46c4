"""Telling a call that is clearly in another language."""

from __future__ import annotations

import pytest

from auditor.read.language import speaks

MANDARIN = "您好，我是明远人寿的陈思雨，今天给您介绍一款终身寿险，每月保费三百元"
ENGLISH = (
    "Good morning, this is Laura from Northfield Mutual. I am calling about a term life policy"
    " that we have for you, and the premium is thirty dollars a month."
)
SPANISH = (
    "Buenos días, le llama Laura de Northfield Mutual. Quiero hablarle de un seguro de vida que"
    " tenemos para usted, y la prima es de treinta dólares al mes. ¿Tiene un momento ahora?"
)
JAPANESE = "もしもし、明遠生命の田中と申します。本日は終身保険についてご案内いたします"
HINDI = "नमस्ते, मैं आपको एक बीमा योजना के बारे में बताना चाहती हूँ जो आपके लिए अच्छी है"
RUSSIAN = "Добрый день, я звоню вам по поводу полиса страхования жизни для вашей семьи"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", MANDARIN, True),
        ("zh", ENGLISH, False),
        ("zh", JAPANESE, False),
        ("zh", HINDI, False),
        ("en", ENGLISH, True),
        ("en", MANDARIN, False),
        ("en", SPANISH, False),
        ("en", HINDI, False),
        ("en", RUSSIAN, False),
        ("zh", MANDARIN + "，这款产品叫 Northfield Term Life Plus，OK 吗", True),
        ("en", ENGLISH + " Mr 陈 will call you.", True),
        ("zh", "OK, bye bye", True),
        ("en", "喂？", True),
        ("en", "", True),
        ("zh", "12345678901234567890", True),
        ("de", MANDARIN, True),
    ],
)
def test_clearly_another_language(language: str, text: str, expected: bool) -> None:
    assert speaks(language, text) is expected
