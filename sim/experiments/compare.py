"""Two plans on the same possible sales: what the change alone does.

Both runs use the same seed, so every order is the same in both, and the difference of a
replication is not blurred by luck (common random numbers).
"""

import numpy as np
import pandas as pd

from sim.experiments.result import Result
from sim.experiments.summary import summarise
from sim.measures import kpi_names, kpi_units

__all__ = ["difference"]


def difference(base: Result, other: Result) -> pd.DataFrame:
    """Return what changes from ``base`` to ``other``, one row a headline KPI.

    The columns are ``kpi``, ``unit``, the statistics of the paired differences (other
    − base), and ``differs``: 0 lies outside the 95 % interval of the mean difference.
    With one replication nothing can be told apart.

    Raises
    ------
    ValueError
        The runs have not the same seed and number of replications, so their
        replications are not pairs.
    """
    for name in ("seed", "replications"):
        mine, theirs = getattr(base.record, name), getattr(other.record, name)
        if mine != theirs:
            msg = f"{name}: must be the same in both runs, got {mine} and {theirs}"
            raise ValueError(msg)
    names = list(kpi_names("kpis"))
    pairs = other.replications[names].to_numpy() - base.replications[names].to_numpy()
    rows = pd.DataFrame({"kpi": names})
    rows["unit"] = rows["kpi"].map(kpi_units("kpis"))
    table = pd.concat([rows, summarise(np.asarray(pairs, np.float64))], axis=1)
    table["differs"] = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    return table
