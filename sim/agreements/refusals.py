"""What the store refuses, in words: every refusal names the rule that it keeps."""

from sim.errors import AgreementError, Problem

__all__ = ["not_current", "not_found", "refused"]


def not_found(got: str) -> AgreementError:
    """Return what is said of all that is not there, or not for the one who asks."""
    return AgreementError(Problem("agreement", "agreement_not_found", got))


def not_current(seen: int, current: int) -> AgreementError:
    """Return what is said to who acts on a revision that is current no more."""
    return refused(where="revision", rule="not_current", got=seen, current=current)


def refused(
    *, where: str, rule: str, got: object = None, **values: object
) -> AgreementError:
    """Return a refusal; ``rule`` without the ``agreement_`` of the catalogue."""
    return AgreementError(Problem(where, f"agreement_{rule}", got, values))
