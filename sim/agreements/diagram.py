"""The state machine as a picture: printed from the one table, never drawn by hand."""

from sim.agreements.states import FINAL, TRANSITIONS, Transition
from sim.language import Language, text

__all__ = ["mermaid", "state_table"]


def mermaid() -> str:
    """Return the table as a Mermaid state diagram."""
    moving = [each for each in TRANSITIONS if each.to != each.state]
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f"    {each.state} --> {each.to} : {_label(each)}" for each in moving]
    lines += [f"    {state} --> [*]" for state in FINAL]
    return "\n".join(lines) + "\n"


def state_table(language: Language) -> list[tuple[str, str, str, str, str]]:
    """Return the table in words: state, action, who, role, next state."""
    return [
        (
            text(f"agreements.state_{each.state}", language),
            text(f"agreements.action_{each.action}", language),
            text(f"agreements.who_{each.who}", language),
            text(f"accounts.role_{each.role}", language),
            text(f"agreements.state_{each.to}", language),
        )
        for each in TRANSITIONS
    ]


def _label(each: Transition) -> str:
    if each.who == "clock":
        return each.action
    return f"{each.action} ({each.who}, {each.role})"
