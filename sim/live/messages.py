"""Alert messages in words."""

from datetime import date, datetime

from sim.language import Language, day_text, moment_text, number_text, text
from sim.live.incidents import Message

__all__ = ["message_body", "message_subject", "subject_text"]


def message_subject(message: Message, language: Language) -> str:
    """Return the one line that says what happened."""
    return text(
        f"live.mail_{message.kind}",
        language,
        alert=message.incident.alert,
        subject=subject_text(message.incident.subject, language),
    )


def message_body(message: Message, plan: str, language: Language) -> str:
    """Return the message: what, how much, since when, in which plan."""
    incident = message.incident
    began = moment_text(datetime.fromisoformat(incident.began_at), language)
    value = number_text(message.value, language, 2)
    if message.kind == "alarm" and incident.low is not None:
        value = text(
            "live.value_with_range",
            language,
            value=value,
            low=number_text(incident.low, language, 2),
            high=number_text(incident.high or 0.0, language, 2),
        )
    return text(
        f"live.body_{message.kind}",
        language,
        alert=incident.alert,
        subject=subject_text(incident.subject, language),
        value=value,
        limit=number_text(incident.limit, language, 2),
        began=began,
        plan=plan,
    )


def subject_text(subject: str, language: Language) -> str:
    """Return a day or a moment as people write it, everything else as it is."""
    try:
        if "T" in subject:
            return moment_text(datetime.fromisoformat(subject), language)
        return day_text(date.fromisoformat(subject), language)
    except ValueError:
        return subject
