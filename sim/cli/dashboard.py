"""``hanboki dashboard``: the screens, in a browser on this machine."""

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
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    lang: LangOption = None,
) -> None:
    """Serve the screens until stopped; only this machine can reach them."""
    talk = Talk.in_language(lang)
    script = _script()
    if not _is_free(port):
        raise Refusal(key="port_used", port=port, other=port + 1)
    server = _start(script, port, talk)
    try:
        url = f"http://{HOST}:{port}"
        if _answers(server, port):
            talk.tell("dashboard_ready", url=url)
            if not no_browser:
                webbrowser.open(url)
        code = server.wait()
    finally:
        _end(server)
    raise typer.Exit(code)


def _script() -> Path:
    """Return the start script of the screens, without importing them."""
    found = find_spec("dashboards")
    for folder in (found and found.submodule_search_locations) or ():
        script = Path(folder) / "app.py"
        if script.is_file():
            return script
    raise Refusal(key="dashboard_missing")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":
            # a port whose last server has just ended counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _start(script: Path, port: int, talk: Talk) -> "subprocess.Popen[bytes]":
    options = {
        "server.port": port,
        "server.address": HOST,
        "server.headless": "true",  # we open the browser: streamlit would ask for mail
        "browser.gatherUsageStats": "false",
        "global.developmentMode": "false",
        "logger.level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    # a session of its own: Ctrl-C reaches us alone, and we pass it on once
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *flags],
        env={**os.environ, "HANBOKI_LANG": talk.language},
        stdout=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
    )


def _answers(server: "subprocess.Popen[bytes]", port: int) -> bool:
    """Return whether the server takes connections; False when it has ended."""
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection((HOST, port), timeout=1):
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
