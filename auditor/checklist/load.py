"""YAML → ``Checklist``, strictly: every error names file, line and field; all of them, then stop."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import importlib.resources
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from auditor.checklist.extend import extended
from auditor.checklist.notation import problem
from auditor.checklist.options import option_problems
from auditor.checklist.schema import Checklist, Requirement, ValueCheck
from auditor.errors import ChecklistError
from auditor.model import Call

FILE = "checklist.yaml"
RECORD = frozenset(field.name for field in dataclasses.fields(Call)) - {"carried", "problems"}
"""Fields of the record that values may be compared with."""


def _folders() -> list[Path]:
    """Where packs lie: beside the package in a checkout, inside it once installed."""
    package = Path(str(importlib.resources.files("auditor")))
    places = (package.parent / "checklists", package / "checklists_data")
    return [p for p in places if p.is_dir()]


def list_checklists() -> dict[str, Path]:
    """The packs that ship with auditor: id → file."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for file in sorted(folder.glob(f"*/{FILE}")):
            found.setdefault(file.parent.name, file)
    return found


def find(id_or_path: str) -> Path:
    """The file of a pack given by its id, its folder or its file; ``ChecklistError`` if none."""
    path = Path(id_or_path)
    if path.is_dir() and (path / FILE).is_file():
        return path / FILE
    if path.is_file():
        return path
    packs = list_checklists()
    if id_or_path in packs:
        return packs[id_or_path]
    raise ChecklistError(
        [f"{id_or_path}: no checklist of that id or path; there are {', '.join(packs) or 'none'}"]
    )


def load_checklist(id_or_path: str) -> Checklist:
    """A pack by id, folder or file. Raises ``ChecklistError`` with every problem in it."""
    return _load(find(id_or_path).resolve())


@functools.lru_cache(maxsize=64)
def _load(path: Path) -> Checklist:
    _open.append(path)
    try:
        return _read(path)
    finally:
        _open.remove(path)


def _read(path: Path) -> Checklist:
    data = _parse(path)
    try:
        checklist = Checklist.model_validate(_plain(data))
    except ValidationError as error:
        raise ChecklistError(
            [
                f"{path}:{_line(data, e['loc'])}: {_field(e['loc'])}: {_words(e)}"
                for e in error.errors()
            ]
        ) from None
    problems: list[tuple[list[int | str], str]] = []
    own = checklist.requirements
    if checklist.extends or checklist.overrides:
        checklist, problems = extended(checklist, lambda base: _base(path, base))
    problems += [(_own(checklist, len(own), loc), text) for loc, text in _meaning(checklist)]
    if problems:
        raise ChecklistError(
            [f"{path}:{_line(data, loc)}: {_field(loc)}: {text}" for loc, text in problems]
        )
    bases = [_base(path, name) for name in checklist.extends]
    return checklist.placed(str(path.parent), *(f for base in bases for f in base.folders))


def _own(checklist: Checklist, count: int, loc: list[int | str]) -> list[int | str]:
    """The place in the file itself of a problem in an inherited requirement: what changes it."""
    match loc:
        case ["requirements", int(k), *way] if k >= count:
            name = checklist.requirements[k].id
            return ["overrides", name, *way] if name in checklist.overrides else ["extends"]
    return loc


def _base(path: Path, base: str) -> Checklist:
    """A pack that another extends: beside it, or by its id."""
    beside = path.parent / base
    file = find(str(beside) if beside.exists() else base).resolve()
    if file in _open:
        raise ChecklistError([f"{file}:1: extends: the checklist extends itself"])
    return _load(file)


_open: list[Path] = []  # the files being read: one of them again would never end


def locate(path: Path, places: Iterable[tuple[Sequence[int | str], str]]) -> list[str]:
    """``file:line: field: what`` for problems given by their way into the file."""
    data = _parse(path)
    return [f"{path}:{_line(data, loc)}: {_field(loc)}: {text}" for loc, text in places]


def _parse(path: Path) -> Any:
    yaml = YAML(typ="rt")
    yaml.allow_duplicate_keys = False
    try:
        data = yaml.load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ChecklistError([f"{path}:1: file: is not UTF-8 text"]) from None
    except OSError as error:
        raise ChecklistError([f"{path}:1: file: cannot be read ({error.strerror})"]) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = re.sub(r"\s+", " ", error.problem or "is not YAML").strip()
        raise ChecklistError([f"{path}:{line}: yaml: {problem}"]) from None
    except YAMLError as error:
        raise ChecklistError([f"{path}:1: yaml: {str(error).splitlines()[0]}"]) from None
    except ValueError as error:  # a date like 2026-13-01; the reader does not say where
        raise ChecklistError([f"{path}:{_odd_date(path)}: yaml: {error}"]) from None
    if not isinstance(data, dict):
        raise ChecklistError([f"{path}:1: file: holds no checklist (a mapping is expected)"])
    return data


_DATE = re.compile(r"(?<![\d-])\d{4}-\d{1,2}-\d{1,2}(?![\d-])")


def _odd_date(path: Path) -> int:
    """The line of the first date in a file that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for text in _DATE.findall(line):
            try:
                dt.date(*map(int, text.split("-")))
            except ValueError:
                return number
    return 1


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(k): _plain(v) for k, v in data.items()}
    if isinstance(data, list):
        return [_plain(v) for v in data]
    return data


def _line(data: Any, loc: Sequence[int | str]) -> int:
    """1-based line of the deepest part of ``loc`` that the file has."""
    line = 1
    node: Any = data
    for key in loc:
        try:
            if isinstance(node, dict) and key in node:
                line = _marks(node).key(key)[0] + 1
                node = node[key]
            elif isinstance(node, list) and isinstance(key, int) and key < len(node):
                line = _marks(node).item(key)[0] + 1
                node = node[key]
            else:
                break
        except (AttributeError, KeyError, TypeError):
            break
    return line


def _marks(node: Any) -> Any:
    """Where the parts of a node stand in the file; plain data has no such marks."""
    return node.lc


def _field(loc: Sequence[int | str]) -> str:
    out = ""
    for key in loc:
        out += f"[{key}]" if isinstance(key, int) else (f".{key}" if out else str(key))
    return out or "file"


def _words(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return "is not a field of a checklist"
    if error["type"] == "missing":
        return "is missing"
    return message[0].lower() + message[1:]


def _meaning(checklist: Checklist) -> Iterator[tuple[list[int | str], str]]:
    """Problems that the schema cannot see: ids, references, unreadable lines."""
    laws = {c.law for c in checklist.controls}
    seen: dict[str, list[Requirement]] = {}
    for i, requirement in enumerate(checklist.requirements):
        at: list[int | str] = ["requirements", i]
        for earlier in seen.get(requirement.id, []):
            if _overlap(earlier, requirement):
                yield [*at, "id"], f"{requirement.id} stands twice for the same days"
                break
        seen.setdefault(requirement.id, []).append(requirement)
        for k, law in enumerate(requirement.controls):
            if law not in laws:
                yield [*at, "controls", k], f"no control with the law {law!r}"
        if not requirement.controls:
            yield [*at, "controls"], "needs at least one article"
        doubted = requirement.kind == "prohibited" and requirement.hints
        if not (requirement.check or requirement.says or requirement.parts or doubted):
            yield at, "needs says or parts"
        if requirement.kind == "conduct" and not requirement.check:
            yield at, "a conduct requirement needs check"
        yield from (([*at, *way], text) for way, text in _odd_fields(requirement))
    yield from option_problems(checklist)
    yield from _lines(checklist)


def _odd_fields(requirement: Requirement) -> Iterator[tuple[list[int | str], str]]:
    if requirement.need is not None and requirement.need > len(requirement.parts):
        yield ["need"], f"is more than the {len(requirement.parts)} parts there are"
    checks: list[tuple[list[int | str], ValueCheck | None]] = [(["value"], requirement.value)]
    checks += [(["also", k], check) for k, check in enumerate(requirement.also)]
    for way, check in checks:
        if check is not None and check.record not in RECORD:
            yield [*way, "record"], f"no field of the record named {check.record!r}"


def _overlap(a: Requirement, b: Requirement) -> bool:
    """Whether two versions of a requirement are in force on the same day."""
    if a.effective_to and b.effective_from and a.effective_to < b.effective_from:
        return False
    return not (b.effective_to and a.effective_from and b.effective_to < a.effective_from)


def lines_of(requirement: Requirement) -> Iterator[tuple[list[int | str], str]]:
    """Every line of a requirement's notation with the way to it."""
    for name in ("says", "unless", "hints", "after_customer"):
        for k, line in enumerate(getattr(requirement, name)):
            yield [name, k], line
    for part, content in requirement.parts.items():
        for k, line in enumerate(content.says):
            yield ["parts", part, "says", k], line
    if requirement.learned:
        for k, line in enumerate(requirement.learned.beside):
            yield ["learned", "beside", k], line
    if requirement.value:
        yield from _value_lines(requirement.value, ["value"])
    for i, check in enumerate(requirement.also):
        yield from _value_lines(check, ["also", i])


def _value_lines(check: ValueCheck, at: list[int | str]) -> Iterator[tuple[list[int | str], str]]:
    for name in ("wrong", "aside", "asked"):
        for k, line in enumerate(getattr(check, name)):
            yield [*at, name, k], line
    for choice, lines in check.choices.items():
        for k, line in enumerate(lines):
            yield [*at, "choices", choice, k], line


def _lines(checklist: Checklist) -> Iterator[tuple[list[int | str], str]]:
    for at, line in _every_line(checklist):
        if text := problem(line, checklist.concepts):
            yield at, text


def _every_line(checklist: Checklist) -> Iterator[tuple[list[int | str], str]]:
    lists: list[tuple[list[int | str], list[str]]] = []
    lists += [(["concepts", name], lines) for name, lines in checklist.concepts.items()]
    lists += [([field], getattr(checklist, field)) for field in ("never_counts", "negations")]
    for field in type(checklist.moments).model_fields:
        lists.append((["moments", field], getattr(checklist.moments, field)))
    for at, lines in lists:
        for k, line in enumerate(lines):
            yield [*at, k], line
    for i, requirement in enumerate(checklist.requirements):
        for at, line in lines_of(requirement):
            yield ["requirements", i, *at], line
