"""Telling people: e-mail over SMTP, JSON to a webhook."""

import json
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from sim.language import Language
from sim.live.alert_rules import AlertRules, Mail, Webhook
from sim.live.incidents import Message, Send
from sim.live.messages import message_body, message_subject

__all__ = ["MAIL", "TIMEOUT_SECONDS", "channels_of", "senders_of"]

MAIL: Final = "mail"
TIMEOUT_SECONDS: Final = 15


def channels_of(rules: AlertRules) -> tuple[str, ...]:
    """Return the names of the channels that messages go through."""
    hooks = tuple(f"webhook:{hook.name}" for hook in rules.webhooks)
    return (*((MAIL,) if rules.mail else ()), *hooks)


def senders_of(
    rules: AlertRules, plan: str, environment: Mapping[str, str] | None = None
) -> dict[str, Send]:
    """Return what sends through each channel.

    Parameters
    ----------
    plan
        Title of the plan, named in every message.
    environment
        Where passwords and secret addresses stand; None means that of the process.
    """
    secrets = os.environ if environment is None else environment
    senders: dict[str, Send] = {}
    if rules.mail is not None:
        senders[MAIL] = _Mailer(rules.mail, plan, rules.language, secrets)
    for hook in rules.webhooks:
        senders[f"webhook:{hook.name}"] = _Poster(hook, plan, rules.language, secrets)
    return senders


@dataclass(frozen=True, slots=True)
class _Mailer:
    mail: Mail
    plan: str
    language: Language
    secrets: Mapping[str, str]

    def __call__(self, message: Message) -> None:
        letter = EmailMessage()
        letter["Subject"] = message_subject(message, self.language)
        letter["From"] = self.mail.sender
        letter["To"] = ", ".join(self.mail.to)
        # the same message has the same id at every try: mail systems drop the second
        letter["Message-ID"] = f"<{message.id}@hanboki.invalid>"
        letter.set_content(message_body(message, self.plan, self.language))
        with self._connected() as server:
            if self.mail.user is not None:
                server.login(
                    self.mail.user, _secret(self.secrets, self.mail.password_env)
                )
            server.send_message(letter)

    def _connected(self) -> smtplib.SMTP:
        where = (self.mail.server, self.mail.port)
        context = ssl.create_default_context()
        if self.mail.security == "tls":
            return smtplib.SMTP_SSL(*where, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(*where, timeout=TIMEOUT_SECONDS)
        if self.mail.security == "starttls":
            server.starttls(context=context)
        return server


@dataclass(frozen=True, slots=True)
class _Poster:
    hook: Webhook
    plan: str
    language: Language
    secrets: Mapping[str, str]

    def __call__(self, message: Message) -> None:
        url = self.hook.url or _secret(self.secrets, self.hook.url_env)
        if not url.startswith(("http://", "https://")):
            msg = f"environment variable {self.hook.url_env} is no http address"
            raise OSError(msg)
        content = {
            "format": "hanboki.alert/1",
            "id": message.id,
            "kind": message.kind,
            "alert": message.incident.alert,
            "subject": message.incident.subject,
            "began_at": message.incident.began_at,
            "limit": message.incident.limit,
            "value": message.value,
            "plan": self.plan,
            "text": message_body(message, self.plan, self.language),
        }
        request = urllib.request.Request(
            url,
            data=json.dumps(content, ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": message.id,
            },
        )
        # an answer of 400 or more raises HTTPError, a kind of OSError
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
            pass


def _secret(secrets: Mapping[str, str], name: str | None) -> str:
    """Return a secret by the name of its variable.

    Raises
    ------
    OSError
        It is not set; the message waits until it is.
    """
    if name is None or name not in secrets:
        msg = f"environment variable {name} is not set"
        raise OSError(msg)
    return secrets[name]
