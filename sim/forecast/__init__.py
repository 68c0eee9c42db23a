"""From past orders to what may come: demand, minutes, risk, and how sure they are.

===============  =====================================================================
``windows``      a sale as a stretch of time, and its phases
``counts``       orders by hour, the series that everything is fitted to
``base``         ordinary weeks: shape and level (empirical Bayes, gamma-Poisson)
``phases``       how hot start dash, 5-and-0 days, last hours and coupons run
``level``        how large the next sale may be (past sales, or a planner's guess)
``dispersion``   how much days scatter beyond chance
``priors``       what is assumed where data is thin
``factors``      every number of a forecast, tagged measured or assumption
``sale``         the forecast
``sampling``     possible sales drawn from it; P10, median, P90
``block``        the demand block for a scenario, with origins
``posterior``    the level of a running sale, given the orders so far
``opening``      which orders are open now, and where
``rest``         the scenario of the rest
``update``       the three together, simulated anew; who is to be called
``ordinary``     the next weeks without a sale
``outflow``      how fast orders leave, measured before
``leaving``      backlog, waits and misses, predicted and observed
``luck``         how far a day's mean is from its expectation
``scores``       error, coverage, CRPS
``backtest``     fit before a day, predict after it, compare
``stages``       stage times from timestamps; automatic confirmation; batches
``history``      backlog over time, rebuilt from a file
``roster``       who was there
``calibration``  minutes of an order from what got done while a queue stood
``problems``     what can be wrong with the input
===============  =====================================================================

Import the modules, not the package: who needs one of them then loads no more.
No forecasting library is used: one sale is 150 hours with phases that nobody else has,
and a planner must be able to see where each number comes from.
"""
