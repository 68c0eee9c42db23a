"""Forms of the account pages: read with care, and only from our own pages.

A form is trusted when the browser says that it comes from this very site
(``Sec-Fetch-Site``, ``Origin``) and when it sends back what the page put into it: the
token of the session, or before the login that of a cookie only this page can set.
"""

import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from sim.accounts import Session

__all__ = ["FORM_COOKIE", "Form", "local_path", "new_form_token", "read_form"]

FORM_COOKIE = "hanboki_form"

_LARGEST = 16_384
_MOST_FIELDS = 12
_LONGEST_NEXT = 2_000


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody sent."""

    fields: dict[str, str]
    is_trusted: bool
    """It was filled in on one of our own pages."""

    def get(self, name: str) -> str:
        """Return a field; empty when it was not sent."""
        return self.fields.get(name, "")


async def read_form(request: Request, session: Session | None = None) -> Form:
    """Read a form; one that is too large is empty and not trusted."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return Form({}, is_trusted=False)
    fields = _fields(request, bytes(body))
    expected = session.csrf_token if session else request.cookies.get(FORM_COOKIE)
    has_token = bool(expected) and hmac.compare_digest(
        str(expected).encode(), fields.get("csrf", "").encode()
    )
    return Form(fields, is_trusted=has_token and _is_from_here(request))


def new_form_token(request: Request, response: Response, *, is_https: bool) -> str:
    """Return the token for a form before the login, and set its cookie."""
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    response.set_cookie(
        FORM_COOKIE,
        token,
        path="/account",
        httponly=True,
        secure=is_https,
        samesite="strict",
    )
    return token


def local_path(wanted: str) -> str:
    """Return where to go after the login: a place on this server, else its start."""
    parts = urlsplit(wanted)
    is_local = (
        wanted.startswith("/")
        and not wanted.startswith(("//", "/\\", "/account/"))
        and not parts.scheme
        and not parts.netloc
        and wanted.isprintable()
        and wanted.isascii()
        and "\\" not in wanted
        and len(wanted) <= _LONGEST_NEXT
    )
    return wanted if is_local else "/"


def _fields(request: Request, body: bytes) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return {}
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:  # not UTF-8, or too many fields
        return {}
    return dict(pairs)


def _is_from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site not in (None, "same-origin"):
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return site is not None
    return urlsplit(origin).netloc == request.headers.get("host")
