"""The answer of a staffing search in words: what terminal, report and screen show."""

import pandas as pd

from sim.language import (
    Language,
    day_text,
    moment_text,
    number_text,
    percent_text,
    text,
    yen_text,
)
from sim.report.word_tables import WordTable
from sim.staffing import Answer, Frontier, Heads, Offer, largest_kept, repairs_of

__all__ = [
    "certificate_sentence",
    "choice_names",
    "cost_sentence",
    "found_sentence",
    "frontier_sentence",
    "frontier_table",
    "how_sentences",
    "marginal_words",
    "plan_table",
    "plan_words",
    "record_words",
    "repair_sentence",
    "room_sentence",
    "room_table",
    "step_labels",
    "unmet_table",
]


def found_sentence(answer: Answer, language: Language) -> str:
    """Return the answer in one sentence."""
    if answer.heads is None:
        return _say("nothing", language)
    promise = _promise(answer, language)
    plan = plan_words(answer.offer, answer.heads, language)
    values = {"plan": plan, "cost": yen_text(answer.cost_yen, language), **promise}
    if answer.status == "found":
        assert answer.verdict is not None
        sure = "found" if answer.verdict.status == "meets" else "found_close"
        return _say(sure, language, **values)
    if answer.status == "stopped":
        return _say("stopped", language, plan=plan, cost=values["cost"])
    if answer.is_hopeless:
        share = percent_text(answer.hopeless, language)
        return _say("hopeless", language, share=share)
    return _say("short", language, **values)


def plan_words(offer: Offer, heads: Heads, language: Language) -> str:
    """Return who is bought, in a few words."""
    bought = [
        _say("heads_of", language, shift=choice.shift.label, heads=n)
        for choice, n in zip(offer.choices, heads, strict=True)
        if n
    ]
    return _say("list_mark", language).join(bought) or _say("nobody", language)


def cost_sentence(answer: Answer, language: Language) -> str:
    """Return what the plan costs on paper, and what a sale is expected to cost."""
    assert answer.heads is not None
    values = {
        "bought": yen_text(answer.offer.bought_yen(answer.heads), language),
        "base": yen_text(answer.offer.base_yen, language),
    }
    words = _say("cost", language, **values)
    if answer.check is not None:
        mean = float(answer.check["total_cost_yen"].mean())
        lost = float(answer.check["lost_margin_yen"].mean())
        words += _say(
            "cost_expected",
            language,
            total=yen_text(mean, language),
            lost=yen_text(lost, language),
            n=number_text(len(answer.check), language),
        )
    return words


def certificate_sentence(answer: Answer, language: Language) -> str:
    """Return how much cheaper a plan could be at most."""
    certificate = answer.certificate
    if certificate is None:
        return _say("no_bound", language)
    values = {
        "bound": yen_text(certificate.bound_yen, language),
        "confidence": percent_text(certificate.confidence, language),
        "sales": number_text(certificate.sales, language),
    }
    if answer.gap is None or answer.status != "found":
        return _say("bound_only", language, **values)
    if answer.gap == 0:
        return _say("bound_reached", language, **values)
    assert answer.bought_gap is not None
    gaps = {
        "gap": percent_text(answer.gap, language),
        "bought_gap": percent_text(answer.bought_gap, language),
    }
    return _say("bound", language, **values, **gaps)


def repair_sentence(answer: Answer, language: Language) -> str:
    """Return the cheapest way to make the menu large enough; empty without need."""
    if answer.status != "short" or answer.is_hopeless:
        return ""
    if answer.repair is None or answer.repair.heads is None:
        return _say("no_repair", language)
    raises = [
        _say(
            "raise",
            language,
            shift=answer.offer.choices[each.choice].shift.label,
            limit=each.limit,
            needed=each.needed,
        )
        for each in repairs_of(answer.offer, answer.repair.heads)
    ]
    if answer.offer.menu.budget_yen is not None:
        bought = answer.repair.offer.bought_yen(answer.repair.heads)
        if bought > answer.offer.menu.budget_yen:
            budget = yen_text(bought, language)
            raises.append(_say("raise_budget", language, budget=budget))
    verdict = answer.repair.verdict
    assert verdict is not None
    return _say(
        "repair",
        language,
        raises=_say("list_mark", language).join(raises),
        cost=yen_text(answer.repair.cost_yen, language),
        kept=percent_text(verdict.probability, language),
        low=percent_text(verdict.ci_low, language),
        high=percent_text(verdict.ci_high, language),
    )


def plan_table(answer: Answer, language: Language) -> WordTable:
    """Return one row a shift of the menu."""
    offer = answer.offer
    labels = {team.name: team.label or team.name for team in offer.scenario.teams}
    assert answer.heads is not None
    rows = []
    for choice, n in zip(offer.choices, answer.heads, strict=True):
        shift = choice.shift
        order_by = (
            "" if choice.order_by is None else day_text(choice.order_by, language)
        )
        if choice.is_too_late:
            order_by = _say("too_late", language)
        rows.append(
            (
                shift.label,
                labels[shift.team],
                f"{shift.from_}–{shift.to}",
                number_text(len(choice.days), language),
                number_text(n, language),
                number_text(shift.max_heads, language),
                yen_text(choice.head_yen, language),
                yen_text(n * choice.head_yen, language),
                order_by,
            )
        )
    head = ("shift", "team", "hours", "days", "heads", "most", "head_yen", "yen", "by")
    return WordTable(
        _say("plan_caption", language),
        tuple(_say(f"head_{name}", language) for name in head),
        tuple(rows),
        n_words=3,
    )


def unmet_table(answer: Answer, language: Language) -> WordTable:
    """Return where a plan that does not keep the promise is short of hands."""
    clock = answer.offer.scenario.clock
    names = step_labels(answer.offer)
    rows = [
        (
            _say("list_mark", language).join(names.get(s, s) for s in each.steps),
            moment_text(clock.moment(each.start), language),
            moment_text(clock.moment(each.end), language),
            _say(f"reason_{each.reason}", language),
            number_text(each.short_hours, language, 1),
            number_text(each.heads_short, language) if each.heads_short else "–",
        )
        for each in answer.unmet
    ]
    head = ("steps", "start", "end", "reason", "short_hours", "heads_short")
    return WordTable(
        _say("unmet_caption", language),
        tuple(_say(f"head_{name}", language) for name in head),
        tuple(rows),
        n_words=4,
    )


def marginal_words(offer: Offer, table: pd.DataFrame, language: Language) -> WordTable:
    """Return what one head more or less does, best first."""
    rows = []
    for row in table.to_dict("records"):
        per = "–"
        if row["differs"]:
            per = _interval(
                yen_text(row["yen_per_avoided"], language),
                yen_text(row["yen_per_avoided_low"], language),
                yen_text(row["yen_per_avoided_high"], language),
                language=language,
            )
        rows.append(
            (
                offer.choices[int(row["shift"])].shift.label,
                f"{row['change']:+d}",
                _say("tied" if row["is_tied"] else "not_tied", language),
                yen_text(row["yen"], language),
                _interval(
                    *(
                        number_text(row[f"avoided{end}"], language, 1)
                        for end in ("", "_low", "_high")
                    ),
                    language=language,
                ),
                _interval(
                    *(_points(row[f"kept{e}"]) for e in ("", "_low", "_high")),
                    language=language,
                ),
                per,
            )
        )
    head = ("shift", "change", "rank", "yen", "avoided", "kept", "per_avoided")
    n = int(table["n"].iloc[0]) if len(table) else 0
    return WordTable(
        _say("marginal_caption", language, n=number_text(n, language)),
        tuple(_say(f"head_{name}", language) for name in head),
        tuple(rows),
        n_words=3,
    )


def frontier_table(frontier: Frontier, language: Language) -> WordTable:
    """Return cost against risk, one row a plan."""
    rows = []
    for row in frontier.points.to_dict("records"):
        plan = frontier.plans[int(row["plan"])]
        rows.append(
            (
                plan_words(frontier.offer, plan, language),
                yen_text(row["cost_yen"], language),
                _interval(
                    *(percent_text(row[f"kept{e}"], language) for e in _ENDS),
                    language=language,
                ),
                _interval(
                    *(number_text(row[f"missed{e}"], language, 1) for e in _ENDS),
                    language=language,
                ),
                _interval(
                    *(yen_text(row[f"total_yen{e}"], language) for e in _ENDS),
                    language=language,
                ),
            )
        )
    head = ("plan", "cost", "chance", "missed", "total")
    return WordTable(
        _say("frontier_caption", language, n=number_text(frontier.n, language)),
        tuple(_say(f"head_{name}", language) for name in head),
        tuple(rows),
    )


def frontier_sentence(frontier: Frontier, language: Language) -> str:
    """Return how many points there are, and what they are."""
    n = number_text(len(frontier.plans), language)
    return _say("frontier_sentence", language, n=n)


def room_sentence(
    kind: str, table: pd.DataFrame, asked: float, language: Language
) -> str:
    """Return how far orders may grow, or the cut-off move, at the same promise."""
    n = number_text(int(table["n"].iloc[0]), language)
    most = largest_kept(table, asked)
    if not most:
        return _say(f"room_{kind}_none", language, n=n)
    change = (
        percent_text(most, language)
        if kind == "orders"
        else number_text(most, language)
    )
    return _say(f"room_{kind}_sentence", language, change=change, n=n)


def record_words(answer: Answer, language: Language) -> str:
    """Return what the numbers depend on."""
    return _say(
        "record",
        language,
        digest=answer.offer.scenario.digest[:12],
        seed=answer.seed,
        engine=answer.engine,
    )


def room_table(kind: str, table: pd.DataFrame, language: Language) -> WordTable:
    """Return the promise with more orders, or a later cut-off (``kind``)."""
    rows = []
    for row in table.to_dict("records"):
        change = (
            percent_text(row["change"], language)
            if kind == "orders"
            else _say("minutes_later", language, n=number_text(row["change"], language))
        )
        rows.append(
            (
                change,
                _interval(
                    *(percent_text(row[f"kept{e}"], language) for e in _ENDS),
                    language=language,
                ),
                number_text(row["missed"], language, 1),
            )
        )
    n = int(table["n"].iloc[0]) if len(table) else 0
    head = (f"more_{kind}", "chance", "missed_mean")
    return WordTable(
        _say(f"room_{kind}", language, n=number_text(n, language)),
        tuple(_say(f"head_{name}", language) for name in head),
        tuple(rows),
    )


def how_sentences(answer: Answer, language: Language) -> list[str]:
    """Return which sales the answer was made from, and how to read it."""
    said = [
        _say(
            f"sample_{sample.purpose}",
            language,
            first=sample.first,
            n=number_text(sample.n, language),
            looked_at=number_text(sample.looked_at, language),
        )
        for sample in answer.samples
    ]
    return [
        _say(
            "how",
            language,
            tried=number_text(answer.tried, language),
            aside=number_text(answer.put_aside, language),
        ),
        *said,
    ]


def choice_names(offer: Offer) -> list[str]:
    """Return what the shifts of the menu are called."""
    return [choice.shift.label for choice in offer.choices]


def step_labels(offer: Offer) -> dict[str, str]:
    """Return what the steps of the order flow are called."""
    return {step.step: step.label or step.step for _, step in offer.scenario.steps()}


_ENDS = ("", "_low", "_high")


def _promise(answer: Answer, language: Language) -> dict[str, str]:
    verdict = answer.verdict
    target = answer.offer.scenario.target
    values = {
        "missed": percent_text(target.missed_share, language),
        "asked": percent_text(target.with_probability, language),
        "kept": "–",
        "low": "–",
        "high": "–",
        "n": "0",
    }
    if verdict is not None:
        values |= {
            "kept": percent_text(verdict.probability, language),
            "low": percent_text(verdict.ci_low, language),
            "high": percent_text(verdict.ci_high, language),
            "n": number_text(verdict.n, language),
        }
    return values


def _interval(middle: str, low: str, high: str, *, language: Language) -> str:
    return f"{middle} ({text('report.range', language, low=low, high=high)})"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _say(key: str, language: Language, **values: object) -> str:
    return text(f"staffing.{key}", language, **values)
