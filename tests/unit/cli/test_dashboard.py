"""``hanboki dashboard``: starts the screens as a process of their own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = """
import http.server, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), http.server.BaseHTTPRequestHandler) \\
    .serve_forever()
"""


@pytest.fixture
def used_port() -> Iterator[int]:
    """Return a port on which somebody else listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def fake_packages(tmp_path: Path) -> Path:
    """Return a folder with a stand-in for the screens."""
    for name, content in (
        ("dashboards/__init__.py", ""),
        ("dashboards/app.py", "raise AssertionError('imported')"),
        ("dashboards/server.py", SERVER),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return tmp_path


def test_used_port_is_named_with_another_choice(run, used_port):
    """The message says which port, and which one to try."""
    result = run("dashboard", "--port", used_port)

    assert result.exit_code == 2
    assert f"--port {used_port + 1}" in result.stderr


def test_missing_screens_are_explained(run, monkeypatch):
    """A broken installation is called that."""
    monkeypatch.setattr("sim.cli.dashboard.find_spec", lambda _: None)
    result = run("dashboard")

    assert result.exit_code == 2
    assert "dashboards" in result.stderr


@pytest.mark.jit
@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_signal_ends_the_server_too(fake_packages, free_port, number, code):
    """Stopping the command stops the server that it started."""
    words = ("dashboard", "--no-browser", "--port", str(free_port))
    process = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *words],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{fake_packages}{os.pathsep}{Path.cwd()}"},
    )
    assert process.stderr is not None
    assert f"http://127.0.0.1:{free_port}" in process.stderr.readline()
    process.send_signal(number)
    process.communicate(timeout=30)

    assert process.returncode == code
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", free_port)) != 0


def test_server_that_fails_gives_its_code(run, fake_packages, free_port, monkeypatch):
    """When the server ends by itself, its exit code is ours."""
    (fake_packages / "dashboards" / "server.py").write_text("raise SystemExit(3)")
    monkeypatch.setattr(
        "sim.cli.dashboard._folder", lambda: fake_packages / "dashboards"
    )

    assert run("dashboard", "--port", free_port).exit_code == 3


def test_browser_is_opened_when_the_server_answers(
    run, fake_packages, free_port, monkeypatch
):
    """The browser gets the address of the server."""
    opened: list[str] = []
    main = fake_packages / "dashboards" / "server.py"
    main.write_text(SERVER.replace("serve_forever", "handle_request"))
    monkeypatch.setattr(
        "sim.cli.dashboard._folder", lambda: fake_packages / "dashboards"
    )
    monkeypatch.setattr("webbrowser.open", opened.append)

    assert run("dashboard", "--port", free_port).exit_code == 0
    assert opened == [f"http://127.0.0.1:{free_port}"]


def test_a_server_for_many_asks_for_accounts_and_opens_no_browser(
    run, fake_packages, free_port, tmp_path, monkeypatch
):
    """With --serve accounts are on; an empty database says that nobody can enter."""
    opened: list[str] = []
    main = fake_packages / "dashboards" / "server.py"
    main.write_text(
        "import os; raise SystemExit(os.environ['HANBOKI_ACCOUNTS'] != 'on')"
    )
    monkeypatch.setattr(
        "sim.cli.dashboard._folder", lambda: fake_packages / "dashboards"
    )
    monkeypatch.setattr("webbrowser.open", opened.append)
    file = tmp_path / "people.db"
    result = run(
        "dashboard", "--serve", "--port", free_port, "--database", file, "--lang", "en"
    )

    assert result.exit_code == 0
    assert "hanboki users" in result.stderr
    assert opened == []
