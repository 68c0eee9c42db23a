"""Many possible sales of one scenario, and how sure the answer is."""

from sim.experiments.compare import Comparison, compare, difference
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
from sim.experiments.samples import Sample, Sampled, Sampling, sample, sample_each
from sim.experiments.verdict import Verdict, judge

__all__ = [
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "Cancelled",
    "Comparison",
    "Interval",
    "Result",
    "RunRecord",
    "Sample",
    "Sampled",
    "Sampling",
    "Tables",
    "Timing",
    "Verdict",
    "compare",
    "difference",
    "headlines",
    "judge",
    "rule_of_three",
    "run",
    "sample",
    "sample_each",
    "t_interval",
    "to_json_dict",
    "wilson_interval",
]
