"""The whole server as one ASGI app."""

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import streamlit
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from dashboards import services
from dashboards.navigation import VIEWS
from dashboards.server.compression import PackedScripts
from dashboards.server.desk import Desk
from dashboards.server.entrance import Entrance
from dashboards.server.gate import AuthGate
from dashboards.server.headers import SafetyHeaders
from dashboards.server.hosts import AllowedHosts
from dashboards.server.links import Links
from dashboards.server.oidc import OidcLogin
from dashboards.server.own_account import OwnAccount
from dashboards.server.proxy import ProxyLogin
from dashboards.server.settings import Settings
from dashboards.services import start
from dashboards.services.store import database

__all__ = ["make_app"]

_SCRIPT = Path(__file__).parent.parent / "app.py"


def make_app(settings: Settings) -> ASGIApp:
    """Return the app for these settings.

    Raises
    ------
    DatabaseError
        There are accounts, and their database cannot be opened.
    """
    desk = Desk.of(settings, database()) if settings.has_accounts else None
    sessions = desk.sessions if desk else None
    middleware = [
        Middleware(SafetyHeaders, is_https=settings.is_https),
        Middleware(AllowedHosts, names=settings.hosts),
        Middleware(AuthGate, settings=settings, sessions=sessions),
        Middleware(PackedScripts, folder=_static_folder()),
    ]
    app: ASGIApp = streamlit.App(
        _SCRIPT,
        routes=_routes(desk),
        middleware=middleware,
        lifespan=_lifespan,
        # with no secrets at all, each look at the user searches the disk for them
        secrets={"app": {"loaded": True}},
    )
    return app


def _routes(desk: Desk | None) -> list[BaseRoute]:
    first = Route(f"/{VIEWS[0]}", _first_page, methods=["GET"])
    if desk is None:
        return [first]
    routes: list[BaseRoute] = [
        first,
        *Entrance(desk).routes(),
        *Links(desk).routes(),
        *OwnAccount(desk).routes(),
    ]
    if desk.settings.oidc is not None:
        routes += OidcLogin(desk, desk.settings.oidc).routes()
    if desk.settings.proxy_header:
        routes += ProxyLogin(desk).routes()
    return routes


async def _first_page(request: Request) -> Response:
    """Streamlit serves the first page at ``/`` alone; its name leads there too."""
    query = request.url.query
    return RedirectResponse(f"/?{query}" if query else "/", 307)


def _static_folder() -> Path:
    return Path(streamlit.__file__).parent / "static"


@asynccontextmanager
async def _lifespan(_app: object) -> AsyncIterator[None]:
    """Load what the first visitor would otherwise wait for."""
    # Streamlit sets the levels of uvicorn's loggers while it starts
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    _load()
    threading.Thread(target=_warm_up, name="hanboki-warm-up", daemon=True).start()
    yield


def _load() -> None:
    """Import what pages need, before anybody asks for one.

    Two threads that import parts of one package at the same time may each see half of
    it: Python would rather let a module be seen unfinished than wait for ever.
    """
    for name in ("pandas", "plotly.graph_objects", "sim.charts", "sim.report"):
        import_module(name)
    for found in iter_modules(services.__path__, f"{services.__name__}."):
        import_module(found.name)


def _warm_up() -> None:
    start.warm()
    gc.collect()
    gc.freeze()  # what is loaded stays: no collection needs to look at it again
