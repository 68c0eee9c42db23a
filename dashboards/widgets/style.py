"""The few rules of style that Streamlit has no setting for."""

from json import dumps

import streamlit as st

from dashboards.i18n import Language, say

__all__ = ["put_language", "put_style"]

_FRAME = """
.stMainBlockContainer { padding: 4.3rem 2rem 2rem; }
[data-testid=stElementContainer]:has(> .stHtml > script),
[data-testid=stElementContainer]:has(> .stHtml > style) { position: absolute; }
[data-testid=InputInstructions] { display: none; }
.hb-account { white-space: nowrap; } .hb-account a { color: inherit; }
"""
_RULES = """
.stMainBlockContainer h1 { padding: 0 0 .2rem; }
[data-testid=stLayoutWrapper]:has(> .st-key-simulation_controls) {
  position: sticky; top: 3.4rem; max-height: calc(100vh - 4rem); overflow-y: auto; }
.st-key-plan_picker_about { font-size: .9rem; line-height: 1.5; opacity: .85; }
.st-key-plan_picker_about [data-testid=stText] { font-size: .9rem; }
.hb-brand { font-weight: 700; font-size: 1rem; letter-spacing: .02em; opacity: .8; }
.st-key-simulation_controls [data-testid=stElementToolbar] { display: none; }
.hb-verdict { display: flex; gap: 1rem; align-items: center; padding: .9rem 1.2rem;
  border: 1px solid var(--hb-line); border-left: .6rem solid var(--hb-line);
  border-radius: .4rem; }
.hb-verdict .hb-symbol { font-size: 2.4rem; line-height: 1; font-weight: 700; }
.hb-verdict .hb-heading { font-size: 1.25rem; font-weight: 700; margin: 0; }
.hb-verdict .hb-sentence { font-size: 1.15rem; margin: .15rem 0 0; line-height: 1.5; }
.hb-meets { --hb-line: #009E73; background: rgba(0,158,115,.12); }
.hb-misses { --hb-line: #D55E00; background: rgba(213,94,0,.12); }
.hb-undecided { --hb-line: #6B7280; background: rgba(107,114,128,.14); }
ul.hb-cards { display: grid; gap: .6rem; list-style: none;
  margin: 0 !important; padding: 0 !important;
  grid-template-columns: repeat(auto-fill, minmax(12.4rem, 1fr)); }
.hb-cards > li.hb-card { margin: 0; }
.hb-card { border: 1px solid rgba(128,128,128,.45); border-radius: .4rem;
  padding: .5rem .75rem .55rem; display: flex; flex-direction: column; }
@media (min-width: 40rem) { .hb-card[data-kpi$=_yen] { grid-column: span 2; } }
.hb-card [title] { cursor: help; text-decoration: underline dotted; }
.hb-card header { display: flex; justify-content: space-between; gap: .3rem;
  align-items: baseline; }
.hb-card h3 { font-size: .95rem; font-weight: 600; margin: 0; padding: 0; }
.hb-card header small { font-size: .8rem; opacity: .72; white-space: nowrap; }
.hb-card .hb-value { font-size: 1.75rem; font-weight: 700; line-height: 1.2; }
.hb-card p { margin: 0; padding: 0; font-size: .84rem; line-height: 1.4;
  word-break: keep-all; overflow-wrap: anywhere; }
.hb-card .hb-term { color: color-mix(in srgb, currentColor 72%, transparent); }
.hb-card .hb-difference { margin-top: .45rem; padding-top: .4rem;
  border-top: 1px solid rgba(128,128,128,.35); font-weight: 600; }
.hb-difference p.hb-term { font-weight: 400; }
.hb-difference b { float: right; color: CanvasText; }
.hb-good { border-left: .35rem solid #009E73; }
.hb-bad { border-left: .35rem solid #D55E00; }
.hb-neutral { border-left: .35rem solid rgba(128,128,128,.45); }
.hb-numbers { border-collapse: collapse; width: 100%; font-size: .9rem; }
.hb-numbers th, .hb-numbers td { text-align: left; vertical-align: top;
  padding: .4rem .6rem; border-bottom: 1px solid rgba(128,128,128,.35);
  word-break: keep-all; min-width: 5.6rem; }
.hb-numbers tbody th { min-width: 10rem; width: 26%; font-weight: 600; }
.hb-numbers td:nth-child(5) { min-width: 10.5rem; }
.hb-scroll { overflow-x: auto; }
.hb-words table { border-collapse: collapse; width: 100%; font-size: .9rem;
  margin: .6rem 0 1rem; }
.hb-words caption { text-align: left; font-weight: 700; padding-bottom: .3rem; }
.hb-words .note { display: block; font-weight: 400; opacity: .75; }
.hb-words th, .hb-words td { text-align: left; vertical-align: top;
  padding: .35rem .6rem; border-bottom: 1px solid rgba(128,128,128,.35);
  min-width: 4.8rem; }
@media (max-width: 40rem) {
  [data-testid=stTable] th, [data-testid=stTable] td { min-width: 4.2rem; } }
.hb-words .number { text-align: right; font-variant-numeric: tabular-nums; }
.hb-numbers small { display: block; font-weight: 400; opacity: .75;
  word-break: normal; }
.hb-checks { margin-top: .8rem; } .hb-checks tbody th { width: auto; }
.hb-checks tr.hb-bad td, .hb-checks tr.hb-bad th { background: rgba(213,94,0,.18); }
.hb-terms { max-width: 46rem; line-height: 1.7; padding: 0 !important;
  margin: 0 !important; }
.hb-terms dt { font-weight: 700; margin-top: 1rem; }
.hb-terms dd { margin: .1rem 0 0 !important; }
.hb-list { list-style: none; margin: 0 !important; padding: 0 !important; }
.hb-list li { padding: .35rem 0; border-bottom: 1px solid rgba(128,128,128,.35); }
.hb-list small { opacity: .75; }
"""
_GREYED = """
.st-key-simulation_answer { opacity: .45; filter: grayscale(1); }
"""


def put_style(*, is_greyed: bool = False) -> None:
    """Write the rules into the page; a greyed answer no longer fits the table."""
    st.html(f"<style>{_RULES}{_GREYED if is_greyed else ''}</style>")


def put_language(language: Language) -> None:
    """Say which language the page is in: for screen readers, hyphens and fonts."""
    st.html(
        f"<style>{_FRAME}{_uploader(language)}</style>"
        f"<script>document.documentElement.lang = '{language}'</script>",
        unsafe_allow_javascript=True,
    )


def _uploader(language: Language) -> str:
    """Return rules that put words of the language into the widget for files.

    Streamlit has no setting for them (streamlit#13500). The parts are found by their
    test ids; where a newer Streamlit names them otherwise, its English words come back.
    """
    limit = st.get_option("server.maxUploadSize")
    button = dumps(say("upload.choose", language), ensure_ascii=False)
    about = dumps(say("upload.drop", language, limit=limit), ensure_ascii=False)
    return f"""
[data-testid=stFileUploaderDropzone] button [data-testid=stMarkdownContainer] > *,
[data-testid=stFileUploaderDropzoneInstructions] > * {{ display: none; }}
[data-testid=stFileUploaderDropzone] button [data-testid=stMarkdownContainer]::after {{
  content: {button}; }}
[data-testid=stFileUploaderDropzoneInstructions]::after {{
  content: {about}; font-size: .9rem; opacity: .75; }}
"""
