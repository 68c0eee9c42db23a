"""``hanboki review``: after the sale, what was predicted, what came, and why."""

from collections import Counter
from dataclasses import asdict, replace
from datetime import date
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
    from sim.experiments import BusFactor
    from sim.review.actuals import Actuals
    from sim.review.delivered import Delivered
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
    wrong_orders: Annotated[
        int | None, typer.Option("--wrong-orders", metavar="N", min=0)
    ] = None,
    replied_in_time: Annotated[
        int | None, typer.Option("--replied-in-time", metavar="N", min=0)
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="TOML")] = None,
    agreement: Annotated[
        Path | None, typer.Option("--agreement", metavar="RECEIPT")
    ] = None,
    call: Annotated[
        list[str] | None, typer.Option("--call", metavar="TEAM@DATE")
    ] = None,
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
    from sim.cli.word_tables import show_table
    from sim.report.score_words import scores_sentence, scores_table
    from sim.review.agreed import read_agreed
    from sim.review.scores import keep_scores, scores_file
    from sim.review.study import review as reviewed
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    for path in (patch, out):
        refuse_existing(path, may_replace=force)
    refuse_existing(report, may_replace=True)
    plan = load(scenario_file(scenario))
    agreed = None if agreement is None else read_agreed(agreement.read_bytes())
    calls = Counter(_call(words) for words in call or [])
    told = replace(
        _actuals(plan, actuals, roster, mapping),
        error_shares=dict(_share(words) for words in error_share or []),
        contacts=contacts,
        wrong_orders=wrong_orders,
        replied_in_time=replied_in_time,
    )
    with talk.progress("review_running") as on_progress:
        found = reviewed(
            plan,
            told,
            agreed=agreed,
            calls=calls or None,
            seed=seed,
            replications=replications,
            on_progress=on_progress,
        )
    scores = keep_scores(found, scores_file())
    _write(found, talk, patch=patch, out=out, report=report)
    if json:
        talk.show_json({**_data(found), "scores": [asdict(each) for each in scores]})
    else:
        _show(found, talk)
        show_table(scores_table(scores, talk.language), talk)
        talk.show_text(scores_sentence(scores, talk.language))


def _actuals(
    plan: "Scenario", files: list[Path], roster: Path | None, mapping: Path | None
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


def _call(words: str) -> tuple[str, date]:
    """Return team and day of ``temps@2026-12-05``."""
    team, _, day = words.rpartition("@")
    try:
        return team, date.fromisoformat(day)
    except ValueError:
        raise Refusal(key="review_bad_call", words=words) from None


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
    if found.delivered is not None and found.bus is not None:
        _show_agreement(found.delivered, found.bus, talk)
    show_record(found.result.record, talk)


def _show_agreement(kept: "Delivered", bus: "BusFactor", talk: Talk) -> None:
    from sim.cli.word_tables import show_table
    from sim.report import delivered_words as words
    from sim.report.stress_words import bus_sentence

    language = talk.language
    talk.show_text("")
    for sentence in words.delivered_sentences(kept, language):
        talk.show_text(sentence, style="bold")
    for table in words.delivered_tables(kept, language):
        show_table(table, talk)
    talk.show_text("")
    talk.show_text(bus_sentence(bus, language), style="bold")
    for table in words.work_tables(kept.agreed, language):
        show_table(table, talk)


def _data(found: "Review") -> dict[str, Any]:
    """Return the review as plain data, in no language."""
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
    if found.delivered is not None and found.bus is not None:
        content["delivered"] = _delivered_data(found.delivered)
        content["bus_factor"] = columns(found.bus.rows)
    return {**plain(content), "bands": columns(found.bands)}


def _delivered_data(kept: "Delivered") -> dict[str, Any]:
    """Return agreed against delivered, and the bill in whole yen."""
    made = kept.bill
    return {
        "agreement": kept.agreed.number,
        "terms_sha256": kept.agreed.terms.digest,
        "volume": [
            {**asdict(row), "day": row.day and row.day.isoformat()}
            for row in kept.volume
        ],
        "classes": [
            {"label": row.label, "due": row.due, "missed": row.missed}
            for row in kept.classes
        ],
        "missed_share": kept.missed_share,
        "agreed_missed_share": kept.agreed.terms.quality.missed_share,
        "promises": [
            {**asdict(row), "share": row.share, "is_kept": row.is_kept}
            for row in kept.promises
        ],
        "hours": [asdict(row) for row in kept.hours],
        "needs": list(kept.needs),
        "bill": None
        if made is None
        else {
            "lines": [
                {"kind": line.kind, "item": line.item, "yen": int(line.yen)}
                for line in made.lines
            ],
            "before_tax_yen": int(made.before_tax_yen),
            "tax_yen": int(made.tax_yen),
            "total_yen": int(made.total_yen),
        },
    }
