"""A server on 127.0.0.1 that speaks the RMS order API, with its faults."""

import json
import threading
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FORMAT = "%Y-%m-%dT%H:%M:%S+0900"


class FakeRms:
    """Orders that are there, faults that come next, and requests that came."""

    def __init__(self, orders: dict[str, datetime], faults=()) -> None:
        self.orders = orders
        self.faults = list(faults)
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.authorizations: list[str] = []

    def answer(self, name: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Return status and content, as the specification says."""
        return self.search(body) if name == "searchOrder" else self.get(body)

    def search(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Answer searchOrder."""
        for name in ("startDatetime", "endDatetime"):
            if not body[name].endswith("+0900"):
                return 400, message("ERROR", "ORDER_EXT_API_SEARCH_ORDER_ERROR_011")
        first, last = (
            datetime.strptime(body[name], FORMAT)
            for name in ("startDatetime", "endDatetime")
        )
        if (last - first).days >= 63:
            return 400, message("ERROR", "ORDER_EXT_API_SEARCH_ORDER_ERROR_WINDOW")
        found = [n for n, at in self.orders.items() if first <= at <= last]
        page = body["PaginationRequestModel"]
        size, number = page["requestRecordsAmount"], page["requestPage"]
        if size > 1000 or size * number > 15_000:
            return 400, message("ERROR", "ORDER_EXT_API_SEARCH_ORDER_ERROR_LIMIT")
        if not found:
            nothing = dict.fromkeys(("totalRecordsAmount", "totalPages", "requestPage"))
            told = message("INFO", "ORDER_EXT_API_SEARCH_ORDER_INFO_102")
            pages = {"PaginationResponseModel": nothing}
            return 200, told | pages | {"orderNumberList": []}
        pages = {"totalRecordsAmount": len(found), "requestPage": number}
        shown = found[size * (number - 1) : size * number]
        told = message("INFO", "ORDER_EXT_API_SEARCH_ORDER_INFO_101")
        return 200, told | {
            "orderNumberList": shown,
            "PaginationResponseModel": pages,
        }

    def get(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Answer getOrder."""
        asked = body["orderNumberList"]
        if len(asked) > 100 or body["version"] != 10:
            return 400, message("ERROR", "ORDER_EXT_API_GET_ORDER_ERROR_LIMIT")
        models = [order_model(n, self.orders[n]) for n in asked if n in self.orders]
        told = message("INFO", "ORDER_EXT_API_GET_ORDER_INFO_101")
        return 200, told | {"OrderModelList": models, "version": 10}


def message(kind: str, code: str) -> dict[str, Any]:
    """Return an answer that only says something."""
    told = {"messageType": kind, "messageCode": code, "message": "x"}
    nothing = {"orderNumberList": None, "PaginationResponseModel": None}
    return {"MessageModelList": [told]} | nothing


def order_model(number: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """Return an order as getOrder (version 10) shows it, of nobody real."""
    item = {"itemDetailId": 1, "units": 2, "deleteItemFlag": 0, "price": 1200}
    package = {
        "basketId": 9001,
        "noshi": None,
        "packageDeleteFlag": 0,
        "SenderModel": {"familyName": "見本", "phoneNumber1": "000"},
        "ItemModelList": [item],
        "ShippingModelList": [],
    }
    return {
        "orderNumber": number,
        "orderProgress": 300,
        "orderDatetime": at.strftime(FORMAT),
        "shopOrderCfmDatetime": None,
        "orderFixDatetime": None,
        "shippingInstDatetime": None,
        "shippingCmplRptDatetime": None,
        "deliveryDate": None,
        "remarks": "[配送日時指定:]\n",
        "giftCheckFlag": 0,
        "severalSenderFlag": 0,
        "rakutenConfirmFlag": 0,
        "totalPrice": 2900,
        "oneDayOperationFlag": 0,
        "OrdererModel": {"familyName": "見本", "emailAddress": "a@example.com"},
        "SettlementModel": {"settlementMethodCode": 1, "settlementMethod": "カード"},
        "WrappingModel1": None,
        "PackageModelList": [package],
        "ChangeReasonModelList": [],
    } | changes


@contextmanager
def serving(rms: FakeRms):
    """Yield the address of a server that answers as ``rms`` says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            rms.authorizations.append(self.headers["Authorization"])
            name = self.path.strip("/").split("/")[-1]
            asked = json.loads(body)
            rms.requests.append((name, asked))
            fault = rms.faults.pop(0) if rms.faults else None
            if callable(fault):
                fault(self)
                return
            status, content = rms.answer(name, asked)
            reply(self, status, json.dumps(content).encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/es/2.0/order"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(handler, status: int, body: bytes, *, told: int | None = None, **headers):
    """Send a reply; ``told`` — length to claim, when it is not the true one."""
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if told is None else told))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    if told is not None:
        handler.close_connection = True


def busy(handler):
    """Answer 503."""
    reply(handler, 503, b"busy")


def cut_short(handler):
    """Claim more bytes than are sent; what is sent looks whole."""
    reply(handler, 200, b'{"orderNumberList": []}', told=500)


def no_json(handler):
    """Answer a page of the gateway instead of JSON."""
    reply(handler, 200, b"<html>")


def expired(handler):
    """Refuse a key that is too old, and say it again as a careless server would."""
    words = f"expired: {handler.headers['Authorization']}"
    refused = {"Results": {"errorCode": "ES04-02", "message": words}}
    reply(handler, 401, json.dumps(refused).encode())


def elsewhere(handler):
    """Redirect to another address."""
    reply(handler, 302, b"", Location="http://127.0.0.1:9/stolen")
