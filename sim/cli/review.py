"""``hanboki review``: after the sale, what was predicted, what came, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exits import Refusal
from sim.cli.options import (
    ForceOption,
    JsonOption,
    LangOption,
    ScenarioArgument,
    SeedOption,
)
from sim.cli.sampling import ReplicationsOption, ReportOption, show_record
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import finished_file, refuse_existing

if TYPE_CHECKING:
    from sim.review.actuals import Actuals
    from sim.review.study import Review
    from sim.scenario.model import Scenario

__all__ = ["review"]


def review(
    scenario: ScenarioArgument,
    actuals: Annotated[list[Path], typer.Option("--actuals", metavar="FILE")],
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV")] = None,
    error_share: Annotated[
        list[str] | None, typer.Option("--error-share", metavar="STEP=SHARE")
    ] = None,
    contacts: Annotated[
        int | None, typer.Option("--contacts", metavar="N", min=0)
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="TOML")] = None,
    replications: ReplicationsOption = DEFAULT_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    patch: Annotated[Path | None, typer.Option("--patch", metavar="TOML")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="SCENARIO")] = None,
    force: ForceOption = False,
    json: JsonOption = False,
    report: ReportOption = None,
    lang: LangOption = None,
) -> None:
    """Hold a sale that is over against its plan; say what explains the difference."""
    from sim.review.study import review as reviewed
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    for path in (patch, out):
        refuse_existing(path, may_replace=force)
    refuse_existing(report, may_replace=True)
    plan = load(scenario_file(scenario))
    told = _actuals(plan, actuals, roster, error_share or [], contacts, mapping)
    with talk.progress("review_running") as on_progress:
        found = reviewed(
            plan, told, seed=seed, replications=replications, on_progress=on_progress
        )
    _write(found, talk, patch=patch, out=out, report=report)
    if json:
        talk.show_json(_data(found))
    else:
        _show(found, talk)


def _actuals(
    plan: "Scenario",
    files: list[Path],
    roster: Path | None,
    shares: list[str],
    contacts: int | None,
    mapping: Path | None,
) -> "Actuals":
    from sim.forecast.roster import read_roster
    from sim.orders import import_orders, load_mapping
    from sim.review.actuals import Actuals

    zone = plan.zone.key
    columns = None if mapping is None else load_mapping(mapping)
    orders, _ = import_orders(files, mapping=columns, timezone=zone)
    return Actuals(
        orders=orders,
        roster=None if roster is None else read_roster(roster, timezone=zone),
        error_shares=dict(_share(words) for words in shares),
        contacts=contacts,
    )


def _share(words: str) -> tuple[str, float]:
    """Return step and share of ``confirm=0.02``."""
    step, _, number = words.partition("=")
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if not step or not 0 <= share <= 1:
        raise Refusal(key="review_bad_share", words=words)
    return step, share


def _write(
    found: "Review",
    talk: Talk,
    *,
    patch: Path | None,
    out: Path | None,
    report: Path | None,
) -> None:
    """Write the files that were asked for, each complete or not at all."""
    from sim.review.patch import lessons, next_scenario, patch_text

    learned = lessons(found)
    if patch is not None:
        with finished_file(patch) as unfinished:
            words = patch_text(learned, talk.language)
            unfinished.write_text(words, encoding="utf-8", newline="\n")
        talk.tell("written", path=patch)
    if out is not None:
        from sim.scenario.files import save

        save(next_scenario(found.plan, learned, talk.language), out)
        talk.tell("written", path=out)
    if report is not None:
        from sim.report.reviewed import write_review

        report.parent.mkdir(parents=True, exist_ok=True)
        write_review(found, report, talk.language)
        talk.tell("written", path=report)


def _show(found: "Review", talk: Talk) -> None:
    from sim.cli.word_tables import show_table
    from sim.language import text
    from sim.report import review_words as words

    language = talk.language
    talk.show_text(words.headline_sentence(found, language), style="bold")
    talk.show_text(words.main_sentence(found, language), style="bold")
    for sentence in words.unknown_sentences(found, language):
        talk.show_text(sentence, style="yellow")
    show_table(words.bands_table(found, language), talk)
    show_table(words.causes_table(found, language), talk)
    learned = words.lessons_table(found, language)
    show_table(learned, talk)
    if not learned.rows:
        talk.show_text(text("review.no_lessons", language))
    talk.show_text("")
    talk.show_text(text("review.how_causes", language), style="dim")
    show_record(found.result.record, talk)


def _data(found: "Review") -> dict[str, Any]:
    """Return the review as plain data, in no language."""
    from dataclasses import asdict

    from sim.cli.plain import columns, plain
    from sim.review.patch import lessons

    explained = found.explanation
    content = {
        "format": "hanboki.review/1",
        "record": asdict(found.result.record),
        "actual": asdict(found.counted),
        "explanation": {
            "measured": explained.measured,
            "planned": explained.planned,
            "as_it_was": explained.as_it_was,
            "main": None if explained.main is None else explained.main.factor,
            "causes": [
                {
                    "factor": cause.factor,
                    "share": cause.share,
                    "low": cause.interval.low,
                    "high": cause.interval.high,
                }
                for cause in explained.causes
            ],
            "unknown": list(explained.unknown),
        },
        "level": found.reality.level,
        "speed": found.reality.speed,
        "lessons": [asdict(lesson) for lesson in lessons(found)],
    }
    return {**plain(content), "bands": columns(found.bands)}
