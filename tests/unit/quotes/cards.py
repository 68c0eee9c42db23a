"""Small rate cards for tests."""

from datetime import date

from sim.quotes.billing import bill
from sim.quotes.in_house import InHouse
from sim.quotes.quantities import Quantities, TeamDay
from sim.quotes.rate_card import RateCard

COMMENTED = """\
name = "従量プラン"
agency = "代行A"                      # 見積をくれた会社

[valid]
from = 2026-11-01
until = 2026-12-31

[per_order]
bands = [{ up_to = 3000, yen = 180 }, { yen = 160.5 }]

[[teams]]
name = "temps"
yen_per_hour = 1900
night = 1.25

[cost_basis]
fixed_yen = 3

[[cost_basis.teams]]
name = "*"
yen_per_hour = 1200

[[origins]]
of = "teams[temps].yen_per_hour"
kind = "quoted"
note = "代行Aの見積書"
"""


def card(**fields) -> RateCard:
    """Return a rate card without tax and rounding, with the given fields."""
    plain = {"name": "card", "agency": "A", "tax": {"rate": 0}}
    return RateCard.model_validate(plain | fields)


def in_house(**fields) -> InHouse:
    """Return in-house costs of 1,000 yen an hour, with the given fields."""
    plain = {
        "name": "shop",
        "teams": [{"name": "*", "yen_per_hour": 1000}],
        "check_yen_per_hour": 1200,
    }
    return InHouse.model_validate(plain | fields)


SATURDAY = date(2026, 12, 5)
SUNDAY = date(2026, 12, 6)
HOUR = 3_600_000


def worked(team="temps", hours=0.0, overtime=0.0, night=0.0, day=SATURDAY, **more):
    """Return what a team of the agency did on a day, in hours."""
    return TeamDay(
        day,
        team,
        more.pop("employer", "agency"),
        paid_ticks=round(hours * HOUR),
        overtime_ticks=round(overtime * HOUR),
        night_ticks=round(night * HOUR),
        **more,
    )


def counted(orders=0, *team_days, **fields) -> Quantities:
    """Return quantities with all orders on one day."""
    return Quantities({SATURDAY: orders}, team_days=team_days, **fields)


def charges(rates: RateCard, quantities: Quantities) -> list[tuple[str, str, int]]:
    """Return (kind, item, yen) of each line of a bill."""
    return [
        (line.kind, line.item, int(line.yen)) for line in bill(rates, quantities).lines
    ]
