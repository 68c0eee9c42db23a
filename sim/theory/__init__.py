"""Closed forms of queueing theory: what a simulation must agree with.

Every function is pure: the same numbers in give the same numbers out, and nothing is
random.
They check the engines, give staffing its first guess and explain a result.
A queue that would never settle is a ValueError that says so.

===================== ===========================================================
``erlang``            steady load, lost (B) or waiting (C)
``least_servers``     least servers for a target, heads to put on the roster
``erlang_a``          as Erlang C, but who waits may give up
``offered_load``      load that follows a changing arrival rate
``time_stable``       servers that keep the chance of a wait level over the day
``square_root``       load plus a few times its square root
``single_server``     one server, service times of any law
``priority``          urgent work first
``tandem``            stages one after another
``clearance``         how long a backlog lasts
===================== ===========================================================
"""

from sim.theory.clearance import clearance_mean, clearance_variance
from sim.theory.erlang import (
    erlang_b,
    erlang_c,
    erlang_c_by_servers,
    erlang_c_mean_queue,
    erlang_c_mean_wait,
    erlang_c_occupancy,
    erlang_c_service_level,
    erlang_c_wait_exceeds,
)
from sim.theory.erlang_a import ErlangA, erlang_a_measures, erlang_a_service_level
from sim.theory.least_servers import (
    least_servers_for_service_level,
    least_servers_for_waiting_probability,
    rostered_heads,
)
from sim.theory.offered_load import (
    mean_offered_load,
    offered_load,
    peak_offered_load,
    sinusoidal_load_lag,
    sinusoidal_offered_load,
    step_response,
)
from sim.theory.priority import priority_mean_waits
from sim.theory.single_server import pollaczek_khinchine_mean_wait
from sim.theory.square_root import (
    halfin_whitt_beta,
    halfin_whitt_waiting_probability,
    square_root_servers,
    verified_square_root_servers,
)
from sim.theory.tandem import Stage, tandem_mean_time, tandem_mean_waits
from sim.theory.time_stable import delay_probability, time_stable_servers

__all__ = [
    "ErlangA",
    "Stage",
    "clearance_mean",
    "clearance_variance",
    "delay_probability",
    "erlang_a_measures",
    "erlang_a_service_level",
    "erlang_b",
    "erlang_c",
    "erlang_c_by_servers",
    "erlang_c_mean_queue",
    "erlang_c_mean_wait",
    "erlang_c_occupancy",
    "erlang_c_service_level",
    "erlang_c_wait_exceeds",
    "halfin_whitt_beta",
    "halfin_whitt_waiting_probability",
    "least_servers_for_service_level",
    "least_servers_for_waiting_probability",
    "mean_offered_load",
    "offered_load",
    "peak_offered_load",
    "pollaczek_khinchine_mean_wait",
    "priority_mean_waits",
    "rostered_heads",
    "sinusoidal_load_lag",
    "sinusoidal_offered_load",
    "square_root_servers",
    "step_response",
    "tandem_mean_time",
    "tandem_mean_waits",
    "time_stable_servers",
    "verified_square_root_servers",
]
