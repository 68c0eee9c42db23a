"""``hanboki users``: organizations and people, for whoever runs the server."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.acting import DatabaseOption, ask_password, now, opened
from sim.cli.commands import Command
from sim.cli.groups import new_group
from sim.cli.options import JsonOption, LangOption
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.accounts import Organization, User

__all__ = ["group"]

group = new_group("users")

EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL")]
UrlOption = Annotated[str, typer.Option("--url", metavar="URL")]


@group.command("list", cls=Command)
def list_users(
    place: DatabaseOption = None, json: JsonOption = False, lang: LangOption = None
) -> None:
    """Show all organizations and their people."""
    from sim.accounts.administration import all_organizations, all_users

    talk = Talk.in_language(lang)
    with opened(place) as database:
        organizations, users = all_organizations(database), all_users(database)
    if json:
        talk.show_json(
            {
                "organizations": [_organization_data(each) for each in organizations],
                "users": [_user_data(each) for each in users],
            }
        )
        return
    _show_users(organizations, users, talk)


@group.command("add-organization", cls=Command)
def add_organization(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    kind: Annotated[str, typer.Option("--kind", metavar="shop|agency")],
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Make a shop or an agency."""
    from sim.accounts.administration import add_organization as add

    talk = Talk.in_language(lang)
    with opened(place) as database:
        made = add(database, name, kind, now=now())
    if json:
        talk.show_json(_organization_data(made))
    else:
        talk.show_text(talk.say("users_organization_added", name=made.name))


@group.command("add-partner", cls=Command)
def add_partner(
    shop: Annotated[str, typer.Argument(metavar="SHOP")],
    agency: Annotated[str, typer.Argument(metavar="AGENCY")],
    place: DatabaseOption = None,
    lang: LangOption = None,
) -> None:
    """Let a shop and an agency send each other plans and agreements."""
    from sim.accounts.administration import connect_partners

    talk = Talk.in_language(lang)
    with opened(place) as database:
        connect_partners(database, shop, agency)
    talk.show_text(talk.say("users_partners_added", shop=shop, agency=agency))


@group.command("invite", cls=Command)
def invite(
    organization: Annotated[str, typer.Argument(metavar="ORGANIZATION")],
    email: EmailArgument,
    role: Annotated[str, typer.Option("--role", metavar="viewer|planner|approver")],
    url: UrlOption = "",
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Make a one-time link by which somebody becomes a user."""
    from sim.accounts.administration import invite as make_invitation

    talk = Talk.in_language(lang)
    with opened(place) as database:
        token = make_invitation(database, organization, email, role, now=now())
    _show_link("invitation", token, url, talk, is_json=json)


@group.command("accept", cls=Command)
def accept(
    token: Annotated[str, typer.Argument(metavar="TOKEN")],
    name: Annotated[str, typer.Option("--name", metavar="NAME")],
    place: DatabaseOption = None,
    lang: LangOption = None,
) -> None:
    """Become the user of an invitation; the password is asked for."""
    from sim.accounts import accept_invitation

    talk = Talk.in_language(lang)
    password = ask_password(talk, "ask_new_password")
    with opened(place) as database:
        email = accept_invitation(
            database,
            token,
            name=name,
            password=password,
            now=now(),
            language=talk.language,
        )
    talk.show_text(talk.say("users_accepted", email=email))


@group.command("reset-password", cls=Command)
def reset_password(
    email: EmailArgument,
    url: UrlOption = "",
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Make a one-time link by which a user chooses a new password."""
    from sim.accounts.administration import reset_link

    talk = Talk.in_language(lang)
    with opened(place) as database:
        token = reset_link(database, email, now=now())
    _show_link("reset", token, url, talk, is_json=json)


@group.command("disable", cls=Command)
def disable(
    email: EmailArgument, place: DatabaseOption = None, lang: LangOption = None
) -> None:
    """Lock a user out at once."""
    from sim.accounts.administration import disable_user

    talk = Talk.in_language(lang)
    with opened(place) as database:
        disable_user(database, email)
    talk.show_text(talk.say("users_disabled", email=email))


@group.command("enable", cls=Command)
def enable(
    email: EmailArgument, place: DatabaseOption = None, lang: LangOption = None
) -> None:
    """Let a disabled user log in again."""
    from sim.accounts.administration import enable_user

    talk = Talk.in_language(lang)
    with opened(place) as database:
        enable_user(database, email)
    talk.show_text(talk.say("users_enabled", email=email))


@group.command("set-role", cls=Command)
def set_role(
    email: EmailArgument,
    role: Annotated[str, typer.Argument(metavar="viewer|planner|approver")],
    place: DatabaseOption = None,
    lang: LangOption = None,
) -> None:
    """Give a user another role, which ends their logins."""
    from sim.accounts.administration import set_role as change

    talk = Talk.in_language(lang)
    with opened(place) as database:
        change(database, email, role)
    talk.show_text(talk.say("users_role_set", email=email, role=role))


def _show_link(kind: str, token: str, url: str, talk: Talk, *, is_json: bool) -> None:
    """Show a link, or the path of one where the server's address is not said."""
    link = f"{url.rstrip('/')}/account/{kind}?token={token}"
    if is_json:
        talk.show_json({"token": token, "link": link})
        return
    talk.show_raw(link + "\n")
    talk.tell(f"users_{kind}_made")


def _show_users(
    organizations: "tuple[Organization, ...]", users: "tuple[User, ...]", talk: Talk
) -> None:
    from sim.cli.tables import plain_table
    from sim.language import text

    if not organizations:
        talk.tell("users_none")
        return
    rows = [
        [
            each.organization.name,
            text(f"accounts.kind_{each.organization.kind}", talk.language),
            each.name,
            each.email,
            text(f"accounts.role_{each.role}", talk.language),
            talk.say("users_is_enabled" if each.is_enabled else "users_is_disabled"),
        ]
        for each in users
    ]
    filled = {each.organization.id for each in users}
    rows += [
        [each.name, text(f"accounts.kind_{each.kind}", talk.language), "", "", "", ""]
        for each in organizations
        if each.id not in filled
    ]
    names = ("organization", "kind", "name", "email", "role", "state")
    talk.show(plain_table([talk.say(f"users_head_{name}") for name in names], rows))


def _organization_data(each: "Organization") -> dict[str, object]:
    return {"id": each.id, "name": each.name, "kind": each.kind}


def _user_data(each: "User") -> dict[str, object]:
    return {
        "organization": each.organization.name,
        "email": each.email,
        "name": each.name,
        "role": each.role,
        "is_enabled": each.is_enabled,
    }
