"""The commands in docs/operations, taken out of the pages."""

from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt

from operations.generate import REPOSITORY

PAGES = REPOSITORY / "docs" / "operations"


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: `sh twin`, ours, or `sh azure`, Azure's."""

    page: str
    line: int
    kind: str
    commands: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def blocks() -> tuple[Block, ...]:
    markdown = MarkdownIt()
    return tuple(
        Block(page.name, token.map[0] + 1, token.info.strip(), token.content)
        for page in sorted(PAGES.glob("*.md"))
        for token in markdown.parse(page.read_text())
        if token.type == "fence" and token.map
    )
