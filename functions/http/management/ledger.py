"""The money of a conference."""

from uuid import UUID

from domain.conference_management.views.ledger import LedgerEntry, LedgerSums
from domain.messages import Value
from functions.http.api import Api
from functions.http.bodies import Query
from functions.http.requests import Answer, Request
from functions.http.services import services
from functions.http.values import Id

ledger = Api("Conference management")

PAGE = 100


class LedgerAsked(Query):
    """`continuation`: as the page before gave it."""

    continuation: Id | None = None


class LedgerPage(Value):
    """`totals`: of the whole conference, by currency; null on later pages. `continuation`: leads to the next page; null
    after the last one."""

    totals: list[LedgerSums] | None
    items: list[LedgerEntry]
    continuation: UUID | None


@ledger.operation(
    "GET", "management/conferences/{id}/ledger", summary="Read the ledger of a conference", token="conference"
)
async def read_ledger(request: Request[None, LedgerAsked]) -> Answer[LedgerPage]:
    """Order by order: what was `taken`, what was `refunded`, and what the rest is `owed` for: seats that were sold
    (`income`) or a decision about a late payment (`held`). What is awaited by invoice (`invoiced`) is not taken yet.

    `balance` = `taken` - `refunded` - `owed`. It is zero unless money is in flight: a payment that completed a moment
    ago and waits for its order's verdict, or for its refund.
    """
    page = await services().ledgers.page(request.ids["id"], after=request.query.continuation, limit=PAGE)
    return Answer(LedgerPage(totals=page.totals, items=page.entries, continuation=page.after))
