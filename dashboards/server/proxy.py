"""Login by a trusted proxy in front: ``/account/proxy``.

The proxy has logged the person in and names the e-mail address in a header. It proves
that it is the proxy by a secret, because a network address can be the same for others.
What comes out is the same session in the database as after a password.
"""

import hmac

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboards.i18n import say
from dashboards.server.desk import Desk, words_of
from dashboards.server.forms import local_path
from sim.accounts import Identity
from sim.errors import AccountError

__all__ = ["PROXY_SECRET", "ProxyLogin"]

PROXY_SECRET = "x-hanboki-proxy"
"""Header in which the proxy sends its secret."""


class ProxyLogin:
    """The route of the login by a proxy."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/account/proxy", self.enter, methods=["GET"])]

    async def enter(self, request: Request) -> Response:
        """Begin a session for whom the proxy names."""
        settings, language = self.desk.settings, self.desk.language(request)
        email = request.headers.get(settings.proxy_header, "").strip()
        sent = request.headers.get(PROXY_SECRET, "").encode()
        is_proxy = bool(settings.proxy_secret) and hmac.compare_digest(
            sent, settings.proxy_secret.encode()
        )
        if not is_proxy or not email:
            return self.desk.refused(request, say("account.proxy_refused", language))
        identity = Identity(
            "proxy", email.lower(), email, is_email_verified=True, name=""
        )
        try:
            token = await self.desk.recognised(request, identity)
        except AccountError as error:
            return self.desk.refused(request, words_of(error, language))
        wanted = local_path(request.query_params.get("next", "/"))
        return self.desk.entered(token, wanted)
