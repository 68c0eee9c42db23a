"""Which columns of an order file hold personal data.

Such columns are named in the import report and are never loaded: names, addresses,
telephone numbers, mail addresses, sex and birthdays, of customers and of staff.
"""

import re

from sim.orders.reading import normal_name

__all__ = ["is_personal"]

_JAPANESE = re.compile(
    r"郵便番号|〒|住所|電話|携帯番号|FAX|メールアドレス|Eメール|氏名|お名前"
    r"|姓$|姓カナ|名カナ|フリガナ|ふりがな|生年月日|誕生日|性別|都道府県|市区町村|郡市区"
    r"|(注文者|送付先|購入者|お?届け先|発送先?|受注|顧客|依頼主|ご?依頼主|送り主|送り先"
    r"|受取人|会員|担当者|作業者)様?の?(名|名前|カナ)$"
    r"|担当者?$|担当者名|作業者$|操作者"
)
_ENGLISH = re.compile(
    r"(buyer|recipient|customer|billing|shipping|ship|bill|sender|orderer|consignee)"
    r"[\s_-]*(first|last|full|to)?[\s_-]*(name|kana|address|street|city|zip|postal|state"
    r"|province|country|company|phone|email|mail|prefecture)"
    r"|e-?mail|phone|birthday|date.of.birth|employee"
    r"|^(first|last|full)[\s_-]*name",
    re.IGNORECASE,
)


def is_personal(name: str) -> bool:
    """Return whether a column of this name holds personal data.

    >>> is_personal("注文者電話番号1"), is_personal("商品名"), is_personal("送付先ID")
    (True, False, False)
    >>> is_personal("送付先住所"), is_personal("住所警告")
    (True, False)
    """
    plain = normal_name(name)
    if plain.endswith("警告"):  # a mark that something is odd, not the thing itself
        return False
    return bool(_JAPANESE.search(plain) or _ENGLISH.search(plain))
