"""``hanboki dashboard``: the screens, for one person here or for many by network."""

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.exits import Refusal
from sim.cli.options import LangOption
from sim.cli.talk import Talk

__all__ = ["dashboard"]

HOST = "127.0.0.1"
DEFAULT_PORT = 8501

_LONGEST_START = 60.0
_GRACE = 5.0


def dashboard(
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=1024, max=65535)
    ] = DEFAULT_PORT,
    serve: Annotated[bool, typer.Option("--serve")] = False,
    address: Annotated[str | None, typer.Option("--address", metavar="ADDRESS")] = None,
    public_url: Annotated[
        str | None, typer.Option("--public-url", metavar="URL")
    ] = None,
    database: Annotated[
        str | None, typer.Option("--database", metavar="FILE_OR_URL")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    lang: LangOption = None,
) -> None:
    """Serve the screens until stopped; with accounts when others can reach them."""
    talk = Talk.in_language(lang)
    folder = _folder()
    host = address or HOST
    has_accounts = serve or address is not None
    if not _is_free(host, port):
        raise Refusal(key="port_used", port=port, other=port + 1)
    own: dict[str, str] = {"HANBOKI_LANG": talk.language}
    own["HANBOKI_ACCOUNTS"] = "on" if has_accounts else "off"
    if database:
        own["HANBOKI_DATABASE"] = database
    if public_url:
        own["HANBOKI_PUBLIC_URL"] = public_url
    if has_accounts:
        _look_at_accounts(database, talk)
    server = _start(folder, host, port, own)
    try:
        url = public_url or f"http://{_named(host)}:{port}"
        if _answers(server, host, port):
            key = "dashboard_serving" if has_accounts else "dashboard_ready"
            talk.tell(key, url=url)
            if not no_browser and not has_accounts:
                webbrowser.open(url)
        code = server.wait()
    finally:
        _end(server)
    raise typer.Exit(code)


def _folder() -> Path:
    """Return the folder of the screens, without importing them."""
    found = find_spec("dashboards")
    for folder in (found and found.submodule_search_locations) or ():
        if (Path(folder) / "app.py").is_file():
            return Path(folder)
    raise Refusal(key="dashboard_missing")


def _look_at_accounts(database: str | None, talk: Talk) -> None:
    """Open the database before the server does, and say when nobody can log in."""
    from sim.accounts.administration import all_users
    from sim.database import open_database

    opened = open_database(database)
    try:
        is_empty = not any(user.has_password for user in all_users(opened))
    finally:
        opened.close()
    if is_empty:
        talk.tell("dashboard_no_users")


def _named(host: str) -> str:
    """Return what a browser on this machine calls the server."""
    if host in ("0.0.0.0", "::"):  # noqa: S104, RUF100  # compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":
            # a port whose last server has just ended counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _start(
    folder: Path, host: str, port: int, own: dict[str, str]
) -> "subprocess.Popen[bytes]":
    above = [str(folder.parent), os.environ.get("PYTHONPATH", "")]
    path = os.pathsep.join(part for part in above if part)
    # a session of its own: Ctrl-C reaches us alone, and we pass it on once
    return subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "dashboards.server"),
            *("--address", host, "--port", str(port)),
        ],
        env={**os.environ, "PYTHONPATH": path, **own},
        stdout=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
    )


def _answers(server: "subprocess.Popen[bytes]", host: str, port: int) -> bool:
    """Return whether the server takes connections; False when it has ended."""
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection((_named(host).strip("[]"), port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Pass the end on to the server, and see that it ends."""
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
    try:
        server.wait(_GRACE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
