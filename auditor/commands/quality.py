"""How good the verdicts are: evaluate, sample, review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.commands import FILE, FOLDER
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.report.sampling import Plan


@click.command()
@click.argument("results", metavar="DIR", type=FOLDER)
@click.argument("gold", metavar="GOLD.json", type=FILE)
@click.option("--page", type=FILE, help="Also write the wrong decisions as HTML.")
def evaluate(results: Path, gold: Path, page: Path | None) -> None:
    """Compare the findings in DIR with labelled calls."""
    from auditor import evaluate as figures
    from auditor.report.files import write_whole
    from auditor.run.terminal import table

    evaluation = figures.evaluate(results, gold)
    click.echo("\n".join(table(figures.rows_of(evaluation))))
    click.echo(f"{len(evaluation.wrong)} wrong decisions; not audited: {len(evaluation.missing)}")
    if page:
        write_whole(page, figures.page_of(evaluation))
        click.echo(f"wrong decisions: {page}")


def _list_plans(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    from auditor.report.sampling import plans

    if wanted:
        for name, plan in plans().items():
            click.echo(f"{name:18}{plan.about}")
        context.exit()


@click.command()
@click.argument("run", metavar="RUN", type=FOLDER)
@click.option("--out", required=True, type=FILE, help="The reviewers' sheet, .csv or .xlsx.")
@click.option("--plans", is_flag=True, is_eager=True, expose_value=False, callback=_list_plans,
              help="Name the plans that there are, and stop.")  # fmt: skip
@click.option("--plan", default="risk", show_default=True, help="A plan's name, or its YAML file.")
@click.option("--seed", help="Another draw of the same plan.")
@click.option("--blind", is_flag=True, help="Leave out how the audit decided.")
def sample(run: Path, out: Path, plan: str, seed: str | None, blind: bool) -> None:
    """Draw calls of RUN for people to review."""
    from auditor.report.sampling import write_sample

    for name, calls in write_sample(run, _plan(plan, seed), out, blind=blind).items():
        click.echo(f"{calls:6}  {name}")
    click.echo(out)


def _plan(name: str, seed: str | None) -> Plan:
    import dataclasses

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from auditor.report.sampling import plan_of, plans

    if name in plans():
        plan = plans()[name]
    else:
        try:
            data = YAML(typ="safe").load(Path(name).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, YAMLError) as error:
            known = ", ".join(plans())
            raise UsageError(
                f"--plan {name}: neither one of {known} nor a YAML file ({type(error).__name__})"
            ) from None
        if not isinstance(data, dict):
            raise UsageError(f"--plan {name}: holds no plan")
        plan = plan_of(data)
    return dataclasses.replace(plan, seed=seed) if seed else plan


@click.group()
def review() -> None:
    """Reviewers' verdicts."""


@review.command("import")
@click.argument("sheet", metavar="FILE", type=FILE)
@click.option("--run", type=FOLDER, help="The run that a blind sheet was drawn from.")
def import_(sheet: Path, run: Path | None) -> None:
    """Read the reviewers' verdicts in FILE: how far they agree with the audit."""
    from auditor.report import review as reviewing
    from auditor.run.terminal import table

    reviews = reviewing.read_reviews(sheet, run)
    rows = [("requirement", "reviews", "agree", "kappa", "missed", "false alarm", "left to people")]
    for item in reviewing.agreement(reviews):
        kappa = "-" if item.kappa is None else f"{item.kappa:.2f}"
        shares = (str(item.missed), str(item.false_alarm), str(item.left_to_people))
        rows.append((item.requirement_id, str(item.reviews), str(item.agree), kappa, *shares))
    click.echo("\n".join(table(rows)))
    if (between := reviewing.between_reviewers(reviews)) is not None:
        click.echo(f"kappa between reviewers: {between:.2f}")
    for found in reviewing.propose(reviews):
        click.echo(
            f"{found.requirement_id}: a threshold of {found.threshold:.3f} would agree in"
            f" {found.after} instead of {found.before}"
        )
