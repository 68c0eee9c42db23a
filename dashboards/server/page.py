"""The account pages as HTML: one column, no script, readable from a distance."""

from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse

from dashboards.i18n import LANGUAGE_NAMES, LANGUAGES, Language, say

__all__ = ["button", "field", "form", "html_page", "notice", "table"]

_STYLE = """
:root { color-scheme: light dark; }
body { font: 17px/1.7 'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans',
  'Yu Gothic UI',Meiryo,sans-serif; margin: 0;
  background: Canvas; color: CanvasText; }
main { max-width: 34rem; margin: 8vh auto; padding: 0 1.2rem 3rem; }
h1 { font-size: 1.7rem; margin: .2rem 0 1rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .4rem; }
header { display: flex; justify-content: space-between; font-size: .95rem; }
header b { opacity: .8; }
form { margin: 1rem 0; }
label { display: block; font-weight: 600; margin-top: .8rem; }
input, select { font: inherit; width: 100%; box-sizing: border-box;
  padding: .5rem .7rem;
  border: 1px solid #6B7280; border-radius: .4rem;
  background: Field; color: FieldText; }
button, .button { font: inherit; font-weight: 600; margin-top: 1.1rem; cursor: pointer;
  display: inline-block; padding: .5rem 1.4rem; text-decoration: none;
  border: 1px solid #005A8F; border-radius: .4rem; background: #005A8F; color: #FFF; }
button.quiet { background: transparent; color: inherit; border-color: #6B7280; }
:focus-visible { outline: 3px solid #D55E00; outline-offset: 2px; }
.notice { border-left: .5rem solid #D55E00; padding: .5rem .9rem; margin: 1rem 0;
  background: rgba(213,94,0,.12); }
.notice.good { border-color: #009E73; background: rgba(0,158,115,.12); }
.notice code { word-break: break-all; user-select: all; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .5rem .35rem 0;
  border-bottom: 1px solid rgba(128,128,128,.4); }
td form { margin: 0; } td button { margin: 0; padding: .15rem .6rem; }
small { opacity: .75; }
"""
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}


def html_page(
    title: str,
    parts: Iterable[str],
    language: Language,
    *,
    path: str,
    status: int = 200,
) -> HTMLResponse:
    """Return a whole page; ``parts`` are markup, made by the functions below.

    ``path`` — the page itself, for the switch of language.
    """
    other = next(name for name in LANGUAGES if name != language)
    mark = "&" if "?" in path else "?"
    switch = (
        f'<a href="{escape(f"{path}{mark}lang={other}")}" lang="{other}">'
        f"{LANGUAGE_NAMES[other]}</a>"
    )
    body = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} | hanboki</title><style>{_STYLE}</style></head>"
        f"<body><main><header><b>{escape(say('app.brand', language))}</b>{switch}"
        f"</header><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>"
    )
    return HTMLResponse(body, status, headers=_HEADERS)


def notice(words: str, *, is_good: bool = False, secret: str = "") -> str:
    """Return a message; ``secret`` is something to copy, such as a link."""
    kind = "notice good" if is_good else "notice"
    copied = f"<br><code>{escape(secret)}</code>" if secret else ""
    return f'<p class="{kind}" role="alert">{escape(words)}{copied}</p>'


def form(action: str, csrf: str, parts: Iterable[str]) -> str:
    """Return a form that is sent to ``action``."""
    return (
        f'<form method="post" action="{escape(action)}">'
        f'<input type="hidden" name="csrf" value="{escape(csrf)}">'
        f"{''.join(parts)}</form>"
    )


def field(name: str, label: str, *, kind: str = "text", **options: str) -> str:
    """Return an input with its label; ``options`` are further attributes."""
    more = "".join(
        f' {key.replace("_", "-")}="{escape(value)}"' for key, value in options.items()
    )
    box = f'<input id="{name}" name="{name}" type="{kind}"{more}>'
    if kind == "hidden":
        return box
    return f'<label for="{name}">{escape(label)}</label>{box}'


def button(label: str, *, is_quiet: bool = False, **options: str) -> str:
    """Return the button that sends a form."""
    more = "".join(f' {key}="{escape(value)}"' for key, value in options.items())
    kind = ' class="quiet"' if is_quiet else ""
    return f"<button{kind}{more}>{escape(label)}</button>"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the cells are markup."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
