"""Login at an OpenID provider: ``/account/oidc/start`` and ``…/callback``.

Authlib does the protocol (code flow with PKCE and nonce); what comes out is the same
session in the database as after a password, so it can be ended the same way.
Needs the extra ``hanboki[oidc]``.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboards.i18n import say
from dashboards.server.desk import Desk, words_of
from dashboards.server.forms import local_path
from dashboards.server.settings import Oidc
from sim.accounts import Identity
from sim.errors import AccountError

__all__ = ["OidcLogin"]

_NEXT = "hanboki_next"


class OidcLogin:
    """The routes of the login at a provider."""

    def __init__(self, desk: Desk, oidc: Oidc) -> None:
        from authlib.integrations.starlette_client import OAuth

        self.desk = desk
        self.oidc = oidc
        known = OAuth()
        known.register(
            "provider",
            client_id=oidc.client_id,
            client_secret=oidc.client_secret,
            server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
            },
        )
        self.client: Any = known.create_client("provider")

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/account/oidc/start", self.start, methods=["GET"]),
            Route("/account/oidc/callback", self.callback, methods=["GET"]),
        ]

    async def start(self, request: Request) -> Response:
        """Send the browser to the provider."""
        request.session[_NEXT] = local_path(request.query_params.get("next", "/"))
        back = self.desk.url(request, "/account/oidc/callback")
        found: Response = await self.client.authorize_redirect(request, back)
        return found

    async def callback(self, request: Request) -> Response:
        """Begin a session for whom the provider recognised."""
        from authlib.common.errors import AuthlibBaseError

        language = self.desk.language(request)
        try:
            token = await self.client.authorize_access_token(request)
        except AuthlibBaseError:
            return self.desk.refused(request, say("account.provider_refused", language))
        said = token["userinfo"]
        identity = Identity(
            issuer=str(said["iss"]),
            subject=str(said["sub"]),
            email=str(said.get("email", "")),
            is_email_verified=said.get("email_verified") is True,
            name=str(said.get("name", "")),
        )
        try:
            session = await self.desk.recognised(request, identity)
        except AccountError as error:
            return self.desk.refused(request, words_of(error, language))
        wanted = local_path(str(request.session.pop(_NEXT, "/")))
        self.desk.sessions.forget_all()
        return self.desk.entered(session, wanted)
