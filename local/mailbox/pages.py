"""The mailbox for people, and as JSON for programs: `GET /local/mailbox`."""

from collections.abc import Iterator
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.launcher.front.page import page, wants_json
from local.mailbox.kept_mail import KeptMail, Mailbox

SANDBOXED: Final = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}
"""A mail is shown as it is, with the styles in it, and may do nothing."""


class MailboxPages:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def routes(self) -> list[Route]:
        return [
            Route("/mailbox", self.list_mails, methods=["GET"]),
            Route("/mailbox/{id}", self.show_mail, methods=["GET"]),
            Route("/mailbox/{id}/html", self.show_html, methods=["GET"]),
        ]

    async def list_mails(self, request: Request) -> Response:
        """`[{to, subject, text, html, sentAt}]`, newest first."""
        mails = self._mailbox.newest_first()
        if wants_json(request):
            return JSONResponse([_for_programs(mail) for mail in mails], headers={"cache-control": "no-store"})
        return page("Mailbox", "".join(_list(mails)))

    async def show_mail(self, request: Request) -> Response:
        mail = self._mailbox.find(request.path_params["id"])
        if mail is None:
            return PlainTextResponse("There is no such mail.", 404)
        return page(mail.subject, "".join(_letter(mail)))

    async def show_html(self, request: Request) -> Response:
        mail = self._mailbox.find(request.path_params["id"])
        if mail is None:
            return PlainTextResponse("There is no such mail.", 404)
        return HTMLResponse(mail.html, headers=SANDBOXED | {"cache-control": "no-store"})


def _for_programs(mail: KeptMail) -> dict[str, str]:
    return {
        "to": ", ".join(mail.to),
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "sentAt": mail.sent_at,
    }


def _list(mails: list[KeptMail]) -> Iterator[str]:
    if not mails:
        yield "<p>No mail was sent yet.</p>"
        return
    yield "<table><thead><tr><th>Sent</th><th>To</th><th>Subject</th></tr></thead><tbody>"
    for mail in mails:
        link = f'<a href="/local/mailbox/{mail.id}">{escape(mail.subject)}</a>'
        yield f"<tr><td>{mail.sent_at[:19]}Z</td><td>{escape(', '.join(mail.to))}</td><td>{link}</td></tr>"
    yield "</tbody></table>"


def _letter(mail: KeptMail) -> Iterator[str]:
    yield f"<p>To {escape(', '.join(mail.to))}, from {escape(mail.sender)}, at {mail.sent_at}.</p>"
    yield f'<p><a href="/local/mailbox/{mail.id}/html">As HTML</a></p><pre class="letter">{escape(mail.text)}</pre>'
