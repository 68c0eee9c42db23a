"""A process that writes comments and says of each when it is kept; to be killed.

``python -m tests.unit.agreements.writer URL AGREEMENT SIDE FIRST``
"""

import sys
from itertools import count

from sim.accounts.reading import actor_of, find_user
from sim.agreements import workflow
from sim.database import open_database
from tests.unit.accounts.worlds import NOON


def main(url: str, agreement_id: str, email: str, first: int) -> None:
    """Write until killed; a number on stdout is an acknowledgement."""
    database = open_database(url)
    with database.reading() as connection:
        actor = actor_of(find_user(connection, email))
    for number in count(first):
        workflow.comment(database, actor, agreement_id, str(number), now=NOON)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
