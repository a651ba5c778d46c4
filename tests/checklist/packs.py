"""Small packs for the tests, and broken ones made from them."""

from __future__ import annotations

from pathlib import Path

PACK = """\
id: small
version: "1"
title: {zh: 小清单, en: small}
language: zh
jurisdiction: CN
controls:
  - {law: some-law, instrument: 某办法, article: 第一条}
concepts:
  录: [录音, 录下来]
requirements:
  - id: recording-notice
    title: {zh: 录音告知, en: recording notice}
    kind: required
    severity: high
    controls: [some-law]
    says: ["通话 .. [录]"]
    unless: [没有录音]
    examples:
      match: [本次通话会录音, 这个通话要录下来, 通话全程录音]
      no_match: [我们没有录音, 客户：通话录音吗, 您好]
  - id: guaranteed-return
    title: {zh: 承诺收益, en: guaranteed return}
    kind: prohibited
    severity: critical
    controls: [some-law]
    due: always
    says: [稳赚不赔, 保证收益]
    examples:
      match: [这个稳赚不赔, 公司保证收益, 稳赚不赔您放心]
      no_match: [收益不保证, 客户：是不是稳赚不赔, 您好]
"""


def write(folder: Path, text: str = PACK, name: str = "small") -> Path:
    """The pack as a folder; the file's path."""
    path = folder / name / "checklist.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
