"""Mails with reset links, by SMTP."""

import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from dashboards.server.settings import Settings

__all__ = ["send"]

_SECONDS = 20
_PORTS = {"smtp": 587, "smtps": 465}


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send a mail; ``smtp://`` is encrypted as soon as the server offers it.

    Raises
    ------
    OSError
        The server cannot be reached, or refuses (``smtplib.SMTPException`` is one).
    """
    server = urlsplit(settings.smtp_url)
    message = EmailMessage()
    message["From"], message["To"] = settings.mail_from, to
    message["Subject"] = subject
    message.set_content(text)
    begin = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    port = server.port or _PORTS.get(server.scheme, 587)
    with begin(server.hostname or "", port, timeout=_SECONDS) as connection:
        if server.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls()
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
