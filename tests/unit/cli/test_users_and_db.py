"""Accounts and the database from the command line."""

import json

import pytest

from sim.database.upgrading import head


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A database of its own."""
    path = tmp_path / "hanboki.db"
    monkeypatch.setenv("HANBOKI_DATABASE", str(path))
    return path


@pytest.fixture
def users(run, place):
    """Run ``hanboki users``."""
    return lambda *words, **more: run("users", *words, **more)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_organizations_and_people_are_listed(users, lang):
    """Who is there, with role and state; an empty database says so."""
    assert users("list", lang=lang).exit_code == 0
    users("add-organization", "店", "--kind", "shop")
    users("add-organization", "空の代行", "--kind", "agency")
    shown = users("list", lang=lang).stdout
    data = json.loads(users("list", "--json").stdout)

    assert "空の代行" in shown
    assert {each["name"] for each in data["organizations"]} == {"店", "空の代行"}


def test_links_are_shown_once_and_lead_to_the_server(users):
    """An invitation and a reset print a link of the server that was named."""
    users("add-organization", "店", "--kind", "shop")
    shown = users(
        "invite",
        "店",
        "a@example.jp",
        "--role",
        "viewer",
        "--url",
        "https://h.example/",
    )

    assert shown.stdout.startswith("https://h.example/account/invitation?token=")
    assert "1度だけ" in shown.stderr


def test_wrong_words_are_explained(users):
    """Unknown people, roles and kinds end with 2."""
    for words in (
        ("disable", "nobody@example.jp"),
        ("enable", "nobody@example.jp"),
        ("reset-password", "nobody@example.jp"),
        ("set-role", "nobody@example.jp", "planner"),
        ("add-organization", "店", "--kind", "mall"),
        ("add-partner", "a", "b"),
    ):
        assert users(*words).exit_code == 2, words


def test_account_is_changed(users, monkeypatch):
    """Role, lock and reset work on a user who is there."""
    users("add-organization", "店", "--kind", "shop")
    token = json.loads(
        users("invite", "店", "a@example.jp", "--role", "planner", "--json").stdout
    )["token"]
    monkeypatch.setattr("sim.cli.users.ask_password", lambda *_: "a long password")
    assert users("accept", token, "--name", "花子").exit_code == 0
    assert users("set-role", "a@example.jp", "approver").exit_code == 0
    assert users("disable", "a@example.jp").exit_code == 0
    (user,) = json.loads(users("list", "--json").stdout)["users"]
    assert (user["role"], user["is_enabled"]) == ("approver", False)
    assert users("enable", "a@example.jp").exit_code == 0
    assert "reset?token=" in users("reset-password", "a@example.jp").stdout
    assert "花子" in users("list").stdout


def test_database_is_shown_upgraded_and_restored(run, place, tmp_path):
    """Information, upgrade, backup and restore, in that order."""
    assert json.loads(run("db", "info", "--json").stdout)["version"] is None
    assert "hanboki db upgrade" in run("db", "info").stdout
    assert run("db", "upgrade").exit_code == 0
    assert head() in run("db", "info").stdout
    run("users", "add-organization", "店", "--kind", "shop")
    kept = tmp_path / "kept.backup"
    assert run("db", "backup", kept).exit_code == 0
    assert run("db", "backup", kept).exit_code == 2
    assert run("db", "restore", kept).exit_code == 2
    assert run("db", "restore", kept, "--force").exit_code == 0
    other = tmp_path / "other.db"
    assert run("db", "restore", kept, "--database", other).exit_code == 0
    shown = run("users", "list", "--database", other, "--json").stdout
    assert json.loads(shown)["organizations"][0]["name"] == "店"
    assert run("db", "restore", tmp_path / "nowhere").exit_code == 2
