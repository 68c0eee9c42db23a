"""What the store refuses, in words: every refusal names the rule that it keeps."""

from functools import partial

from sim.errors import AgreementError, Problem
from sim.language import Language, text

__all__ = ["not_current", "not_found", "refused"]


def not_found(got: str) -> AgreementError:
    """Return what is said of all that is not there, or not for the one who asks."""
    return refused(where="agreement", rule="not_found", got=got)


def not_current(seen: int, current: int) -> AgreementError:
    """Return what is said to who acts on a revision that is current no more."""
    return refused(where="revision", rule="not_current", got=seen, current=current)


def refused(
    *, where: str, rule: str, got: object = None, **values: object
) -> AgreementError:
    """Return a refusal; ``rule`` without the ``agreement_`` of the catalogue."""
    called = partial(_called, where)
    return AgreementError(Problem(where, f"agreement_{rule}", got, values, called))


def _called(where: str, language: Language) -> str:
    """Return the words for a place, such as ``valid_until`` or ``files[a.csv]``."""
    name, _, file = where.partition("[")
    return text(f"agreements.place_{name}", language, file=file.rstrip("]"))
