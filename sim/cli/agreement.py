"""``hanboki agreement``: the group; its commands are in the files beside it."""

from sim.cli import agreement_deciding, agreement_reading, agreement_writing
from sim.cli.commands import Command
from sim.cli.groups import new_group

__all__ = ["group"]

group = new_group("agreement")

group.command("new", cls=Command)(agreement_writing.new)
group.command("terms", cls=Command)(agreement_writing.terms)
group.command("edit", cls=Command)(agreement_writing.edit)
group.command("send", cls=Command)(agreement_writing.send)
group.command("counter", cls=Command)(agreement_writing.counter)
group.command("amend", cls=Command)(agreement_writing.amend)
group.command("list", cls=Command)(agreement_reading.list_agreements)
group.command("show", cls=Command)(agreement_reading.show)
group.command("compare", cls=Command)(agreement_reading.compare)
group.command("history", cls=Command)(agreement_reading.history)
group.command("comment", cls=Command)(agreement_deciding.comment)
group.command("accept", cls=Command)(agreement_deciding.accept)
group.command("reject", cls=Command)(agreement_deciding.reject)
group.command("withdraw", cls=Command)(agreement_deciding.withdraw)
group.command("cancel", cls=Command)(agreement_deciding.cancel)
group.command("keep", cls=Command)(agreement_deciding.keep)
group.command("receipt", cls=Command)(agreement_reading.receipt)
group.command("diagram", cls=Command)(agreement_reading.diagram)
