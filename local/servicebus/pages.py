"""The emulator's pages for people. Whatever comes from a message is escaped."""

from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import urlencode

from local.servicebus.inspection import MessageView
from local.servicebus.namespace import DEAD_LETTER_SUFFIX
from local.servicebus.operations import Operation

COLUMNS = {
    "scheduled": "Scheduled",
    "active": "Active",
    "locked": "Locked",
    "deferred": "Deferred",
    "deadLetter": "Dead letters",
    "sessions": "Sessions",
}
STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8885; padding: .35rem .6rem; text-align: left; vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
pre { margin: 0; max-height: 20rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .8rem; margin: 0 }
dd { margin: 0; overflow-wrap: anywhere }
.none { opacity: .6 }
"""


def overview(
    entities: Mapping[str, Mapping[str, int]], done: Mapping[str, Mapping[Operation, int]], version: str
) -> str:
    """All entities with the numbers of their messages; the numbers lead to the messages."""
    heads = "".join(f'<th class="number" scope="col">{title}</th>' for title in COLUMNS.values())
    rows = "".join(_row(name, numbers, done.get(name, {})) for name, numbers in entities.items())
    table = f'<table><thead><tr><th scope="col">Entity</th>{heads}<th scope="col">Done</th></tr></thead>{rows}</table>'
    return _page("Service Bus emulator", f"<h1>Service Bus emulator</h1>{table}<p>{escape(version)}</p>")


def messages(name: str, views: list[MessageView], following: int | None) -> str:
    """One page of an entity's messages."""
    body = "".join(_message(view) for view in views)
    table = (
        '<table><thead><tr><th class="number" scope="col">Number</th><th scope="col">Message</th>'
        f'<th scope="col">Body</th></tr></thead>{body}</table>'
        if views
        else '<p class="none">No messages.</p>'
    )
    onward = f'<p><a href="{_link(name, following)}">Next page</a></p>' if following is not None else ""
    return _page(name, f'<p><a href="/">All entities</a></p><h1>{escape(name)}</h1>{table}{onward}')


def problem(title: str, text: str) -> str:
    """What is wrong with a request."""
    return _page(title, f'<h1>{escape(title)}</h1><p>{escape(text)}</p><p><a href="/">All entities</a></p>')


def _row(name: str, numbers: Mapping[str, int], done: Mapping[Operation, int]) -> str:
    cells = []
    for column in COLUMNS:
        target = name + DEAD_LETTER_SUFFIX if column == "deadLetter" else name
        number = numbers.get(column)
        shown = "" if number is None else f'<a href="{_link(target)}">{number}</a>' if number else "0"
        cells.append(f'<td class="number">{shown}</td>')
    summary = ", ".join(f"{count} {operation}" for operation, count in done.items())
    link = f'<a href="{_link(name)}">{escape(name)}</a>'
    return f'<tr><th scope="row">{link}</th>{"".join(cells)}<td>{escape(summary)}</td></tr>'


def _message(view: MessageView) -> str:
    facts = {
        "State": view["state"],
        "Enqueued": view["enqueuedAt"],
        "Scheduled for": view["scheduledFor"],
        "Expires": view["expiresAt"],
        "Deliveries": str(view["deliveryCount"]) if view["deliveryCount"] else None,
        "Message id": view["messageId"],
        "Session": view["sessionId"],
        "Correlation": view["correlationId"],
        "Subject": view["subject"],
        "Content type": view["contentType"],
        **view["applicationProperties"],
        "Size": f"{view['size']} bytes",
    }
    listed = _definitions((name, text) for name, text in facts.items() if text is not None)
    cut = '<p class="none">The rest is not shown.</p>' if view["bodyCut"] else ""
    number = view["sequenceNumber"]
    return f'<tr><td class="number">{number}</td><td>{listed}</td><td><pre>{escape(view["body"])}</pre>{cut}</td></tr>'


def _definitions(facts: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts) + "</dl>"


def _link(name: str, first: int | None = None) -> str:
    query = {"entity": name} | ({} if first is None else {"from": str(first)})
    return escape(f"/messages?{urlencode(query)}")


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>{body}</body></html>'
    )
