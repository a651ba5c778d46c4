"""The law is short in the rows and whole in the list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from examples import faulty
from page import Read

from auditor.report.articles import articles_of, parts_of, short_name
from auditor.report.html import render_report

LONG = "《关于促进寿险公司电话营销业务规范发展的通知》（保监发〔2008〕38号） 五(一)"
LAW = "《中华人民共和国保险法》（2015年修正） 第十七条第二款"


@pytest.mark.parametrize(
    ("full", "short"),
    [
        (LONG, "保监发〔2008〕38号 五(一)"),
        (LAW, "保险法 第十七条第二款"),
        (
            "《保险销售行为管理办法》（国家金融监督管理总局令2023年第2号） 第二十四条",
            "保险销售行为管理办法 第二十四条",
        ),
        (
            "《中华人民共和国消费者权益保护法实施条例》（国务院令，2024年施行） 第二十四条",
            "消费者权益保护法实施条例 第二十四条",
        ),
        ("cn-consumer-24", "cn-consumer-24"),
        ("", ""),
    ],
)
def test_short_names(full: str, short: str) -> None:
    assert short_name(full) == short


def test_parts_are_counted_once_in_their_order() -> None:
    assert parts_of(f"{LONG}; {LAW}；") == [LONG, LAW]
    found = articles_of([f"{LONG}; {LAW}", LONG, ""], {LAW: "保险人应当作出提示。"})
    assert [(a.anchor, a.words) for a in found.values()] == [
        ("law1", ""),
        ("law2", "保险人应当作出提示。"),
    ]


def test_rows_lead_to_the_law() -> None:
    report = faulty()
    findings = tuple(replace(f, control=f"{LONG}; {LAW}") for f in report.findings)
    text = render_report(replace(report, findings=findings), controls={LAW: "应当作出提示。"})
    page = Read(text)
    assert page.links.count("#law1") == len(findings)
    assert {"law1", "law2"} <= set(page.ids)
    assert "应当作出提示。" in text
