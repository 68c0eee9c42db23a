"""Chance, without a generator: every random value is a pure function of its key.

Two parts of the project that ask for the same key get the same number, in whatever
order, process or engine they ask, so plans are compared on common random numbers.

==============  ======================================================================
``philox``      the bijection that turns a key and a counter into random words
``keys``        how seven fields are packed into that key and counter; their limits
``variates``    one uniform, or the two of a block
``purposes``    the list of what values are drawn for
``streams``     numbers of named streams
``normal`` ``gamma`` ``poisson``  quantile functions
``laws``        quantiles of the laws of a scenario
``factors``     mean-1 factors of demand level and day
``arrivals``    arrivals of a nonhomogeneous Poisson process
``jit``         how all of them are compiled
==============  ======================================================================

Everything is scalar and compiled; nothing is drawn from a vectorised twin, because
vectorised and scalar logarithms differ in the last bit.
Import the modules, not the package: ``streams`` and ``purposes`` then cost no numba.
"""
