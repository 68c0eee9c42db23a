"""Many possible sales of one scenario, and how sure the answer is."""

from sim.experiments.bus_factor import BusFactor, bus_factor
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
from sim.experiments.sensitivity import Tornado, tornado
from sim.experiments.stress import StressTest, stress_test
from sim.experiments.stress_edits import Stress, stress_set
from sim.experiments.uncertain_inputs import UncertainInput, uncertain_inputs
from sim.experiments.verdict import Verdict, judge

__all__ = [
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "BusFactor",
    "Cancelled",
    "Comparison",
    "Interval",
    "Result",
    "RunRecord",
    "Sample",
    "Sampled",
    "Sampling",
    "Stress",
    "StressTest",
    "Tables",
    "Timing",
    "Tornado",
    "UncertainInput",
    "Verdict",
    "bus_factor",
    "compare",
    "difference",
    "headlines",
    "judge",
    "rule_of_three",
    "run",
    "sample",
    "sample_each",
    "stress_set",
    "stress_test",
    "t_interval",
    "to_json_dict",
    "tornado",
    "uncertain_inputs",
    "wilson_interval",
]
