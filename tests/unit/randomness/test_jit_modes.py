"""The same numbers with the JIT on and off."""

import os
import subprocess
import sys

import numpy as np
from numba import config

from sim.randomness.arrivals import arrivals
from sim.randomness.gamma import gamma_ratio_quantile
from sim.randomness.laws import encode_laws, law_ticks
from sim.randomness.normal import normal_quantile
from sim.randomness.philox import philox4x32
from sim.randomness.poisson import poisson_quantile
from sim.randomness.variates import uniform
from sim.scenario.distributions import Erlang, Lognormal

ONES = 0xFFFFFFFF


def fingerprint() -> str:
    """Return one line that shows every bit of some values of every function."""
    words = [int(w) for w in philox4x32(*[np.uint64(ONES)] * 6)]
    seed = np.uint64(2**64 - 1)
    us = [uniform(seed, 2**24 - 1, 2**32 - 1, n, 7, 1, 511) for n in range(60)]
    laws = encode_laws(
        [
            Lognormal(distribution="lognormal", mean=2.3, cv=0.8),
            Erlang(distribution="erlang", shape=3, mean=4),
        ]
    )
    floats = [normal_quantile(u) for u in us]
    for shape in (0.05, 0.7, 4.0, 350.0):
        floats += [gamma_ratio_quantile(shape, u) for u in us]
    whole = [int(law_ticks(laws, n % 2, u, 60_000.0)) for n, u in enumerate(us)]
    whole += [int(poisson_quantile(mean, u)) for mean in (0.3, 7.0, 1e3) for u in us]
    ticks, cases = arrivals(
        np.array([0, 10, 900]), np.array([2.0, 5.0]), seed=3, replication=1, stream=9
    )
    parts = [words, [x.hex() for x in (*us, *map(float, floats))], whole]
    return repr([*parts, ticks.tolist(), cases.tolist()])


def test_values_do_not_depend_on_the_jit():
    """Every value has the same bits whether numba compiles or not."""
    mode = "0" if config.DISABLE_JIT else "1"
    code = f"import runpy; print(runpy.run_path({__file__!r})['fingerprint']())"

    other = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={
            **os.environ,
            "NUMBA_DISABLE_JIT": mode,
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        },
        capture_output=True,
        check=False,
        text=True,
    )

    assert other.stderr == ""
    assert other.stdout.strip() == fingerprint()
