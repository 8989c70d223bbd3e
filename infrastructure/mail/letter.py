"""A letter in blocks, once for both of its forms: plain text, and HTML in which everything is escaped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, assert_never

from domain.values import Language


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """What is typed in somewhere else."""

    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Table:
    """Each row: what, and how much. The last one is the sum."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


type Block = Paragraph | Code | Table | Link


@dataclass(frozen=True, slots=True)
class Letter:
    language: Language
    subject: str
    blocks: Sequence[Block]

    def text(self) -> str:
        return "\n\n".join("\n".join(_text(block)) for block in self.blocks) + "\n"

    def html(self) -> str:
        """A whole document without script, pictures or anything that is fetched."""
        return (
            f'<!doctype html><html lang="{self.language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
            f'<title>{escape(self.subject)}</title></head><body style="{_BODY}">'
            f"{''.join(map(_html, self.blocks))}</body></html>"
        )


_BODY: Final = "margin:2em auto;max-width:36em;padding:0 1em;font:16px/1.5 system-ui,sans-serif"
_CODE: Final = "font:bold 1.5em/1.5 ui-monospace,monospace;letter-spacing:.15em"
_CELL: Final = "padding:.3em 0;border-bottom:1px solid #8888"
_NUMBER: Final = f"{_CELL};text-align:right;padding-left:2em;white-space:nowrap"


def _text(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield text
        case Code(label, code):
            yield f"{label}: {code}"
        case Table(rows):
            for what, how_much in rows:
                yield f"{what}: {how_much}"
        case Link(label, url):
            yield f"{label}:"
            yield url
        case _:
            assert_never(block)


def _html(block: Block) -> str:
    match block:
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Code(label, code):
            return f'<p>{escape(label)}:<br><strong style="{_CODE}">{escape(code)}</strong></p>'
        case Table(rows):
            cells = "".join(
                f'<tr><td style="{_CELL}">{escape(what)}</td><td style="{_NUMBER}">{escape(how_much)}</td></tr>'
                for what, how_much in rows
            )
            return f'<table style="width:100%;border-collapse:collapse">{cells}</table>'
        case Link(label, url):
            return f'<p><a href="{escape(url)}">{escape(label)}</a></p>'
        case _:
            assert_never(block)
