"""The letters that are written: to owners of conferences and to registrants."""

from dataclasses import dataclass
from decimal import Decimal

from domain.conference_management.conference import Conference
from domain.registration.views.order import OrderView
from domain.values import Language
from infrastructure.mail.letter import Block, Code, Letter, Link, Paragraph, Table
from infrastructure.mail.money import formatted_money
from infrastructure.mail.texts import TEXTS

FALLBACK: Language = "en"


@dataclass(frozen=True, slots=True)
class Letters:
    """`site`: where the web front end is, without a slash at its end."""

    site: str

    def access_code(self, conference: Conference, code: str, *, renewed: bool) -> Letter:
        """To the owner: the code that opens the conference."""
        say = _Words(conference.language, conference.details.owner.name, conference.details.name)
        return say.letter(
            "code-subject",
            say.paragraph("code-renewed" if renewed else "code-new"),
            Code(say("code"), code),
            Link(say("code-link"), f"{self.site}/manage"),
            say.paragraph("code-secret"),
        )

    def order(self, order: OrderView, conference_name: str, language: Language | None, *, again: bool) -> Letter:
        """To the registrant: what was ordered, and how it is found again. Raises ValueError where nobody registered."""
        if order.registrant is None:
            raise ValueError("nobody to write to")
        name = f"{order.registrant.first_name} {order.registrant.last_name}"
        say = _Words(language, name, conference_name)
        return say.letter(
            "order-again-subject" if again else "order-subject",
            say.paragraph("order-again" if again else "order-confirmed"),
            say.summary(order),
            say.paragraph("order-code"),
            Code(say("code"), order.access_code),
            Link(say("order-link"), f"{self.site}/orders/find"),
        )

    def attention(self, order: OrderView, conference: Conference) -> Letter:
        """To the owner: a paid order without seats."""
        say = _Words(conference.language, conference.details.owner.name, conference.details.name)
        return say.letter(
            "attention-subject",
            say.paragraph("attention"),
            say.summary(order),
            Code(say("attention-order"), order.access_code),
            Link(say("attention-link"), f"{self.site}/manage"),
        )


class _Words:
    """What is said in one letter."""

    def __init__(self, language: Language | None, name: str, conference: str) -> None:
        self._language = language or FALLBACK
        self._names = {"name": name, "conference": conference}

    def __call__(self, key: str) -> str:
        return TEXTS[self._language][key].format(**self._names)

    def paragraph(self, key: str) -> Paragraph:
        return Paragraph(self(key))

    def letter(self, subject: str, *blocks: Block) -> Letter:
        around = (self.paragraph("hello"), *blocks, self.paragraph("regards"))
        return Letter(self._language, self(subject), around)

    def summary(self, order: OrderView) -> Table:
        lines = [(f"{line.quantity} × {line.description}", self._money(line.line_total, order)) for line in order.lines]
        total = self("free") if order.is_free_of_charge else self._money(order.total, order)
        return Table([*lines, (self("total"), total)])

    def _money(self, amount: Decimal, order: OrderView) -> str:
        return formatted_money(amount, order.currency, self._language)
