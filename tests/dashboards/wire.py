"""A client of Streamlit's websocket, without a browser, as an attacker writes one."""

import re
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

SECONDS = 60
REFUSED = (400, 401, 403)


class Wire:
    """An open connection to a page."""

    def __init__(self, socket):
        self.socket = socket
        self.session_id = None
        self.words = ""
        self.widgets = {}

    def run(self, *, page="", clicked=None):
        """Have the page run; return all words that it shows."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = "lang=ja"
        state.page_name = page
        if clicked is not None:
            widget = state.widget_states.widgets.add()
            widget.id, widget.trigger_value = clicked, True
        self.socket.send(message.SerializeToString())
        return self.read()

    def read(self):
        """Read until the script has run."""
        self.words = ""
        while True:
            raw = self.socket.recv(timeout=SECONDS)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session_id = message.new_session.initialize.session_id
            elif kind == "delta":
                self.words += str(message.delta).encode().decode("unicode_escape")
                self._note_widgets(message.delta)
            elif kind == "script_finished":
                self.words = _utf8(self.words)
                return self.words

    def _note_widgets(self, delta):
        found = delta.new_element.button
        if found.id:
            self.widgets[found.label] = found.id


@contextmanager
def wire(server, *, who=None, origin="own", existing=None, headers=()):
    """Open the websocket of a page; ``existing`` is a session to take over."""
    port = server.port
    more = dict(headers)
    if who is not None:
        more["Cookie"] = f"hanboki={server.tokens.get(who, who)}"
    # the second part is a token of Streamlit's own login, which hanboki does not use
    parts = ["streamlit", "unused", existing] if existing else ["streamlit"]
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=f"http://127.0.0.1:{port}" if origin == "own" else origin,
        subprotocols=parts,
        additional_headers=more,
        max_size=None,
        proxy=None,
    ) as socket:
        yield Wire(socket)


def refusal(server, **options):
    """Return the status with which the websocket is refused; None when it opens."""
    try:
        with wire(server, **options):
            return None
    except InvalidStatus as error:
        return error.response.status_code


def _utf8(words):
    """Turn what protobuf prints as octets back into letters."""
    return re.sub(
        "[\x80-\xff]+",
        lambda run: run[0].encode("latin-1").decode("utf-8", "replace"),
        words,
    )
