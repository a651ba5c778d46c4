"""The law as data: list, explain, check, document, compare."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from auditor.commands import FOLDER, OK, USAGE
from auditor.errors import UsageError


@click.group()
def checklists() -> None:
    """The law as data."""


@checklists.command("list")
def list_() -> None:
    """The checklists that ship with auditor."""
    from auditor.checklist.load import list_checklists, load_checklist

    for name, path in list_checklists().items():
        pack = load_checklist(name)
        click.echo(f"{name}\t{pack.version}\t{pack.title.zh}\t{path}")


@checklists.command()
@click.argument("checklist")
def show(checklist: str) -> None:
    """Explain a CHECKLIST: its requirements and their articles."""
    from auditor.checklist.load import load_checklist

    pack = load_checklist(checklist)
    click.echo(f"{pack.id} {pack.version}: {pack.title.zh} / {pack.title.en}\n")
    for item in pack.requirements:
        articles = "; ".join(control.citation for control in pack.controls_of(item))
        click.echo(f"{item.id}  [{item.kind}, {item.severity}]  {item.title.zh}\n    {articles}")


@checklists.command()
@click.argument("path")
def check(path: str) -> None:
    """Lint the checklist (or the folder of checklists) at PATH and run its examples."""
    from auditor.judge.selftest import check_path

    checked = check_path(path)
    for problem in checked.problems:
        click.echo(problem, err=True)
    click.echo(
        f"{path}: {checked.packs} checklists, {checked.requirements} requirements,"
        f" {checked.examples} examples, {checked.fixtures} fixtures, {checked.clean} clean calls:"
        f" {len(checked.problems)} problems"
    )
    sys.exit(USAGE if checked.problems else OK)


@checklists.command()
@click.argument("path", required=False)
def docs(path: str | None) -> None:
    """Write the page of the checklist at PATH, or of all that ship."""
    from auditor.checklist.docs import write_docs

    for file in write_docs(path):
        click.echo(file)


@checklists.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--runs", nargs=2, type=FOLDER, metavar="OLD_DIR NEW_DIR",
              help="Also list the verdicts that flip between two audits, and why.")  # fmt: skip
def diff(old: str, new: str, runs: tuple[Path, Path] | None) -> None:
    """What changed from checklist A to B, in words."""
    from auditor.checklist import diff as difference
    from auditor.checklist.load import load_checklist

    a, b = load_checklist(old), load_checklist(new)
    for sentence in difference.diff(a, b) or ["no difference"]:
        click.echo(sentence)
    if runs:
        before, after = (_findings(folder) for folder in runs)
        for sentence in difference.flips(before, after, a, b) or ["no verdict flips"]:
            click.echo(sentence)


def _findings(folder: Path) -> list[dict[str, str]]:
    try:
        with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise UsageError(f"{folder}: no findings.csv there ({error.strerror})") from None


@checklists.command()
@click.argument("packs", nargs=-1, metavar="[ID_OR_PATH]...")
def coverage(packs: tuple[str, ...]) -> None:
    """Which articles of the law are checked by what, and which are not.

    With packs named, the articles of their countries; else all.
    """
    from auditor.checklist.coverage import coverage as covered
    from auditor.checklist.coverage import in_words
    from auditor.checklist.load import list_checklists, load_checklist

    chosen = [load_checklist(name) for name in packs or list_checklists()]
    countries = {pack.jurisdiction.partition("-")[0] for pack in chosen}
    for line in in_words(
        [c for c in covered(chosen) if c.article.jurisdiction.partition("-")[0] in countries]
    ):
        click.echo(line)


@checklists.command()
@click.argument("checklist")
def learn(checklist: str) -> None:
    """Learn the wording of a CHECKLIST anew from the examples beside it."""
    from auditor.checklist.load import find
    from auditor.judge import wording

    folder = find(checklist).parent
    if not (folder / wording.EXAMPLES).is_file():
        raise UsageError(f"{folder / wording.EXAMPLES}: there are no examples to learn from")
    examples = wording.read_examples(folder)
    count = sum(len(lists) for kinds in examples.values() for lists in kinds.values())
    click.echo(f"learning from {count} sentences ...", err=True)
    click.echo(str(wording.save(wording.learn(examples), folder)))
