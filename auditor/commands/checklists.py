"""The law as data: list, explain, check, document, compare."""

from __future__ import annotations

import sys

import click

from auditor.commands import OK, USAGE


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
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """What changed between two versions of a checklist, in words."""
    from auditor.checklist.diff import diff as differences
    from auditor.checklist.load import load_checklist

    for sentence in differences(load_checklist(old), load_checklist(new)) or ["no difference"]:
        click.echo(sentence)


@checklists.command()
def coverage() -> None:
    """Which articles of the law are checked by what, and which are not."""
    from auditor.checklist.coverage import coverage as covered
    from auditor.checklist.coverage import in_words
    from auditor.checklist.load import list_checklists, load_checklist

    for line in in_words(covered(load_checklist(name) for name in list_checklists())):
        click.echo(line)
