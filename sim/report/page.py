"""The frame of a report: one self-contained HTML file that loads nothing.

Style, script and drawing library are inside, and the content security policy forbids
every request.
"""

from collections.abc import Mapping
from importlib.resources import files

from sim.experiments import RunRecord
from sim.language import Language, number_text, text
from sim.report.tags import Html, join, tag

__all__ = ["contents", "page", "record_facts", "section"]

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:"
)


def page(title: str, language: Language, *, header: Html, main: Html) -> str:
    """Return the whole document.

    Parameters
    ----------
    title
        What a browser calls it.
    header, main
        Its masthead, and everything below.
    """
    body = tag(
        "body",
        header,
        tag("main", main),
        tag("footer", tag("p", text("report.glossary", language))),
        tag("script", _file("report.js")),
    )
    document = tag("html", _head(title), body, lang=language)
    return f"<!doctype html>\n{document}\n"


def contents(headings: Mapping[str, str], language: Language) -> Html:
    """Return links to the sections; ``headings`` by the name of the section."""
    links = (tag("a", words, href=f"#{name}") for name, words in headings.items())
    return tag("nav", *links, aria_label=text("report.contents", language))


def section(name: str, heading: str, content: Html) -> Html:
    """Return a section; the name is what links point to."""
    return tag("section", tag("h2", heading), content, id=name)


def record_facts(record: RunRecord, language: Language) -> Html:
    """Return what the numbers depend on."""
    versions = ", ".join(
        f"{name} {version}" for name, version in record.versions.items()
    )
    facts = {
        "scenario": record.scenario_name,
        "digest": tag("code", record.scenario_digest),
        "seed": str(record.seed),
        "replications": number_text(record.replications, language),
        "engine": record.engine,
        "versions": versions,
    }
    entries = (
        join((tag("dt", text(f"report.record_{key}", language)), tag("dd", words)))
        for key, words in facts.items()
    )
    return join(
        (
            tag("dl", *entries, class_="facts"),
            tag("p", text("report.record_note", language), class_="statement"),
        )
    )


def _head(title: str) -> Html:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", _file("report.css")),
    )


def _file(name: str) -> Html:
    """Return a file that lies beside this module; it is part of the document."""
    return Html((files("sim.report") / name).read_text(encoding="utf-8"))
