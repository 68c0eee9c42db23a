"""Answers of the RMS order API (getOrder, version 10) saved as JSON files.

A file holds one answer (``OrderModelList``), a list of orders, or one order.
Every item that was not deleted becomes a row; deleted items and packages are skipped,
and an order of which nothing is left stays one row without pieces.
``shippingCmplRptDatetime`` is when shipping was reported, the latest ``shippingDate``
of the packages is the day of shipping.
A cancellation is a change of type 1 (fixed) or 2 (completed) that no later one of type
3 takes back; ``changeReasonDetail`` is its code, such as 8 欠品 or 13 発送遅延.
Money of -9999 is not settled.
Only the fields listed here are looked at: names, addresses and remarks never leave this
file; a remark becomes the claim that a person must look.
Field names: H (official specification).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sim.orders.archives import BROKEN, Place, size_of
from sim.orders.cells import says_something
from sim.orders.detecting import refusal
from sim.orders.reading import Batch, Header
from sim.orders.rms import RMS_STATES, shop_of_rms_order
from sim.orders.vocabulary import VocabularyImporter

__all__ = [
    "MAX_JSON_BYTES",
    "JsonOrders",
    "RmsJsonImporter",
    "open_rms_json",
    "reduced_order",
]

MAX_JSON_BYTES = 256 << 20
"""Largest JSON file that is read; an answer with 100 orders has about 1 MB."""

_ORDER_KEYS = (
    "orderNumber",
    "orderDatetime",
    "shopOrderCfmDatetime",
    "orderFixDatetime",
    "shippingInstDatetime",
    "shippingCmplRptDatetime",
    "orderProgress",
    "totalPrice",
    "deliveryDate",
)
_FLAGS = (
    "giftCheckFlag",
    "socialGiftFlag",
    "severalSenderFlag",
    "isolatedIslandFlag",
    "rakutenConfirmFlag",
    "cautionDisplayType",
)
_NAMES = (
    *_ORDER_KEYS,
    "oneDayOperationFlag",
    "cancelledDatetime",
    "changeReasonDetail",
    "settlementMethod",
    "shippingDate",
    "basketId",
    "itemDetailId",
    "units",
    "needsPerson",
)
_CHANGE_KEYS = (
    "changeId",
    "changeType",
    "changeReason",
    "changeReasonDetail",
    "changeApplyDatetime",
    "changeFixDatetime",
    "changeCmplDatetime",
)
_CANCELLED, _TAKEN_BACK = {"1", "2"}, "3"
_SAID = "有"

_HEADER = Header(_NAMES, 0, _NAMES[0])

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class JsonOrders:
    """The orders of one JSON file, as rows under a header."""

    name: str
    orders: Sequence[Any]
    size: int
    """Bytes of the file."""

    encoding: str = "utf-8"
    delimiter: str = ""

    @property
    def header(self) -> Header:
        """Names of the columns that are made of the orders."""
        return _HEADER

    def batches(
        self, positions: tuple[int, ...], on_bytes: Callable[[int], None] | None = None
    ) -> Iterator[Batch]:
        """Return a row an item; its line is the number of the order in the file."""
        lines: list[int] = []
        rows: list[tuple[str, ...]] = []
        for number, order in enumerate(self.orders, start=1):
            for row in _item_rows(order):
                lines.append(number)
                rows.append(tuple(row[position] for position in positions))
        columns = zip(*rows, strict=True) if rows else ((),) * len(positions)
        yield Batch(lines, dict(zip(positions, columns, strict=True)), [], [], 0)
        if on_bytes is not None:
            on_bytes(self.size)


class RmsJsonImporter(VocabularyImporter):
    """Reads saved answers of the RMS order API."""

    name = "rms_api"
    confidence = "H"
    channel = "rakuten"
    aliases = MappingProxyType(
        {
            "order_id": ("orderNumber",),
            "ordered_at": ("orderDatetime",),
            "confirmed_at": ("shopOrderCfmDatetime",),
            "fixed_at": ("orderFixDatetime",),
            "ship_instructed_at": ("shippingInstDatetime",),
            "shipped_at": ("shippingCmplRptDatetime",),
            "shipped_on": ("shippingDate",),
            "cancelled_at": ("cancelledDatetime",),
            "cancel_reason": ("changeReasonDetail",),
            "is_one_day": ("oneDayOperationFlag",),
            "status": ("orderProgress",),
            "units": ("units",),
            "value_yen": ("totalPrice",),
            "delivery_date": ("deliveryDate",),
            "payment_method": ("settlementMethod",),
            "parcel_id": ("basketId",),
            "line_id": ("itemDetailId",),
        }
    )
    people = ("needsPerson",)
    telling = MappingProxyType({"orderNumber": 2, "orderProgress": 2})
    states = MappingProxyType(RMS_STATES)
    cancelled = frozenset({"800", "900"})

    def _shop_of_order(self) -> Callable[[str], str | None]:
        return shop_of_rms_order


def open_rms_json(place: Place) -> JsonOrders:
    """Return the orders in a JSON file.

    Raises
    ------
    ImportDataError
        The file is missing, too large, no JSON, or holds no orders.
    """
    size = size_of(place)
    if size > MAX_JSON_BYTES:
        raise refusal(place.name, "orders_json_wrong", size)
    try:
        with place.open("rb") as file:
            content = json.loads(file.read().decode("utf-8-sig"))
    except BROKEN as error:
        raise refusal(place.name, "orders_zip_broken") from error
    except OSError as error:
        raise refusal(place.name, "orders_file_missing") from error
    except json.JSONDecodeError as error:
        where = f"{place.name}:{error.lineno}:{error.colno}"
        raise refusal(where, "orders_json_wrong") from error
    except (ValueError, RecursionError) as error:
        raise refusal(place.name, "orders_json_wrong") from error
    return JsonOrders(place.name, _orders_in(place, content), size)


def reduced_order(order: Json) -> dict[str, Any]:
    """Return an order with the fields that are read, and nothing personal.

    Texts a customer may have written (remarks, noshi, wrapping) become ``有``.
    """
    kept = {name: order.get(name) for name in (*_ORDER_KEYS, *_FLAGS)}
    kept["oneDayOperationFlag"] = order.get("oneDayOperationFlag")
    kept["remarks"] = _SAID if says_something(_cell(order.get("remarks"))) else ""
    kept["SettlementModel"] = _part(order.get("SettlementModel"), ("settlementMethod",))
    for name in ("WrappingModel1", "WrappingModel2"):
        kept[name] = {"name": _SAID} if _model(order.get(name)) else None
    changes = _models(order.get("ChangeReasonModelList"))
    kept["ChangeReasonModelList"] = [_part(each, _CHANGE_KEYS) for each in changes]
    packages = _models(order.get("PackageModelList"))
    kept["PackageModelList"] = [_reduced_package(package) for package in packages]
    return kept


def _reduced_package(package: Json) -> dict[str, Any]:
    items = _models(package.get("ItemModelList"))
    parcels = _models(package.get("ShippingModelList"))
    item_keys = ("itemDetailId", "units", "deleteItemFlag")
    return {
        "basketId": package.get("basketId"),
        "packageDeleteFlag": package.get("packageDeleteFlag"),
        "noshi": _SAID if says_something(_cell(package.get("noshi"))) else None,
        "ItemModelList": [_part(item, item_keys) for item in items],
        "ShippingModelList": [_part(each, ("shippingDate",)) for each in parcels],
    }


def _orders_in(place: Place, content: object) -> Sequence[Any]:
    if isinstance(content, list):
        return content
    if isinstance(content, dict):
        orders = content.get("OrderModelList")
        if isinstance(orders, list):
            return orders
        if "orderNumber" in content:
            return [content]
    raise refusal(place.name, "orders_json_no_orders")


def _item_rows(order: object) -> Iterator[tuple[str, ...]]:
    model = _model(order)  # what is no order has no number and is rejected for it
    packages = [
        package
        for package in _models(model.get("PackageModelList"))
        if _cell(package.get("packageDeleteFlag")) != "1"
    ]
    cancelled_at, reason = _cancellation(model)
    settlement = _model(model.get("SettlementModel"))
    common = (
        *(_cell(model.get(name)) for name in _ORDER_KEYS),
        _cell(model.get("oneDayOperationFlag")),
        cancelled_at,
        reason,
        _cell(settlement.get("settlementMethod")),
        _shipping_day(packages),
    )
    person = "1" if _needs_person(model, packages) else "0"
    items = [
        (_cell(package.get("basketId")), item)
        for package in packages
        for item in _models(package.get("ItemModelList"))
        if _cell(item.get("deleteItemFlag")) != "1"
    ]
    for basket, item in items or [("", {"units": 0})]:
        line = _cell(item.get("itemDetailId"))
        yield (*common, basket, line, _cell(item.get("units")), person)


def _cancellation(order: Json) -> tuple[str, str]:
    """Return when an order was cancelled and the code of the reason."""
    changes = sorted(_models(order.get("ChangeReasonModelList")), key=_change_time)
    found = ("", "")
    for change in changes:
        kind = _cell(change.get("changeType"))
        if kind in _CANCELLED and not found[0]:
            found = (_change_time(change), _cell(change.get("changeReasonDetail")))
        elif kind == _TAKEN_BACK:
            found = ("", "")
    return found


def _change_time(change: Json) -> str:
    names = ("changeFixDatetime", "changeCmplDatetime", "changeApplyDatetime")
    said = (_cell(change.get(name)) for name in names)
    return next((moment for moment in said if moment), "")


def _shipping_day(packages: Sequence[Json]) -> str:
    parcels = (p for each in packages for p in _models(each.get("ShippingModelList")))
    return max((_cell(parcel.get("shippingDate")) for parcel in parcels), default="")


def _needs_person(order: Json, packages: Sequence[Json]) -> bool:
    said = (*(order.get(name) for name in _FLAGS), order.get("remarks"))
    noshi = (package.get("noshi") for package in packages)
    wraps = (order.get(name) for name in ("WrappingModel1", "WrappingModel2"))
    texts = (_cell(value) for value in (*said, *noshi))
    return any(map(says_something, texts)) or any(map(_model, wraps))


def _part(model: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: _model(model).get(name) for name in names}


def _model(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _models(value: object) -> list[Json]:
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case str():  # a lone surrogate is legal in JSON and nowhere else
            return value.encode("utf-8", "replace").decode("utf-8")
        case int() | float():
            return str(value)
        case _:
            return f"({type(value).__name__})"
