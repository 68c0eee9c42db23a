"""Find the cheapest staffing: bound, search, check on fresh sales, certificate."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from time import perf_counter

import numpy as np
import pandas as pd

from sim.engines import EngineName
from sim.experiments import DEFAULT_SEED, Cancelled
from sim.experiments.verdict import Verdict, judge
from sim.scenario.model import Scenario
from sim.staffing.answer import Answer, Certificate, Effort, Sample
from sim.staffing.busy import busy_share, orders_of
from sim.staffing.certify import certify
from sim.staffing.comparing import Comparing
from sim.staffing.focus import Focus, focused
from sim.staffing.offer import Heads, Offer, offer_of
from sim.staffing.proof import Proof, kept_at_least, proof_of
from sim.staffing.refuting import Refuting
from sim.staffing.relaxation import BUSY_TIMES, Relaxation, relaxation_of
from sim.staffing.rows import Rows
from sim.staffing.runner import Runner
from sim.staffing.search import OnBest, Search
from sim.staffing.shortfall import Unmet, repair_menu, unmet_of

__all__ = ["find_staffing"]

TRIAL_FIRST = 0
PROOF_FIRST = 1_000_000
PILOT_FIRST = 2_000_000
CHECK_FIRST, CHECK_STEP = 3_000_000, 100_000
REFUTE_FIRST, REFUTE_SALES = 4_000_000, 40_000
"""Numbers of the first replication of each sample; they never meet."""
PROOF_ERROR, TRIAL_ERROR = 0.04, 0.01
_FIRST_BLOCK = 50
_MOST_CHECKS = 8


def find_staffing(
    scenario: Scenario,
    *,
    seed: int = DEFAULT_SEED,
    as_of: date | None = None,
    effort: Effort | None = None,
    engine: EngineName = "compiled",
    executor: Executor | None = None,
    workers: int | None = None,
    on_best: OnBest | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Answer:
    """Return the cheapest plan of the scenario's menu that keeps its promise.

    What is minimised, and how, is told in :mod:`sim.staffing.search`; why the bound
    holds, in :mod:`sim.staffing.proof` and :mod:`sim.staffing.certify`.

    Parameters
    ----------
    scenario
        A checked scenario with a menu.
    seed
        Seed of every random value.
    as_of
        Day on which orders are placed; shifts whose notice has passed then are out.
    effort
        How many sales are looked at; None means the default.
    engine, executor, workers
        How sales are simulated, as in :func:`sim.experiments.headlines.headlines`.
    on_best
        Called with what the search does and the best plan so far.
    cancelled
        Asked between replications; when it says True, the answer is the best so far.

    Raises
    ------
    ScenarioError
        The scenario has no menu.
    """
    runner = Runner(seed, engine, executor, workers, cancelled)
    offer = offer_of(scenario, as_of=as_of)
    effort, on_best = effort or Effort(), on_best or _ignore
    answer = _Finding(offer, runner, effort, on_best).answer()
    if answer.status != "short" or answer.is_hopeless:
        return answer
    raised = offer.with_menu(repair_menu(offer))
    repair = _Finding(raised, runner, effort, on_best).answer()
    return replace(answer, repair=repair if repair.status == "found" else None)


class _Finding:
    """One search from end to end; what is known survives when it is stopped."""

    def __init__(
        self, offer: Offer, runner: Runner, effort: Effort, on_best: OnBest
    ) -> None:
        self.began = perf_counter()
        self.offer = offer
        self.runner = runner
        self.effort = effort
        self.on_best = on_best
        self.trials: Comparing | None = None
        self.refuting = Refuting(
            offer, runner, first=REFUTE_FIRST, most=REFUTE_SALES, error=TRIAL_ERROR
        )
        self.samples: list[Sample] = []
        self.put_aside = 0
        self.search: Search | None = None
        self.certificate: Certificate | None = None
        self.check: pd.DataFrame | None = None
        self.pilot: Relaxation | None = None
        self.likely: Rows | None = None

    def answer(self) -> Answer:
        """Return what was found, also when it was stopped."""
        is_stopped = False
        try:
            self._find()
        except Cancelled:
            is_stopped = True
        return self._told(is_stopped=is_stopped)

    def _find(self) -> None:
        self.on_best("bound", None)
        pilot = self._pilot()
        asked = self.offer.scenario.target.with_probability
        likely = pilot.likely_rows(kept_at_least(pilot.n_sales, asked, 0.5))
        self.pilot, self.likely = pilot, likely
        proof = self._proof(focused(self.offer, pilot, likely))
        kept = kept_at_least(proof.n_sales, asked - proof.bad_luck, PROOF_ERROR)
        rows = proof.rows(kept)
        self.trials = Comparing(
            self.offer,
            self.runner,
            first=TRIAL_FIRST,
            n_sales=self.effort.spread,
            n_simulated=self.effort.trial,
        )
        self.search = Search(
            offer=self.offer,
            proven=rows,
            likely=likely,
            trials=self.trials,
            errors=self.effort.margin,
            budget=self.effort.budget,
            on_best=self.on_best,
        )
        self.certificate = self._certified(proof, rows, None, kept, 0)
        self.search.run()
        self._check_until_kept(self.search)
        best = self.search.best
        self.certificate = self._certified(proof, rows, best, kept, self.effort.refute)
        self.on_best("done", best)

    def _pilot(self) -> Relaxation:
        """Return what some sales ask for, to find out where the plan is tight."""
        pilot = relaxation_of(
            self.offer,
            seed=self.runner.seed,
            first=PILOT_FIRST,
            n_sales=self._sampled(PILOT_FIRST, self.effort.pilot),
            cancelled=self.runner.stop_if_cancelled,
        )
        self.samples.append(Sample("pilot", PILOT_FIRST, pilot.n_sales, pilot.n_read))
        return pilot

    def _proof(self, focus: Focus) -> Proof:
        """Return the conditions of other sales, where the plan is tight."""
        proof = proof_of(
            self.offer,
            focus,
            seed=self.runner.seed,
            first=PROOF_FIRST,
            n_sales=self._sampled(PROOF_FIRST, self.effort.proof),
            cancelled=self.runner.stop_if_cancelled,
        )
        self.samples.append(Sample("proof", PROOF_FIRST, proof.n_sales, proof.n_read))
        return proof

    def _sampled(self, first: int, n_read: int) -> int:
        """Return how many sales are sampled so that about ``n_read`` are read."""
        share = busy_share(
            self.offer.scenario, seed=self.runner.seed, first=first, times=BUSY_TIMES
        )
        return int(np.ceil(n_read / share))

    def _certified(
        self,
        proof: Proof,
        rows: Rows,
        best: Heads | None,
        kept: int,
        budget: int,
    ) -> Certificate | None:
        return certify(
            self.offer,
            proof,
            rows,
            self.refuting,
            best,
            kept=kept,
            confidence=1.0 - PROOF_ERROR - TRIAL_ERROR,
            budget=budget,
        )

    def _check_until_kept(self, search: Search) -> None:
        """Check the best plan on fresh sales; put it aside where it fails."""
        for turn in range(_MOST_CHECKS):
            best = search.settle()
            if best is None:
                return
            self.on_best("check", best)
            first = CHECK_FIRST + turn * CHECK_STEP
            frame = self._checked(best, first)
            verdict = self._verdict(frame)
            is_whole = len(frame) == self.effort.check
            is_kept = is_whole and verdict.probability >= verdict.with_probability
            purpose = "check" if is_kept else "failed"
            self.samples.append(Sample(purpose, first, self.effort.check, len(frame)))
            if is_kept:
                self.check = frame
                return
            self.put_aside += 1
            search.put_aside(best)
        search.best = None

    def _checked(self, heads: Heads, first: int) -> pd.DataFrame:
        """Return fresh sales of a plan; fewer where it cannot pass any more.

        The busiest come first: where too many are missed, the others need not be seen.
        """
        n = self.effort.check
        wanted = range(first, first + n)
        orders = orders_of(self.offer.scenario, seed=self.runner.seed, numbers=wanted)
        numbers = first + np.argsort(-orders, kind="stable")
        target = self.offer.scenario.target
        parts: list[pd.DataFrame] = []
        missed = done = 0
        while done < n and 1.0 - missed / n >= target.with_probability:
            block = numbers[done : done + max(_FIRST_BLOCK, done)].tolist()
            parts.append(self.runner.run(self.offer, heads, block))
            missed += int((parts[-1]["missed_share"] > target.missed_share).sum())
            done += len(block)
        return pd.concat(parts).sort_index()

    def _verdict(self, frame: pd.DataFrame) -> Verdict:
        return judge(frame["missed_share"], self.offer.scenario.target)

    def _told(self, *, is_stopped: bool) -> Answer:
        tried = () if self.trials is None else self.trials.tried
        best = None if self.search is None else self.search.best
        is_kept = best is not None
        if best is None and self.trials is not None and tried:
            best = max(tried, key=self.trials.share)
        # only a whole check that was passed is shown: others are of the busiest sales
        frame = self.check
        unmet: tuple[Unmet, ...] = ()
        if best is not None and self.pilot is not None and self.likely is not None:
            unmet = unmet_of(self.offer, self.pilot, self.likely, best)
        return Answer(
            offer=self.offer,
            status="stopped" if is_stopped else "found" if is_kept else "short",
            heads=best,
            unmet=unmet if not is_kept else (),
            hopeless=0.0 if self.pilot is None else self.pilot.hopeless_share,
            repair=None,
            verdict=None if frame is None else self._verdict(frame),
            check=frame,
            certificate=self.certificate,
            samples=tuple(self._samples()),
            tried=len(tried),
            put_aside=self.put_aside,
            seed=self.runner.seed,
            engine=self.runner.engine,
            seconds=perf_counter() - self.began,
        )

    def _samples(self) -> Iterator[Sample]:
        yield from self.samples
        if self.trials is not None:
            n = self.effort.spread
            yield Sample("trial", TRIAL_FIRST, n, self.trials.simulated)
        if self.refuting.simulated:
            n = self.refuting.simulated
            yield Sample("refute", REFUTE_FIRST, REFUTE_SALES, n)


def _ignore(_phase: str, _heads: Heads | None) -> None:
    pass
