"""The PDF is PDF/A, carries its fonts, and says what the page says."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from examples import clean, faulty, hostile

from auditor.model import Report
from auditor.report.pdf import render_pdf

pytest.importorskip("typst")
pypdf: Any = pytest.importorskip("pypdf")
from pdfa import breaches, fonts  # noqa: E402 (needs pypdf)
from pypdf.generic import DictionaryObject, NameObject, TextStringObject  # noqa: E402


def read(data: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in read(data).pages))


def test_it_says_what_the_page_says() -> None:
    text = text_of(render_pdf(faulty()))
    for finding in faulty().findings:
        assert re.sub(r"\s", "", finding.title) in text
        assert re.sub(r"\s", "", finding.reason) in text
    assert "5项不通过，3项须由人工复核，10项通过，1项不适用" in text
    assert "收到以后请仔细阅读条款" in text
    assert "此处有语音而无文字" in text


def test_fonts_are_embedded_and_the_form_is_pdf_a() -> None:
    reader = read(render_pdf(faulty()))
    fonts = 0
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile3" in descriptor.get_object()
            assert "/ToUnicode" in font.get_object()
            fonts += 1
    assert fonts
    xmp = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/OutputIntents"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "report", [faulty(), clean(), hostile()], ids=["faulty", "clean", "hostile"]
)
def test_nothing_in_it_is_against_pdf_a(report: Report, language: str) -> None:
    data = render_pdf(report, language=language)
    assert breaches(data) == []
    assert fonts(data) == []


def test_the_check_itself_finds_breaches() -> None:
    writer = pypdf.PdfWriter(clone_from=read(render_pdf(clean())))
    root = writer._root_object
    del root["/OutputIntents"], root["/MarkInfo"], root["/Lang"]
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
    root[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(action))
    for thing in writer._objects:
        for name in ("/ToUnicode", "/FontFile3"):
            if isinstance(thing, dict):
                thing.pop(name, None)
    out = io.BytesIO()
    writer.write(out)
    clauses = {line.split()[0] for line in breaches(out.getvalue())}
    assert {"6.2.3", "6.5.1", "6.7.2", "6.7.4", "6.2.11.4", "6.2.11.7"} <= clauses
    assert fonts(out.getvalue())


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="no pdffonts here")
def test_pdffonts_agrees(tmp_path: Path) -> None:
    (tmp_path / "r.pdf").write_bytes(render_pdf(faulty()))
    done = subprocess.run(
        ["pdffonts", str(tmp_path / "r.pdf")], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()[2:]
    assert lines
    for line in lines:
        embedded, subset, unicode = line.split()[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), line


def test_bookmarks_and_page_numbers() -> None:
    reader = read(render_pdf(faulty()))

    def titles(items: list[Any]) -> list[str]:
        found = []
        for item in items:
            found += titles(item) if isinstance(item, list) else [item.title]
        return found

    marks = titles(reader.outline)
    assert marks[0] == "通话审核报告 B01"
    for wanted in ("必须说明的事项", "7. 说明保险费", "禁止的言辞", "行为规范", "通话文字"):
        assert wanted in marks
    assert "1. 坐席表明身份" not in marks
    pages = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        assert f"{number} / {pages}" in page.extract_text()


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(faulty()) == render_pdf(faulty())


def test_other_reports_and_languages() -> None:
    assert "Passed" in text_of(render_pdf(clean(), language="en"))
    text = text_of(render_pdf(hostile()))
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert "[U+202E]" in text
