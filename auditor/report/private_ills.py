"""The words in which people speak of their health: organs and complaints, treatments, drugs.

Built from what such words are made of (炎 癌 瘤 术 痛 …, 他汀 沙坦 霉素 …) and not from a list of
diagnoses, so that one that nobody thought of is known by its parts.
"""

from __future__ import annotations

import re

from auditor.report.private_lists import one_of

# A part of the body: by itself it says nothing, with a complaint it does. What is part of many
# other words (心里有数, 手续) needs a graver complaint, and a nearer one.
_ORGAN = one_of("organs")
_COMPLAINT = one_of("complaints")
_SHORT_ORGAN = one_of("short_organs")
_GRAVE = one_of("grave")
# What tells of an illness, a treatment or a condition by itself.
_SIGN = one_of("signs")
ILL = (
    rf"(?:{_ORGAN})(?:[^，。？！,、什么]{{0,6}}?)(?:{_COMPLAINT})"
    rf"|(?:{_SHORT_ORGAN})(?:[^，。？！,、什么里]{{0,3}}?)(?:{_GRAVE})|{_SIGN}"
)
"""What tells of somebody's health, if said of somebody."""

SICK = rf"{ILL}|{one_of('asked_of_health')}"
"""What a question about somebody's health speaks of."""

ILLS = re.compile(ILL)
