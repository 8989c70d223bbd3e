"""The letters that are written: to owners of conferences and to registrants."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.conference_management.conference import Conference
from domain.payments.events import PaymentRefunded
from domain.registration import reasons
from domain.registration.views.order import OrderView
from domain.values import Language
from infrastructure.mail.letter import Block, Code, Letter, Link, Paragraph, Table
from infrastructure.mail.money import formatted_money
from infrastructure.mail.texts import TEXTS
from infrastructure.mail.times import formatted_time

FALLBACK: Language = "en"


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order, the name that its conference had when it was placed, and the language of its registrant."""

    view: OrderView
    conference_name: str
    language: Language | None


@dataclass(frozen=True, slots=True)
class Letters:
    """`site`: where the web front end is, without a slash at its end.

    Letters to registrants raise ValueError for an order without one.
    """

    site: str

    def access_code(self, conference: Conference, code: str, *, renewed: bool) -> Letter:
        """To the owner: the code that opens the conference."""
        say = _to_owner(conference)
        return say.letter(
            "code-subject",
            say.paragraph("code-renewed" if renewed else "code-new"),
            Code(say("code"), code),
            Link(say("code-link"), f"{self.site}/manage"),
            say.paragraph("code-secret"),
        )

    def attention(self, order: OrderView, conference: Conference) -> Letter:
        """To the owner: a paid order without seats."""
        say = _to_owner(conference)
        return say.letter(
            "attention-subject",
            say.paragraph("attention"),
            say.summary(order),
            Code(say("attention-order"), order.access_code),
            Link(say("attention-link"), f"{self.site}/manage"),
        )

    def confirmed(self, order: KnownOrder) -> Letter:
        """To the registrant: what was ordered, and how it is found again."""
        say = _to_registrant(order)
        return say.letter("order-subject", say.paragraph("order-confirmed"), *self._particulars(say, order.view))

    def particulars(self, order: KnownOrder) -> Letter:
        """To the registrant, who asked for it: the same, and whether the order is paid or cancelled."""
        say, view = _to_registrant(order), order.view
        if view.state == "Rejected":
            state = [say.paragraph("order-cancelled")]
        else:
            state = [] if view.state == "Confirmed" else [say.paragraph("order-unpaid")]
        return say.letter("order-again-subject", say.paragraph("order-again"), *state, *self._particulars(say, view))

    def invoice(self, order: KnownOrder, conference: Conference) -> Letter:
        """To the registrant: what is to be paid until when, and whom to ask. Raises ValueError where no invoice is."""
        view = order.view
        if view.awaiting_payment_until is None:
            raise ValueError("no payment by invoice is awaited")
        say = _to_registrant(order, conference, amount=view.total, due=view.awaiting_payment_until)
        return say.letter(
            "invoice-subject",
            say.paragraph("invoice"),
            say.summary(view),
            say.paragraph("invoice-pay"),
            Code(say("invoice-reference"), view.access_code),
            say.paragraph("invoice-organizer"),
            say.paragraph("invoice-code"),
            self._find(say),
        )

    def expired(self, order: KnownOrder, conference: Conference) -> Letter:
        """To the registrant: the time to pay has run out."""
        view = order.view
        due = view.awaiting_payment_until
        say = _to_registrant(order, conference, due=due)
        return say.letter(
            "expired-subject",
            say.paragraph("expired" if due is None else "expired-invoice"),
            say.paragraph("expired-paid" if due is None else "expired-invoice-paid"),
            Code(say("code"), view.access_code),
            self._find(say),
        )

    def cancelled(self, order: KnownOrder, conference: Conference) -> Letter:
        """To the registrant: the owner does not wait for the payment of the invoice any longer."""
        say = _to_registrant(order, conference)
        return say.letter(
            "cancelled-subject",
            say.paragraph("cancelled"),
            say.paragraph("questions"),
            Code(say("code"), order.view.access_code),
            self._find(say),
        )

    def refunded(self, order: KnownOrder, refund: PaymentRefunded) -> Letter:
        """To the registrant: a payment goes back, and why."""
        say = _to_registrant(order, amount=refund.amount)
        return say.letter(
            "refunded-subject",
            say.paragraph("refunded"),
            say.paragraph(_why_refunded(order.view, refund)),
            Code(say("code"), order.view.access_code),
            self._find(say),
        )

    def attention_of_registrant(self, order: KnownOrder, conference: Conference) -> Letter:
        """To the registrant: a payment came too late, and the owner decides what happens to it."""
        say = _to_registrant(order, conference, amount=order.view.total)
        return say.letter(
            "late-subject",
            say.paragraph("late"),
            say.paragraph("late-decision"),
            say.paragraph("questions"),
            Code(say("code"), order.view.access_code),
            self._find(say),
        )

    def _particulars(self, say: "_Words", order: OrderView) -> list[Block]:
        return [
            say.summary(order),
            say.paragraph("order-code"),
            Code(say("code"), order.access_code),
            self._find(say),
        ]

    def _find(self, say: "_Words") -> Link:
        return Link(say("order-link"), f"{self.site}/orders/find")


def _why_refunded(order: OrderView, refund: PaymentRefunded) -> str:
    """The key of the sentence."""
    match refund.reason:
        case reasons.ORDER_REJECTED if order.reason == "refunded":
            return "refunded-by-owner"
        case reasons.ORDER_REJECTED:
            return "refunded-cancelled"
        case reasons.ORDER_CONFIRMED | reasons.ANOTHER_PAYMENT:
            return "refunded-twice"
        case _:
            return "refunded-changed"


def _to_owner(conference: Conference) -> "_Words":
    language = conference.language or FALLBACK
    return _Words(language, {"name": conference.details.owner.name, "conference": conference.details.name})


def _to_registrant(
    order: KnownOrder,
    conference: Conference | None = None,
    *,
    amount: Decimal | None = None,
    due: datetime | None = None,
) -> "_Words":
    """`due` is shown in the time zone of the conference."""
    registrant, language = order.view.registrant, order.language or FALLBACK
    if registrant is None:
        raise ValueError("nobody to write to")
    names = {"name": f"{registrant.first_name} {registrant.last_name}", "conference": order.conference_name}
    if amount is not None:
        names["amount"] = formatted_money(amount, order.view.currency, language)
    if conference is not None:
        names |= {"organizer": conference.details.owner.name, "email": conference.details.owner.email}
        if due is not None:
            names["due"] = formatted_time(due, conference.details.time_zone, language)
    return _Words(language, names)


@dataclass(frozen=True, slots=True)
class _Words:
    """The texts of one letter. `names`: what is put into them."""

    language: Language
    names: dict[str, str]

    def __call__(self, key: str) -> str:
        return TEXTS[self.language][key].format(**self.names)

    def paragraph(self, key: str) -> Paragraph:
        return Paragraph(self(key))

    def letter(self, subject: str, *blocks: Block) -> Letter:
        around = (self.paragraph("hello"), *blocks, self.paragraph("regards"))
        return Letter(self.language, self(subject), around)

    def summary(self, order: OrderView) -> Table:
        lines = [(f"{line.quantity} × {line.description}", self._money(line.line_total, order)) for line in order.lines]
        total = self("free") if order.is_free_of_charge else self._money(order.total, order)
        return Table([*lines, (self("total"), total)])

    def _money(self, amount: Decimal, order: OrderView) -> str:
        return formatted_money(amount, order.currency, self.language)
