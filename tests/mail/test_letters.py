"""What the letters say, in both languages and both forms."""

from typing import cast
from uuid import UUID

from domain.catalogue import CONFERENCE
from domain.conference_management.conference import evolve
from domain.conference_management.events import ConferenceCreated, ConferenceEvent, Owner
from domain.recorded import Recorded
from infrastructure.event_store import Provenance, RecordedEvent, StreamId
from infrastructure.mail.letter import Code, Letter, Link, Paragraph, Table
from infrastructure.mail.letters import Letters
from infrastructure.mail.texts import TEXTS
from tests.domain.given_when_then import minute
from tests.views.story import conference_details

LETTERS = Letters("https://conference.test")


def test_everything_is_said_in_both_languages_with_the_same_names_put_in() -> None:
    assert TEXTS["en"].keys() == TEXTS["de"].keys()
    for key, text in TEXTS["en"].items():
        for name in ("{name}", "{conference}", "{amount}", "{due}", "{organizer}", "{email}"):
            assert (name in text) == (name in TEXTS["de"][key]), key


def test_a_letter_as_text_and_as_html_in_which_everything_is_escaped() -> None:
    letter = Letter(
        "en",
        "A <subject>",
        [
            Paragraph("Hello <b>Ada</b> & Co,"),
            Table([("2 × <i>Tea</i>", "3.00 EUR"), ("Total", "3.00 EUR")]),
            Code("Access code", "AB<CD"),
            Link("Find it", 'https://conference.test/?a="b"'),
        ],
    )
    assert letter.text() == (
        "Hello <b>Ada</b> & Co,\n\n2 × <i>Tea</i>: 3.00 EUR\nTotal: 3.00 EUR\n\nAccess code: AB<CD\n\n"
        'Find it:\nhttps://conference.test/?a="b"\n'
    )
    html = letter.html()
    for escaped in ("A &lt;subject&gt;", "&lt;b&gt;Ada&lt;/b&gt; &amp; Co,", "&lt;i&gt;Tea&lt;/i&gt;", "AB&lt;CD"):
        assert escaped in html
    assert 'href="https://conference.test/?a=&quot;b&quot;"' in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_an_owner_whose_name_looks_like_a_placeholder_is_called_by_it() -> None:
    details = conference_details(owner=Owner(name="{conference} {0}", email="ada@example.com"))
    event = ConferenceCreated(details=details, language="de")
    created = RecordedEvent(StreamId(CONFERENCE, UUID(int=1)), 0, event, minute(0), Provenance("a", "b"))
    conference = evolve(None, cast(Recorded[ConferenceEvent], created))
    letter = LETTERS.access_code(conference, "AB2CD", renewed=False)
    assert letter.text().startswith("Guten Tag {conference} {0},\n")
    assert "Zugangscode: AB2CD\n" in letter.text()
    assert "https://conference.test/manage\n" in letter.text()
    assert '<html lang="de">' in letter.html()
