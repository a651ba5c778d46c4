"""Names on record and the short forms in which people say them."""

from __future__ import annotations

import re

from auditor.model import Call
from auditor.read import numerals
from auditor.read.script import clean, units
from auditor.read.words import latin

STAFF_NUMBER = 4  # digits from which a staff number is known by itself
_LEGAL = re.compile(r"(?:集团)?(?:股份|有限|责任|控股)*公司.*$")
_TRADE = re.compile(
    r"(?:人寿保险|财产保险|养老保险|健康保险|人身保险|保险代理|保险经纪|保险销售|联合保险代理|保险服务|"
    r"农村商业银行|商业银行|人寿|财险|寿险|养老|健康|保险|代理|经纪|银行)+$"
)
_SHORT_TRADE = {
    "人寿保险": ("人寿", "保险"),
    "财产保险": ("财险", "保险"),
    "健康保险": ("健康",),
    "养老保险": ("养老",),
    "人身保险": ("人寿", "保险"),
    "保险代理": ("保险", "代理"),
    "保险经纪": ("保险", "经纪"),
    "保险销售": ("保险",),
    "农村商业银行": ("农商行", "农商银行", "农村商业银行", "银行"),
    "商业银行": ("银行", "商行"),
    "银行": ("银行",),
}
_TAIL = re.compile(
    r"(?:重大疾病|重疾|意外伤害|意外|医疗|年金|两全|终身|定期|寿险|护理|防癌|疾病|万能|分红|综合|长期|短期|团体|"
    r"个人|养老|住院|百万|少儿|机动车|商业|车辆|车险|交强|责任|交通|出行|驾乘|驾驶|驾驶员|驾驶人|公共|保险|保障|保|险|计划|产品|型|版|款|[A-Z])+$"
)
_LATIN_LEGAL = re.compile(
    r"(?:\s+(?:inc|ltd|limited|llc|plc|co|corp|corporation|company)\.?)+$", re.I
)
_LATIN_TRADE = re.compile(
    r"(?:\s+(?:inc|ltd|limited|llc|plc|co|corp|corporation|company|insurance|assurance|life|mutual|"
    r"general|agency|brokers?|group|services?)\.?)+$",
    re.I,
)
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")
# What people call a kind of product, longest first where one contains another.
KINDS: dict[str, tuple[str, ...]] = {
    "重大疾病": ("重疾险", "重大疾病险", "重大疾病保险", "大病险", "重疾"),
    "意外": ("意外险", "意外伤害险", "意外伤害保险", "意外保险", "意外保障"),
    "医疗": ("医疗险", "医疗保险", "住院险", "住院医疗"),
    "年金": ("年金险", "年金保险", "年金", "养老险", "养老金"),
    "终身寿": ("终身寿险", "终身寿", "增额寿", "寿险"),
    "定期寿": ("定期寿险", "定寿", "定期寿", "寿险"),
    "两全": ("两全险", "两全保险"),
    "护理": ("护理险", "护理保险"),
    "防癌": ("防癌险", "防癌保险", "癌症险"),
    "驾": ("驾乘险", "驾乘意外", "驾意险", "意外险"),
    "车": ("车险",),
}


def plain(name: str) -> str:
    """A name as units: simplified, without brackets and punctuation."""
    return units(_BRACKETS.sub("", clean(name)))[0]


def brand(company: str) -> str:
    """What is a company's own in its name: 明远人寿保险股份有限公司 → 明远."""
    if latin(company):
        return _latin_stem(company, _LATIN_TRADE)
    stem = _LEGAL.sub("", plain(company))
    core = _TRADE.sub("", stem)
    return core if len(core) >= 2 else stem


def _latin_stem(company: str, tail: re.Pattern[str]) -> str:
    """A company's name in Latin script without the words at its end that ``tail`` finds."""
    return plain(tail.sub("", company.strip())) or plain(company)


def company_forms(company: str) -> list[str]:
    """Forms in which a company's name is said, full form first; never its brand alone."""
    if latin(company):
        return _distinct([plain(company), _latin_stem(company, _LATIN_LEGAL)])
    stem = _LEGAL.sub("", plain(company))
    own = brand(company)
    shorter = re.sub(r"(?:保险代理|保险经纪|保险销售|保险服务|保险)$", "", stem)
    forms = [stem] + ([shorter] if len(shorter) > len(own) else [])
    for trade, shorts in _SHORT_TRADE.items():
        if trade in stem:
            forms += [own + short for short in shorts]
    return _distinct(forms)


def product_core(product: str, company: str | None) -> str:
    """What is a product's own in its name, without the insurer's brand and the kind of cover."""
    if latin(product):
        return plain(product)
    name = plain(product)
    if company and (own := brand(company)) and name.startswith(own) and len(name) > len(own):
        name = name[len(own) :]
    core = _TAIL.sub("", name)
    return core if len(core) >= 2 else name


def product_forms(product: str, company: str | None) -> list[str]:
    """Forms in which a product's name is said."""
    name = plain(product)
    forms = [name, product_core(product, company)]
    if company and name.startswith(brand(company)):
        forms.append(name[len(brand(company)) :])
    return _distinct(forms)


def product_kinds(product: str) -> list[str]:
    """Common words for the kind of product (重疾险, 意外险)."""
    return [word for key, words in KINDS.items() if key in plain(product) for word in words]


def person_forms(name: str) -> list[str]:
    """A person's full name, and the given name alone when it has two characters."""
    if latin(name):
        return _distinct([plain(name), plain(name.split()[0])])
    full = plain(name)
    return _distinct([full, full[1:]] if len(full) == 3 else [full])


def on_record(call: Call) -> dict[str, tuple[str, ...]]:
    """Forms of every name on record, by the field that holds it."""
    out: dict[str, tuple[str, ...]] = {}
    for field in ("insurer", "agency"):
        if value := getattr(call, field):
            out[field] = tuple(company_forms(value))
            out[f"{field}_brand"] = (brand(value),)
    if call.product_name:
        out["product_name"] = tuple(product_forms(call.product_name, call.insurer))
    if call.agent_name:
        out["agent_name"] = tuple(person_forms(call.agent_name))
    if call.agent_id and call.agent_id.isdecimal() and len(call.agent_id) >= STAFF_NUMBER:
        said = numerals.spoken_digits(call.agent_id)
        out["agent_id"] = tuple(_distinct([said, said.replace("一", "幺")]))
    if call.customer_name:
        out["customer_name"] = tuple(person_forms(call.customer_name))
    return out


def _distinct(forms: list[str]) -> list[str]:
    return [f for f in dict.fromkeys(forms) if len(f) >= 2]
