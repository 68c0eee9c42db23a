"""The agreement on paper: what is agreed, who accepted it, when, on which hash."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sim.agreements.blanks import blanks
from sim.agreements.bound_run import KpiLine
from sim.agreements.clauses import Party, Side
from sim.agreements.terms import Terms
from sim.agreements.words import choice_text, value_text
from sim.charts import ship_by_moments
from sim.charts.printed import (
    DayBand,
    PriceSpread,
    printed_backlog,
    printed_bands,
    printed_price,
)
from sim.experiments import Result
from sim.language import Language, number_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.articles import Article, Grid, Said, agreement_articles, both_times
from sim.report.pdf import BLUE, INK, SLATE, Align, Paper
from sim.report.quantities import amount_text, range_text
from sim.scenario.base import Spec

__all__ = ["Acceptance", "Issue", "agreement_pdf", "kpi_cells"]

UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One side's acceptance of the document."""

    side: Side
    """Which side."""
    actor: str
    """Account that accepted."""
    at: datetime
    """When, aware."""
    sha256: str
    """Hash that it accepted."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Where a document stands: its number, revision, state and acceptances."""

    agreement: str
    """Number of the agreement."""
    revision: int
    """Number of the revision."""
    status: str
    """State, as the workflow names it; ``locked`` is agreed by both."""
    acceptances: tuple[Acceptance, ...] = ()
    """Who accepted this revision."""
    at: datetime | None = None
    """When the paper is made; None leaves the time of the clock."""


def agreement_pdf(
    terms: Terms,
    language: Language,
    *,
    issue: Issue | None = None,
    result: Result | None = None,
) -> bytes:
    """Return the agreement as a PDF.

    Parameters
    ----------
    issue
        None means a draft that has no number yet.
    result
        Run that the document is bound to, for the chart of open orders; None leaves the
        chart out.

    Raises
    ------
    ValueError
        The result is of another scenario than the one that the document names.
    """
    if (
        result is not None
        and result.record.scenario_digest != terms.run.scenario_digest
    ):
        msg = "result: must be of the scenario that the terms are bound to"
        raise ValueError(msg)
    return _AgreementPaper(terms, language, issue, result).document()


def kpi_cells(line: KpiLine, language: Language) -> tuple[str, str, str, str, str]:
    """Return label, median, range of outcomes, mean with interval, replications."""
    known = [
        UNKNOWN if value is None else value
        for value in (
            line.p50,
            line.p10,
            line.p90,
            line.mean,
            line.ci_low,
            line.ci_high,
        )
    ]
    p50, p10, p90, mean, ci_low, ci_high = known
    middle = amount_text(mean, line.unit, language)
    if line.ci_low is not None and line.ci_high is not None:
        low = max(ci_low, 0.0) if p10 >= 0 else ci_low
        high = min(ci_high, 1.0) if line.unit == "share" else ci_high
        middle += f" ({range_text(low, high, line.unit, language)})"
    return (
        kpi_of("kpis", line.kpi).label(language),
        amount_text(p50, line.unit, language),
        range_text(p10, p90, line.unit, language),
        middle,
        number_text(line.n, language),
    )


class _AgreementPaper:
    """The pages of one agreement."""

    def __init__(
        self,
        terms: Terms,
        language: Language,
        issue: Issue | None,
        result: Result | None,
    ) -> None:
        self.terms = terms
        self.language = language
        self.issue = issue
        self.result = result
        self.paper = Paper(
            language,
            title=terms.title,
            footer=self._footer(),
            watermark="" if self._is_agreed() else self._say("watermark"),
            at=None if issue is None else issue.at,
        )

    def document(self) -> bytes:
        """Write all pages."""
        self._masthead()
        articles = agreement_articles(self.terms, self.language)
        for number, article in enumerate(articles, start=1):
            self._article(number, article)
        self._signatures()
        self._annexes()
        self._blanks()
        return self.paper.finished()

    def _masthead(self) -> None:
        paper, terms, language = self.paper, self.terms, self.language
        paper.big_title(terms.title)
        for words in self._standing():
            paper.line_right(words)
        paper.ln(2)
        names = {
            party.kind: value_text(party.name, Party, "name", language)
            for party in terms.parties
        }
        paper.paragraph(self._say("preamble", **names))
        if language != terms.language:
            paper.small(self._say("translation_note"))
        if not self._is_agreed():
            paper.small(self._say("preamble_draft"))

    def _standing(self) -> Iterable[str]:
        issue, terms = self.issue, self.terms
        if issue is None:
            yield self._say("number_line_draft")
        else:
            number, revision = issue.agreement, issue.revision
            yield self._say("number_line", number=number, revision=revision)
            status = text(f"receipt.status_{issue.status}", self.language)
            yield self._say("state_line", status=status)
        for key, moment in (
            ("decide_line", terms.decide_by),
            ("valid_line", terms.valid_until),
        ):
            if moment is not None:
                words = both_times(moment, terms, self.language)
                yield self._say(key, moment=words)
        if terms.acceptance_order != "parallel":
            value = choice_text(terms.acceptance_order, self.language)
            yield self._say("order_line", value=value)

    def _article(self, number: int, article: Article) -> None:
        paper = self.paper
        paper.heading(self._say("article", number=number, title=article.title))
        for block in article.blocks:
            match block:
                case Said():
                    paper.paragraph(block.words)
                case Grid():
                    self._grid(block)
                case _:
                    png, alt = self._picture(block)
                    if png is not None:
                        paper.picture(png, alt)

    def _grid(self, grid: Grid) -> None:
        aligns: list[Align] = [
            "R" if column in grid.numbers else "L" for column in range(len(grid.widths))
        ]
        self.paper.rows(grid.head, grid.rows, widths=grid.widths, aligns=aligns)

    def _picture(self, name: str) -> tuple[bytes | None, str]:
        alt = self._say(f"alt_{name}")
        quoted = self.terms.price.quoted
        if name == "price" and quoted is not None:
            spread = PriceSpread(
                p10=quoted.p10_yen,
                p50=quoted.p50_yen,
                p90=quoted.p90_yen,
                mean=quoted.mean_yen,
                ci_low=quoted.ci_low_yen,
                ci_high=quoted.ci_high_yen,
            )
            return printed_price(spread, self.language), alt
        bands = [
            DayBand(each.day, each.low, each.expected, each.high)
            for each in self.terms.volume.days
        ]
        return printed_bands(bands, self.language), alt

    def _signatures(self) -> None:
        paper = self.paper
        paper.keep_together(86)
        paper.heading(self._say("signatures"))
        paper.paragraph(self._say("signatures_note"))
        paper.mono(self.terms.digest)
        top = paper.y + 1
        width = (paper.epw - 6) / 2
        sides: tuple[Side, Side] = ("shop", "agency")
        for place, side in enumerate(sides):
            paper.set_y(top)
            self._box(side, paper.l_margin + place * (width + 6), top, width)
        paper.set_y(top + 50)
        paper.small(text("receipt.statement", self.language))

    def _box(self, side: Side, left: float, top: float, width: float) -> None:
        paper, party = self.paper, self.terms.party(side)
        accepted = self._acceptance(side)
        paper.frame(left, top, width, 47)
        rows = [
            (self._say("sign_company"), self._value(party, "name")),
            (self._say("sign_representative"), self._value(party, "representative")),
        ]
        if accepted is not None:
            moment = both_times(accepted.at, self.terms, self.language)
            rows += [
                (self._say("sign_account"), accepted.actor),
                (self._say("sign_at"), moment.replace("(", "\n(")),
                (self._say("sign_hash"), accepted.sha256),
            ]
        paper.text_at(left + 3, top + 3, choice_text(side, self.language), 9, BLUE)
        y = top + 9.5
        for label, value in rows:
            paper.text_at(left + 3, y, label, 7, SLATE)
            y = paper.block_at(left + 22, y, width - 25, value, 7.5, INK) + 1.4
        if accepted is None:
            words = self._say("not_signed")
            paper.text_at(left + 22, y + 1, words, 8, SLATE)
        else:
            paper.stamp(left + width - 22, top + 2, self._say("accepted_mark"))

    def _acceptance(self, side: Side) -> Acceptance | None:
        found = () if self.issue is None else self.issue.acceptances
        return next((each for each in found if each.side == side), None)

    def _annexes(self) -> None:
        self._annex(1, "run")
        self._run()
        number = 2
        if self.terms.replies:
            self._annex(number, "replies")
            number += 1
            for reply in self.terms.replies:
                self.paper.label(choice_text(reply.case, self.language))
                self.paper.paragraph(self._value(reply, "words"), points=8.5)
        if self.terms.labour_notes:
            self._annex(number, "labour")
            self.paper.small(self._say("labour_note"))
            for note in self.terms.labour_notes:
                self.paper.label(choice_text(note.rule, self.language))
                self.paper.paragraph(note.words, points=8.5, gap=0.4)
                sources = " / ".join(note.sources)
                self.paper.small(self._say("sources", sources=sources))

    def _annex(self, number: int, key: str) -> None:
        title = self._say(f"annex_{key}")
        if key == "run":
            self.paper.add_page()
        self.paper.heading(self._say("annex", number=number, title=title))

    def _run(self) -> None:
        paper, run, language = self.paper, self.terms.run, self.language
        promise = run.promise
        paper.paragraph(
            self._say(
                "run_promise",
                share=percent_text(self.terms.quality.missed_share, language, 2),
                n=number_text(promise.n, language),
                probability=percent_text(promise.probability, language, 1),
                low=percent_text(promise.ci_low, language, 1),
                high=percent_text(promise.ci_high, language, 1),
                status=choice_text(promise.status, language),
            )
        )
        heads = [self._say(f"head_{k}") for k in ("kpi", "p50", "range", "mean", "n")]
        paper.rows(
            heads,
            [kpi_cells(line, language) for line in run.kpis],
            widths=(3.4, 1.8, 3, 3.6, 0.9),
            aligns=["L", "R", "R", "R", "R"],
        )
        if self.result is not None:
            png = printed_backlog(
                self.result.tables.backlog,
                language,
                ship_by=ship_by_moments(self.result.scenario),
            )
            if png is not None:
                caption = self._say("backlog_title")
                paper.picture(png, self._say("alt_backlog"), caption=caption)
        paper.small(self._say("run_note"))
        versions = ", ".join(f"{k} {v}" for k, v in sorted(run.versions.items()))
        paper.small(
            self._say(
                "run_record",
                name=run.scenario_name,
                digest=run.scenario_digest,
                seed=run.seed,
                n=number_text(run.replications, language),
                engine=run.engine,
                versions=versions,
            )
        )

    def _blanks(self) -> None:
        found = blanks(self.terms)
        if not found:
            return
        count = number_text(len(found), self.language)
        self.paper.heading(self._say("blanks_title", count=count))
        self.paper.small(self._say("blanks_note"))
        for blank in found:
            self.paper.paragraph("□ " + blank.label(self.language), points=8.5, gap=0.2)

    def _footer(self) -> str:
        if self.issue is None:
            return self._say("footer_draft", digest=self.terms.digest)
        return self._say(
            "footer",
            number=self.issue.agreement,
            revision=self.issue.revision,
            digest=self.terms.digest,
        )

    def _is_agreed(self) -> bool:
        return self.issue is not None and self.issue.status == "locked"

    def _value(self, spec: Spec, field: str) -> str:
        return value_text(getattr(spec, field), type(spec), field, self.language)

    def _say(self, key: str, /, **values: object) -> str:
        return text(f"paper.{key}", self.language, **values)
