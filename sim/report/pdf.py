"""Paper: A4 pages in Japanese or English, fonts embedded, text that can be copied.

The font is IPAex Gothic (IPA Font License), which is installed with hanboki.
A character that it lacks (𠮷) is taken from a CJK font of the system; where there is
none, the page shows 〓 and says at its end which characters are missing.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from fpdf import FPDF, XPos, YPos
from fpdf.enums import TableBordersLayout, TextMode, WrapMode
from fpdf.fonts import FontFace

from sim.charts.printed import japanese_font
from sim.language import Language, text
from sim.report.line_breaks import broken

__all__ = ["BLUE", "INK", "MISSING", "SLATE", "VERMILION", "Align", "Paper"]

Colour = tuple[int, int, int]
Align = Literal["L", "R", "C"]

INK: Final[Colour] = (31, 41, 55)
SLATE: Final[Colour] = (107, 114, 128)
BLUE: Final[Colour] = (0, 114, 178)
VERMILION: Final[Colour] = (213, 94, 0)
SHADE: Final[Colour] = (238, 243, 248)
FAINT: Final[Colour] = (236, 238, 241)

MISSING: Final = "〓"
"""What stands for a character that no installed font has."""

_MARGIN = 20.0
_BODY = 9.5
_SMALL = 7.5
_PADDING = 1.4
_FAMILY = "body"
_FALLBACK = "fallback"
_ALIKE = str.maketrans({"›": ">", "≤": "≦", "≥": "≧"})
_FALLBACK_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/ヒラギノ角ゴシック W3.ttc",
    "C:/Windows/Fonts/YuGothM.ttc",
    "C:/Windows/Fonts/msgothic.ttc",
)


class Paper(FPDF):
    """Pages under construction; :meth:`finished` gives the bytes."""

    def __init__(
        self,
        language: Language,
        *,
        title: str,
        footer: str = "",
        watermark: str = "",
        at: datetime | None = None,
    ) -> None:
        super().__init__(format="A4")
        self.language = language
        self.missing: list[str] = []
        self._footer = footer
        self._watermark = watermark
        self._has_fallback = False
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 4)
        self.add_font(_FAMILY, fname=str(japanese_font()))
        self.set_lang(language)
        self.set_title(title)
        self.set_creator("hanboki")
        if at is not None:
            self.set_creation_date(at)
        self.size(_BODY)
        self.add_page()

    def header(self) -> None:
        """Put the watermark behind the page."""
        if not self._watermark:
            return
        words = self.printable(self._watermark)
        with self.local_context(text_color=FAINT):
            self.set_font(_FAMILY, size=64)
            width = self.get_string_width(words)
            with self.rotation(50, self.w / 2, self.h / 2):
                self.text(self.w / 2 - width / 2, self.h / 2 + 10, words)
        self.set_font(_FAMILY, size=_BODY)

    def footer(self) -> None:
        """Write what the page belongs to, and its number."""
        self.set_y(-15)
        self.size(6.5, SLATE)
        page = f"{self.page_no()} / {{nb}}"
        self.cell(self.epw - 20, 4, self.printable(self._footer))
        self.cell(20, 4, page, align="R")
        self.size(_BODY)

    def size(self, points: float, colour: Colour = INK) -> None:
        """Set size and colour of what follows."""
        self.set_font(_FAMILY, size=points)
        self.set_text_color(*colour)

    def big_title(self, words: str) -> None:
        """Write the title of the document, centred, between two rules."""
        self.set_draw_color(*INK)
        self.set_line_width(0.5)
        self.line(_MARGIN, self.y, self.w - _MARGIN, self.y)
        self.ln(4)
        self._bold_line(words, 17, align="C", height=10)
        self.ln(3)
        self.set_line_width(0.2)
        self.line(_MARGIN, self.y, self.w - _MARGIN, self.y)
        self.ln(4)

    def heading(self, words: str) -> None:
        """Write the heading of an article; it never stands alone at a page's end."""
        self.keep_together(34)
        self.ln(2.5)
        self._bold_line(words, 10.5, colour=BLUE, height=6.5)
        self.ln(0.5)

    def paragraph(
        self,
        words: str,
        *,
        points: float = _BODY,
        colour: Colour = INK,
        gap: float = 1.2,
    ) -> None:
        """Write a paragraph over the whole width."""
        self.size(points, colour)
        self.multi_cell(
            0,
            points * 0.58,
            self._fitting(words, self.epw - 2 * self.c_margin - 0.5),
            align="L",
            wrapmode=self._wrap,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.ln(gap)
        self.size(_BODY)

    def small(self, words: str) -> None:
        """Write a remark."""
        self.paragraph(words, points=_SMALL, colour=SLATE)

    def rows(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float],
        aligns: Sequence[Align] | None = None,
        points: float = 8,
    ) -> None:
        """Write a table; its heading is repeated on every page.

        Parameters
        ----------
        widths
            Parts of the whole width.
        aligns
            Side of each column; None means all to the left.
        """
        self.keep_together(20)
        self.size(points)
        self.set_draw_color(198, 204, 212)
        self.set_line_width(0.15)
        with self.table(
            col_widths=tuple(widths),
            text_align=tuple(aligns or ["L"] * len(widths)),
            headings_style=FontFace(color=INK, fill_color=SHADE),
            borders_layout=TableBordersLayout.ALL,
            line_height=points * 0.56,
            padding=(0.9, _PADDING),
            wrapmode=self._wrap,
            first_row_as_headings=bool(head),
        ) as table:
            for cells in (head, *rows) if head else rows:
                row = table.row()
                for cell, part in zip(cells, widths, strict=True):
                    room = self.epw * part / sum(widths) - 2 * _PADDING - 0.8
                    row.cell(self._fitting(cell, room))
        self.ln(2)
        self.size(_BODY)

    def line_right(self, words: str) -> None:
        """Write one line at the right side."""
        self.size(8.5)
        self.cell(
            0,
            4.8,
            self.printable(words),
            align="R",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.size(_BODY)

    def label(self, words: str) -> None:
        """Write a small heading within an article."""
        self.keep_together(14)
        self._bold_line(words, 9, height=5.5)

    def mono(self, words: str) -> None:
        """Write a hash in a shaded line."""
        self.size(8.5)
        self.set_fill_color(*SHADE)
        self.cell(
            0, 6, words, align="C", fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.ln(1)
        self.size(_BODY)

    def frame(self, left: float, top: float, width: float, height: float) -> None:
        """Draw a box."""
        self.set_draw_color(*SLATE)
        self.set_line_width(0.25)
        self.rect(left, top, width, height)

    def text_at(
        self, left: float, top: float, words: str, points: float, colour: Colour
    ) -> None:
        """Write one line at a place."""
        self.size(points, colour)
        self.set_xy(left, top)
        self.cell(text=self.printable(words))
        self.size(_BODY)

    def block_at(
        self,
        left: float,
        top: float,
        width: float,
        words: str,
        points: float,
        colour: Colour,
    ) -> float:
        """Write lines at a place; return where they end."""
        self.size(points, colour)
        self.set_xy(left, top)
        self.multi_cell(
            width,
            points * 0.5,
            self.printable(words),
            align="L",
            wrapmode=WrapMode.CHAR,
        )
        self.size(_BODY)
        return float(self.y)

    def stamp(self, left: float, top: float, words: str) -> None:
        """Put a mark that says in one look that a side has accepted."""
        with self.local_context(
            draw_color=VERMILION, text_color=VERMILION, line_width=0.5
        ):
            self.rect(left, top, 19, 6.4, round_corners=True, corner_radius=1.2)
            self.set_xy(left, top)
            self.set_font(_FAMILY, size=8)
            self.cell(19, 6.4, self.printable(words), align="C")
        self.size(_BODY)

    def keep_together(self, height: float) -> None:
        """Begin a new page where less than so much room is left."""
        if self.will_page_break(height):
            self.add_page()

    def picture(self, png: bytes, alt: str, *, caption: str = "") -> None:
        """Put a picture over the whole width, its caption above it on the same page."""
        # a PNG says its width and height in its header
        wide, high = (int.from_bytes(png[i : i + 4]) for i in (16, 20))
        height = self.epw * high / wide
        self.keep_together(height + 12)
        if caption:
            self.label(caption)
        self.image(io.BytesIO(png), w=self.epw, alt_text=self.printable(alt))
        self.ln(2)

    def finished(self) -> bytes:
        """Return the document."""
        if self.missing:
            codes = " ".join(f"U+{ord(each):04X}" for each in self.missing)
            self.small(text("paper.missing_glyphs", self.language, codes=codes))
        content = bytes(self.output())
        for font in self.fonts.values():
            font.close()  # type: ignore[union-attr]
        return content

    def printable(self, words: str) -> str:
        """Return words with what no font has replaced, and remembered."""
        return "".join(self._printable(words))

    def _fitting(self, words: str, width: float) -> str:
        """Return printable words, broken into lines as Japanese is."""
        shown = self.printable(words)
        if self.language != "ja":
            return shown
        return broken(shown, width, self.get_string_width)

    @property
    def _wrap(self) -> WrapMode:
        """Japanese breaks anywhere, English between words."""
        return WrapMode.CHAR if self.language == "ja" else WrapMode.WORD

    def _printable(self, words: str) -> Iterator[str]:
        for letter in words.translate(_ALIKE):
            if letter in "\n\t" or self._has(_FAMILY, letter):
                yield letter
            elif _is_invisible(letter):
                continue
            elif self._in_fallback(letter):
                yield letter
            else:
                if letter not in self.missing:
                    self.missing.append(letter)
                yield MISSING

    def _in_fallback(self, letter: str) -> bool:
        if not self._has_fallback:
            path = next((p for p in _FALLBACK_FONTS if Path(p).is_file()), None)
            if path is None:
                return False
            self.add_font(_FALLBACK, fname=path, collection_font_number=0)
            self.set_fallback_fonts([_FALLBACK])
            self._has_fallback = True
        return self._has(_FALLBACK, letter)

    def _has(self, family: str, letter: str) -> bool:
        return ord(letter) in self.fonts[family].cmap  # type: ignore[union-attr]

    def _bold_line(
        self,
        words: str,
        points: float,
        *,
        align: Align = "L",
        colour: Colour = INK,
        height: float,
    ) -> None:
        """Write a line in heavy letters: the font has one weight, they get an edge."""
        self.size(points, colour)
        self.set_draw_color(*colour)
        with self.local_context(
            text_mode=TextMode.FILL_STROKE, line_width=points * 0.012
        ):
            self.multi_cell(
                0,
                height,
                self.printable(words),
                align=align,
                wrapmode=self._wrap,
                new_x=XPos.LMARGIN,
                new_y=YPos.NEXT,
            )
        self.size(_BODY)


def _is_invisible(letter: str) -> bool:
    """Return whether a character only chooses a form: variation selectors, joiners."""
    return unicodedata.category(letter) in ("Mn", "Cf")
