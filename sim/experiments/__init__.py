"""Many possible sales of one scenario, and how sure the answer is."""

from sim.experiments.compare import difference
from sim.experiments.executors import Cancelled
from sim.experiments.headlines import headlines
from sim.experiments.intervals import (
    Interval,
    rule_of_three,
    t_interval,
    wilson_interval,
)
from sim.experiments.record import RunRecord, Timing
from sim.experiments.replicate import DEFAULT_REPLICATIONS, DEFAULT_SEED, run
from sim.experiments.result import Result, Tables, to_json_dict
from sim.experiments.verdict import Verdict, judge

__all__ = [
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "Cancelled",
    "Interval",
    "Result",
    "RunRecord",
    "Tables",
    "Timing",
    "Verdict",
    "difference",
    "headlines",
    "judge",
    "rule_of_three",
    "run",
    "t_interval",
    "to_json_dict",
    "wilson_interval",
]
