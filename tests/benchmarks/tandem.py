"""Pick, pack, ship: the same tandem in this project, in plain SimPy, Ciw and salabim.

Poisson arrivals, exponential times, first come, first served; 60 orders an hour, five
pickers (4 minutes), four packers (3 minutes), two at shipping (1 minute).
"""

import time
from importlib.util import find_spec
from random import Random

import simpy

from sim.scenario.model import Scenario

__all__ = ["ciw_seconds", "salabim_seconds", "simpy_seconds", "tandem"]

HOURS = 200
STATIONS = (("pick", 4.0, 5), ("pack", 3.0, 4), ("ship", 1.0, 2))


def tandem() -> Scenario:
    """Return the tandem as a scenario."""
    all_day = {"days": ["daily"], "from": "00:00", "to": "24:00"}
    return Scenario.model_validate(
        {
            "name": "tandem",
            "timezone": "UTC",
            "horizon": {"start": "2026-12-01T00:00:00", "end": "2026-12-09T08:00:00"},
            "demand": [{"shop": "a", "orders_per_hour": [60] * HOURS}],
            "flow": {
                "order": [
                    {
                        "step": name,
                        "kind": "work",
                        "discipline": "fifo",
                        "minutes": {"distribution": "exponential", "mean": mean},
                    }
                    for name, mean, _ in STATIONS
                ]
            },
            "teams": [
                {
                    "name": name,
                    "employer": "shop",
                    "serves": [name],
                    "shifts": [{**all_day, "heads": heads}],
                }
                for name, _, heads in STATIONS
            ],
        }
    )


def simpy_seconds() -> tuple[float, int]:
    """Return the seconds and the orders of a hand-written SimPy model."""
    env, chance = simpy.Environment(), Random(1)
    stations = [simpy.Resource(env, heads) for _, _, heads in STATIONS]
    done = []

    def order():
        for station, (_, mean, _) in zip(stations, STATIONS, strict=True):
            with station.request() as turn:
                yield turn
                yield env.timeout(chance.expovariate(1 / mean))
        done.append(env.now)

    def arrivals():
        while True:
            yield env.timeout(chance.expovariate(1.0))
            env.process(order())

    env.process(arrivals())
    began = time.process_time()
    env.run(until=HOURS * 60)
    return time.process_time() - began, len(done)


def ciw_seconds() -> tuple[float, int] | None:
    """Return the same for Ciw; None where it is not installed."""
    if find_spec("ciw") is None:
        return None
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1.0), None, None],
        service_distributions=[ciw.dists.Exponential(1 / m) for _, m, _ in STATIONS],
        routing=[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]],
        number_of_servers=[heads for _, _, heads in STATIONS],
    )
    ciw.seed(1)
    model = ciw.Simulation(network)
    began = time.process_time()
    model.simulate_until_max_time(HOURS * 60)
    seconds = time.process_time() - began
    return seconds, sum(1 for record in model.get_all_records() if record.node == 3)


def salabim_seconds() -> tuple[float, int] | None:
    """Return the same for salabim, as generators; None where it is not installed."""
    if find_spec("salabim") is None:
        return None
    import salabim

    salabim.reset()
    salabim.yieldless(False)
    chance, done = Random(1), []
    env = salabim.Environment(time_unit="minutes", trace=False)
    stations = [
        salabim.Resource(name, capacity=heads, monitor=False)
        for name, _, heads in STATIONS
    ]

    class Order(salabim.Component):
        def process(self):
            for station, (_, mean, _) in zip(stations, STATIONS, strict=True):
                yield self.request(station)
                yield self.hold(chance.expovariate(1 / mean))
                self.release(station)
            done.append(env.now())

    class Arrivals(salabim.Component):
        def process(self):
            while True:
                yield self.hold(chance.expovariate(1.0))
                Order()

    Arrivals()
    began = time.process_time()
    env.run(till=HOURS * 60)
    return time.process_time() - began, len(done)
