"""The outside of the outputs, for those who build on them: JSON Schema and data dictionary."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from auditor.model import Call, Finding, Recording, Score, Segment, Span, Status, Transcript
from auditor.report.document import FORMAT, VERSION
from auditor.report.tables import TABLES, WAIVERS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_MEANING: Mapping[str, tuple[str, str]] = {
    "call_id": ("通话编号，同清单", "the call, as in the manifest"),
    "recording": ("录音路径，同清单", "path of the recording, as in the manifest"),
    "sha256": ("录音内容的 SHA-256", "SHA-256 of the recording"),
    "duration": ("录音时长，秒", "length of the recording in seconds"),
    "checklist": ("检查清单", "id of the checklist"),
    "checklist_version": ("检查清单版本", "its version"),
    "requirement_id": ("要求的编号", "id of the requirement"),
    "kind": ("required 必须、prohibited 禁止、conduct 行为", "required, prohibited or conduct"),
    "severity": ("级别", "critical, high, medium or low"),
    "status": ("结论", "pass, fail, review or not_applicable"),
    "reason_code": ("原因代码", "why, for machines"),
    "reason": ("原因", "why, in a sentence"),
    "value_said": ("所说的值", "the value that was said"),
    "value_expected": ("记录的值", "the value on record"),
    "start": ("首条依据的起点，秒", "where the first evidence begins, seconds"),
    "end": ("首条依据的终点，秒", "where the first evidence ends, seconds"),
    "speaker": ("首条依据的说话人", "who says it: agent, customer or unknown"),
    "quote": ("原话，多处以 … 相连", "the words; several places joined by …"),
    "score": ("匹配度", "how well the words match"),
    "control": ("法规条款", "the article of law"),
    "pass": ("通过的项数", "findings passed"),
    "fail": ("不通过的项数", "findings failed"),
    "review": ("待复核的项数", "findings left to a person"),
    "not_applicable": ("不适用的项数", "findings not applicable"),
    "worst_severity": ("不通过项的最高级别", "gravest severity among the failed, empty for none"),
    "speech_heard": ("有文字的语音所占比例", "share of the speech that has words, 0 to 1"),
    "engine": ("文字来源", "what decided the words"),
    "verdict": ("整通结论", "worst status: fail, review or pass"),
    "checklists": ("所用检查清单及版本", "checklists with versions"),
    "started_at": ("拨打时间，ISO 8601", "when it was dialled, ISO 8601"),
    "direction": ("呼出或呼入", "outbound or inbound"),
    "purpose": ("用途", "sale, callback, service, renewal or other"),
    "concluded": ("是否成交", "whether the sale was concluded: true or false"),
    "agent_id": ("坐席工号", "the agent's number"),
    "agent_name": ("坐席姓名", "the agent's name"),
    "insurer": ("保险公司", "the insurer"),
    "agency": ("代理机构", "the agency"),
    "product_name": ("产品", "the product"),
    "product_type": ("产品类型", "its type"),
    "customer_region": ("客户所在地", "where the customer lives"),
    "points": (
        "质检得分；清单不计分则为空，有几份则取最低",
        "points of a checklist that scores calls, the lowest of several; empty where none does",
    ),
    "stage": ("停在哪一步", "where the audit stopped"),
    "waiver": ("豁免或申诉的编号", "id of the waiver or granted appeal"),
    "waiver_until": ("豁免到期日", "last day it holds"),
    "waiver_expired": ("是否已到期", "true when it no longer holds"),
    "waiver_reason": ("豁免理由", "its reason"),
    "waiver_approved_by": ("批准人", "who approved it"),
}
_TYPES = {str: "text", float: "number", int: "integer"}


def data_dictionary() -> list[dict[str, str]]:
    """Return a row for each column of each table: table, column, type, meaning in zh and en.

    The manifest's own columns follow the ones listed here, in every table.
    """
    tables = {**TABLES, "findings (waivers)": WAIVERS}
    return [
        {
            "table": table,
            "column": column,
            "type": _TYPES[kind],
            "zh": _MEANING[column][0],
            "en": _MEANING[column][1],
        }
        for table, columns in tables.items()
        for column, kind in columns
    ]


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``reports/<call_id>.json``.

    Made from the values that travel, so that it cannot fall behind them.
    """
    counts = {status.value: {"type": "integer", "minimum": 0} for status in Status}
    finding = _object(Finding, leave={"call_id"})
    finding["properties"] = {"id": {"type": "string"}, **finding["properties"]}
    # Not required: documents of version 1.0 have none.
    finding["properties"]["reasons"] = {
        "type": "object",
        "additionalProperties": {"type": "string"},
    }
    finding["required"].insert(0, "id")
    properties: dict[str, Any] = {
        "format": {"const": FORMAT},
        "version": {"type": "string", "pattern": rf"^{VERSION.partition('.')[0]}\."},
        "verdict": {"enum": ["fail", "review", "pass"]},
        "counts": _closed(counts),
        "call": _object(Call),
        "recording": {"anyOf": [_object(Recording), {"type": "null"}]},
        "checklists": _array(_closed({"id": {"type": "string"}, "version": {"type": "string"}})),
        "findings": _array(finding),
        "scores": _array(_object(Score)),
        "waivers": _array({"type": "object", "required": ["id", "requirement_id", "expired"]}),
        "transcript": _transcript(),
    }
    title = "The report of one audited call"
    return {"$schema": DIALECT, "title": title, **_closed(properties)}


def _transcript() -> dict[str, Any]:
    schema = _object(Transcript)
    share = {"type": "number", "minimum": 0, "maximum": 1}
    schema["properties"]["covered"] = {"type": "object", "additionalProperties": share}
    schema["properties"]["segments"] = _array(_object(Segment))
    for name in ("gaps", "dropped"):
        schema["properties"][name] = _array(_object(Span))
    return schema


def _object(kind: type, leave: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name not in leave]
    return _closed({name: _of(hints[name]) for name in names})


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def _of(hint: Any) -> dict[str, Any]:
    """The schema of a value of this type, as the document writes it."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(arg) for arg in args]}
    if origin is tuple and args[-1] is Ellipsis:
        return _array(_of(args[0]))
    if origin is tuple:
        return {
            "type": "array",
            "prefixItems": [_of(arg) for arg in args],
            "minItems": len(args),
            "maxItems": len(args),
        }
    if is_dataclass(hint):
        return _object(typing.cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return dict(_PLAIN[hint])


_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    type(None): {"type": "null"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?([Ee][+-]?\d+)?$"},
    dt.datetime: {"type": "string", "format": "date-time"},
}
