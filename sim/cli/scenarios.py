"""``hanboki scenarios``: what comes with hanboki."""

from sim.cli.options import JsonOption, LangOption
from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.scenario.shipped import shipped_folder, shipped_scenarios

__all__ = ["scenarios"]


def scenarios(json: JsonOption = False, lang: LangOption = None) -> None:
    """List the shipped scenarios with their titles and paths."""
    talk = Talk.in_language(lang)
    found = shipped_scenarios()
    if json:
        talk.show_json(
            [
                {"name": each.name, "title": each.title, "path": str(each.path)}
                for each in found
            ]
        )
        return
    heads = [talk.say(f"scenarios_head_{head}") for head in ("name", "title")]
    rows = [(each.name, each.title) for each in found]
    talk.show(plain_table(heads, rows))
    talk.show_text("\n" + talk.say("scenarios_hint", folder=shipped_folder()))
