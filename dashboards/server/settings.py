"""Settings of the server, from the environment; ``hanboki dashboard`` fills it in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from dashboards.people import ACCOUNTS_VARIABLE

__all__ = ["Oidc", "Settings"]


@dataclass(frozen=True, slots=True)
class Oidc:
    """An OpenID provider at which people may log in."""

    issuer: str
    """URL of the provider; ``/.well-known/openid-configuration`` lies below it."""
    client_id: str
    client_secret: str
    label: str
    """What the button on the login page calls the provider."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server runs."""

    has_accounts: bool = False
    """People log in; otherwise whoever reaches the server is its one user."""
    public_url: str = ""
    """Address that people type, such as ``https://plan.example.jp``; empty when it is
    that of the server itself."""
    hosts: tuple[str, ...] = ()
    """Further names by which the server may be called."""
    smtp_url: str = ""
    """``smtp://user:password@host:587`` for mails with reset links; empty for none."""
    mail_from: str = ""
    """Address that these mails come from."""
    oidc: Oidc | None = None
    """Where else people may log in."""
    proxy_header: str = ""
    """Header in which a trusted proxy names the e-mail address of who has logged in
    there; empty for none."""
    proxy_secret: str = ""
    """What the proxy must send in ``X-Hanboki-Proxy``, so that nobody plays proxy."""

    @property
    def is_https(self) -> bool:
        """Whether browsers come by HTTPS, so that cookies can insist on it."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def cookie(self) -> str:
        """Name of the cookie that holds the session's token."""
        return "__Host-hanboki" if self.is_https else "hanboki"

    @classmethod
    def from_environment(cls, found: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; what is missing is off."""
        issuer = found.get("HANBOKI_OIDC_ISSUER", "")
        oidc = None
        if issuer:
            oidc = Oidc(
                issuer=issuer.rstrip("/"),
                client_id=found.get("HANBOKI_OIDC_CLIENT_ID", ""),
                client_secret=found.get("HANBOKI_OIDC_CLIENT_SECRET", ""),
                label=found.get("HANBOKI_OIDC_LABEL", "OpenID Connect"),
            )
        public_url = found.get("HANBOKI_PUBLIC_URL", "").rstrip("/")
        named = urlsplit(public_url).hostname
        hosts = [host.strip() for host in found.get("HANBOKI_HOSTS", "").split(",")]
        return cls(
            has_accounts=found.get(ACCOUNTS_VARIABLE) == "on",
            public_url=public_url,
            hosts=tuple(host for host in (*hosts, named) if host),
            smtp_url=found.get("HANBOKI_SMTP", ""),
            mail_from=found.get("HANBOKI_MAIL_FROM", ""),
            oidc=oidc,
            proxy_header=found.get("HANBOKI_PROXY_HEADER", ""),
            proxy_secret=found.get("HANBOKI_PROXY_SECRET", ""),
        )
