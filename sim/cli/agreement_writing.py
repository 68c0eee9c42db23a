"""Commands that write: new, terms, edit, send, counter, amend."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.acting import AsOption, DatabaseOption, acting, now
from sim.cli.agreement_acting import changing, see
from sim.cli.agreement_page import NumberArgument, show_standing
from sim.cli.exits import Refusal
from sim.cli.options import (
    ForceOption,
    JsonOption,
    LangOption,
    ScenarioArgument,
    SeedOption,
)
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import finished_file, refuse_existing
from sim.engines import EngineName

if TYPE_CHECKING:
    from sim.accounts import Actor
    from sim.agreements.records import Agreement, Offer
    from sim.database import Database
    from sim.experiments import Result
    from sim.quotes import Quote

__all__ = ["amend", "counter", "edit", "new", "send", "terms"]

RatesOption = Annotated[str | None, typer.Option("--rates", metavar="FILE")]
TermsOption = Annotated[Path | None, typer.Option("--terms", metavar="TOML")]
ScenarioOption = Annotated[Path | None, typer.Option("--scenario", metavar="SCENARIO")]
ReplicationsOption = Annotated[int, typer.Option("--replications", metavar="N", min=1)]
EngineOption = Annotated[
    EngineName, typer.Option("--engine", metavar="compiled|reference")
]
WorkersOption = Annotated[int | None, typer.Option("--workers", metavar="N", min=1)]
MOMENT = "YYYY-MM-DDTHH:MM"
FORMATS = ["%Y-%m-%dT%H:%M"]
ValidOption = Annotated[
    datetime | None, typer.Option("--valid-until", metavar=MOMENT, formats=FORMATS)
]
DecideOption = Annotated[
    datetime | None, typer.Option("--decide-by", metavar=MOMENT, formats=FORMATS)
]


def new(
    scenario: ScenarioArgument,
    who: AsOption,
    rates: RatesOption = None,
    partner: Annotated[str | None, typer.Option("--partner", metavar="NAME")] = None,
    terms: TermsOption = None,
    valid_until: ValidOption = None,
    decide_by: DecideOption = None,
    replications: ReplicationsOption = DEFAULT_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    engine: EngineOption = "compiled",
    workers: WorkersOption = None,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Begin an agreement from a plan and a rate card, as a draft."""
    from sim.agreements import drafts
    from sim.agreements.offers import new_offer, offer_with_terms
    from sim.agreements.terms_files import load_terms

    talk = Talk.in_language(lang)
    written = None if terms is None else load_terms(terms)
    with acting(place, who, talk) as (database, actor):
        partner_id = _partner(database, actor, partner)
        how = _How(replications, seed, engine, workers)
        result, quote = _computed(scenario, rates, how, talk)
        offer = new_offer(result, quote, language=talk.language)
        if written is not None:
            offer = offer_with_terms(offer, written)
        offer = _dated(offer, valid_until, decide_by)
        found = drafts.create(database, actor, partner_id, offer, now=now())
        show_standing(database, actor, found, talk, is_json=json)


def terms(
    number: NumberArgument,
    who: AsOption,
    out: Annotated[Path, typer.Option("--out", metavar="TOML")],
    revision: Annotated[
        int | None, typer.Option("--revision", metavar="N", min=1)
    ] = None,
    force: ForceOption = False,
    place: DatabaseOption = None,
    lang: LangOption = None,
) -> None:
    """Write the document as a file, to read it or to change it."""
    from sim.agreements.terms_files import dumps_terms

    talk = Talk.in_language(lang)
    refuse_existing(out, may_replace=force)
    with acting(place, who, talk) as (database, actor):
        seen = see(database, actor, number)
        document = _latest(seen) if revision is None else _revision(seen, revision)
    with finished_file(out) as unfinished:
        words = dumps_terms(document.terms)
        unfinished.write_text(words, encoding="utf-8", newline="\n")
    talk.tell("written", path=out)


def edit(
    number: NumberArgument,
    terms: Annotated[Path, typer.Argument(metavar="TERMS.toml")],
    who: AsOption,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Save a changed document as the own draft, without sending it."""
    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        _save(database, actor, seen, _with_terms(_latest(seen), terms))


def send(
    number: NumberArgument,
    who: AsOption,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Send the own draft to the other side."""
    from sim.agreements import drafts

    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        version = 0 if seen.draft is None else seen.draft.version
        found = seen.summary.id
        drafts.send(database, actor, found, draft_version=version, now=now())


def counter(
    number: NumberArgument,
    who: AsOption,
    terms: TermsOption = None,
    scenario: ScenarioOption = None,
    rates: RatesOption = None,
    valid_until: ValidOption = None,
    decide_by: DecideOption = None,
    workers: WorkersOption = None,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Answer a revision with another document, another plan, or both."""
    talk = Talk.in_language(lang)
    wish = _Wish(terms, scenario, rates, valid_until, decide_by, workers)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        wish.send(database, actor, seen, talk)


def amend(
    number: NumberArgument,
    who: AsOption,
    terms: TermsOption = None,
    scenario: ScenarioOption = None,
    rates: RatesOption = None,
    valid_until: ValidOption = None,
    decide_by: DecideOption = None,
    workers: WorkersOption = None,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Propose to change a locked agreement; it holds until both have accepted."""
    talk = Talk.in_language(lang)
    wish = _Wish(terms, scenario, rates, valid_until, decide_by, workers)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        if seen.summary.state != "locked":
            raise Refusal(key="agreement_nothing_locked", number=number)
        wish.send(database, actor, seen, talk)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the next revision should be like."""

    terms: Path | None
    scenario: Path | None
    rates: str | None
    valid_until: datetime | None
    decide_by: datetime | None
    workers: int | None

    def send(
        self, database: "Database", actor: "Actor", seen: "Agreement", talk: Talk
    ) -> None:
        """Make the next revision and send it."""
        offer = _dated(
            self._offer(_latest(seen), talk), self.valid_until, self.decide_by
        )
        _save_and_send(database, actor, seen, offer)

    def _offer(self, before: "Offer", talk: Talk) -> "Offer":
        """Return an offer with another document, on another plan, or both."""
        from sim.agreements.offers import offer_with_run

        offer = before if self.terms is None else _with_terms(before, self.terms)
        if self.scenario is None:
            if self.rates is not None:
                raise Refusal(key="agreement_rates_alone")
            return offer
        run = before.terms.run
        how = _How(
            replications=run.replications,
            seed=int(run.seed),
            engine="reference" if run.engine == "reference" else "compiled",
            workers=self.workers,
        )
        result, quote = _computed(self.scenario, self.rates, how, talk)
        return offer_with_run(offer, result, quote)


@dataclass(frozen=True, slots=True)
class _How:
    """How a plan is run."""

    replications: int
    seed: int
    engine: EngineName
    workers: int | None


def _computed(
    scenario: Path, rates: str | None, how: _How, talk: Talk
) -> tuple["Result", "Quote | None"]:
    """Run a plan, and price it on the same sales."""
    from sim.experiments import run
    from sim.experiments.samples import Sampling
    from sim.quotes import load_in_house, load_rate_card, price, simulate_sales
    from sim.quotes.shipped import rate_card_path, shipped_in_house
    from sim.scenario.files import load

    plan = load(scenario_file(scenario))
    card = None if rates is None else load_rate_card(rate_card_path(Path(rates)))
    if how.engine == "compiled":
        from sim.engines.compiled import is_ready

        if not is_ready():
            talk.tell("compiling")
    with talk.progress("simulating", how.replications) as on_progress:
        result = run(plan, on_progress=on_progress, **asdict(how))
    if card is None:
        return result, None
    with talk.progress("simulating", how.replications) as on_progress:
        sampling = Sampling(**asdict(how))
        sales = simulate_sales(plan, sampling, on_progress=on_progress)
    return result, price(sales, card, load_in_house(shipped_in_house()))


def _with_terms(before: "Offer", terms: Path) -> "Offer":
    from sim.agreements.offers import offer_with_terms
    from sim.agreements.terms_files import load_terms

    return offer_with_terms(before, load_terms(terms))


def _dated(
    offer: "Offer", valid_until: datetime | None, decide_by: datetime | None
) -> "Offer":
    """Return the offer with dates; without zone they are those of the document."""
    from sim.agreements.offers import decided_by
    from sim.agreements.records import Offer

    given = {"valid_until": valid_until, "decide_by": decide_by}
    zone = offer.terms.zone
    dates = {name: day.replace(tzinfo=zone) for name, day in given.items() if day}
    terms = decided_by(offer.terms.replace(**dates))
    return Offer(terms, offer.files, offer.samples)


def _latest(seen: "Agreement") -> "Offer":
    """Return what a writer goes on from: the own draft, else the current revision."""
    document = seen.draft or seen.current
    if document is None:
        raise Refusal(key="agreement_nothing_written", number=seen.summary.number)
    return document.offer


def _revision(seen: "Agreement", number: int) -> "Offer":
    if number > len(seen.revisions):
        raise Refusal(key="agreement_no_revision", revision=number)
    return seen.revision(number).offer


def _save(
    database: "Database", actor: "Actor", seen: "Agreement", offer: "Offer"
) -> int:
    from sim.agreements import drafts

    return drafts.save_draft(
        database,
        actor,
        seen.summary.id,
        offer,
        revision=seen.summary.current_revision,
        amends=seen.summary.locked_revision,
        draft_version=0 if seen.draft is None else seen.draft.version,
        now=now(),
    )


def _save_and_send(
    database: "Database", actor: "Actor", seen: "Agreement", offer: "Offer"
) -> None:
    from sim.agreements import drafts

    version = _save(database, actor, seen, offer)
    found = seen.summary.id
    drafts.send(database, actor, found, draft_version=version, now=now())


def _partner(database: "Database", actor: "Actor", name: str | None) -> str:
    """Return the partner that is meant; the only one need not be named."""
    from sim.accounts import partners

    known = partners(database, actor)
    if name is None and len(known) == 1:
        return known[0].id
    for each in known:
        if name in (each.name, each.id):
            return each.id
    names = ", ".join(each.name for each in known)
    raise Refusal(key="agreement_which_partner", names=names or "-")
