"""What makes a document fit to be sent.

Nothing in it is blank, it can still be accepted, its two sides are the two accounts,
and the attached files are those of the run that it is bound to.
"""

import hashlib
from datetime import datetime

from sim.accounts import Organization
from sim.agreements.blanks import blanks
from sim.agreements.records import Offer
from sim.agreements.refusals import refused
from sim.errors import AgreementError

__all__ = ["checked_for_sending", "named"]


def named(offer: Offer, shop: Organization, agency: Organization) -> Offer:
    """Return the offer with the names of both accounts in its document."""
    names = (shop.name, agency.name)
    parties = tuple(
        party.replace(organization=name)
        for party, name in zip(offer.terms.parties, names, strict=True)
    )
    terms = offer.terms.replace(parties=parties)
    return Offer(terms, offer.files, offer.samples)


def checked_for_sending(offer: Offer, now: datetime) -> Offer:
    """Return an offer that can be sent.

    Raises
    ------
    AgreementError
        It cannot; everything that is wrong is listed.
    """
    open_places = blanks(offer.terms)
    if open_places:
        raise AgreementError(blank.problem for blank in open_places)
    valid_until = offer.terms.valid_until
    if valid_until is None or valid_until <= now:
        raise refused(
            where="valid_until", rule="valid_until_past", got=str(valid_until)
        )
    bound = offer.terms.run.files
    for path in sorted({*bound, *offer.files}):
        words = offer.files.get(path)
        digest = None if words is None else hashlib.sha256(words.encode()).hexdigest()
        if digest is None or digest != bound.get(path):
            raise refused(where=f"files[{path}]", rule="file_not_bound", got=digest)
    return offer
