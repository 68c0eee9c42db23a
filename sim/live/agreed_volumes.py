"""The volume bands of a locked agreement, for the board."""

from sim.live.volume import AgreedVolume
from sim.review.agreed import Agreed

__all__ = ["agreed_volumes"]


def agreed_volumes(agreed: Agreed) -> tuple[AgreedVolume, ...]:
    """Return the band of all orders, then that of each day."""
    terms = agreed.terms
    whole = AgreedVolume(
        terms.volume.total_low,
        terms.volume.total_high,
        first_day=terms.period.start,
        last_day=terms.period.end,
    )
    days = (AgreedVolume(row.low, row.high, row.day) for row in terms.volume.days)
    return (whole, *days)
