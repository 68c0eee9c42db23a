"""``hanboki quote``: what a plan costs with one or more agencies, and in-house."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    ForceOption,
    JsonOption,
    LangOption,
    ScenarioArgument,
    SeedOption,
)
from sim.cli.running import SchedulerOption
from sim.cli.sampling import (
    EngineOption,
    ReplicationsOption,
    ReportOption,
    WorkersOption,
    sampling,
)
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import finished_file, refuse_existing

if TYPE_CHECKING:
    from sim.experiments.samples import Sampling
    from sim.quotes import Quote, RateCard, SimulatedSales

__all__ = ["quote"]

_OWN_PLAN = "="


def quote(
    scenario: ScenarioArgument,
    rates: Annotated[list[str], typer.Option("--rates", metavar="FILE[=SCENARIO]")],
    in_house: Annotated[Path | None, typer.Option("--in-house", metavar="FILE")] = None,
    replications: ReplicationsOption = DEFAULT_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    engine: EngineOption = "compiled",
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    json: JsonOption = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    report: ReportOption = None,
    force: ForceOption = False,
    lang: LangOption = None,
) -> None:
    """Price a plan with rate cards, beside doing it in-house."""
    talk = Talk.in_language(lang)
    refuse_existing(out, may_replace=force)
    refuse_existing(report, may_replace=True)
    with sampling(
        talk,
        replications=replications,
        seed=seed,
        engine=engine,
        workers=workers,
        scheduler=scheduler,
        # what a bill counts is in no store, since it is no table of a result
        no_store=True,
    ) as how:
        quotes = _quotes(scenario_file(scenario), rates, in_house, how, talk)
    _write(quotes, talk, out=out, report=report)
    _show(quotes, talk, is_json=json)


def _quotes(
    plan: Path, rates: list[str], in_house: Path | None, how: "Sampling", talk: Talk
) -> list["Quote"]:
    """Return one quote a rate card; everything is read before anything is run."""
    from sim.quotes import load_in_house, price
    from sim.quotes.shipped import shipped_in_house

    offers = [_read(words, plan) for words in rates]
    if in_house is None:
        talk.tell("quote_shipped_in_house", path=shipped_in_house())
    own = load_in_house(in_house or shipped_in_house())
    plans = list(dict.fromkeys(path for _, path in offers))
    sales = {path: _sales(path, how, talk) for path in plans}
    return [price(sales[path], card, own) for card, path in offers]


def _read(words: str, plan: Path) -> tuple["RateCard", Path]:
    """Return a rate card and the plan that it is for, from ``FILE[=SCENARIO]``."""
    from sim.quotes import load_rate_card
    from sim.quotes.shipped import rate_card_path

    # a file may have the sign in its name
    if Path(words).exists() or _OWN_PLAN not in words:
        return load_rate_card(rate_card_path(Path(words))), plan
    file, _, own_plan = words.rpartition(_OWN_PLAN)
    return load_rate_card(rate_card_path(Path(file))), scenario_file(Path(own_plan))


def _sales(path: Path, how: "Sampling", talk: Talk) -> "SimulatedSales":
    from sim.quotes import simulate_sales
    from sim.scenario.files import load

    scenario = load(path)
    with talk.progress("simulating", how.replications) as on_progress:
        return simulate_sales(scenario, how, on_progress=on_progress)


def _write(
    quotes: list["Quote"], talk: Talk, *, out: Path | None, report: Path | None
) -> None:
    """Write the files that were asked for, each complete or not at all."""
    if out is not None:
        from sim.cli.plain import json_text

        with finished_file(out) as unfinished:
            text = json_text(_content(quotes, talk))
            unfinished.write_text(text, encoding="utf-8", newline="\n")
        talk.tell("written", path=out)
    if report is not None:
        from sim.report.quotes import write_quote_report

        write_quote_report(quotes, report, talk.language)
        talk.tell("written", path=report)


def _content(quotes: list["Quote"], talk: Talk) -> dict[str, object]:
    from sim.quotes.offers import offers_of
    from sim.quotes.plain import quotes_as_json

    return quotes_as_json(quotes, offers_of(quotes), talk.language)


def _show(quotes: list["Quote"], talk: Talk, *, is_json: bool) -> None:
    if is_json:
        talk.show_json(_content(quotes, talk))
    else:
        from sim.cli.quote_page import show_quotes

        show_quotes(quotes, talk)
