"""The kinds of values that bodies are made of, apart from any route."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from functions.http.bodies import Body
from functions.http.management.bodies import CreateConference, SeatTypeMembers
from functions.http.people import Name, Person
from functions.http.values import WebAddress

NAME = TypeAdapter[str](Name)
ADDRESS = TypeAdapter[str](WebAddress)

INVISIBLE = {
    "zero-width space": "\u200b",
    "zero-width joiners": "\u200d\u200c",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "bidirectional override": "\u202e\u202c",
    "bidirectional isolate": "\u2066\u2069",
    "left-to-right mark": "\u200e",
    "Arabic letter mark": "\u061c",
    "soft hyphen": "\u00ad",
    "invisible times": "\u2062",
    "Mongolian vowel separator": "\u180e",
    "combining grapheme joiner": "\u034f",
    "combining acute accent": "\u0301",
    "enclosing circle": "\u20dd",
    "Devanagari vowel sign": "\u093f",
    "variation selectors": "\ufe0f\U000e0100",
    "tags": "\U000e0041\U000e007f",
    "Khmer inherent vowel": "\u17b4",
    "Hangul fillers": "\u3164\u115f\u1160\uffa0",
    "Braille blank": "\u2800",
    "hieroglyph blanks": "\U00013441\U00013442",
    "null notehead": "\U0001d159",
    "object replacement": "\ufffc",
    "interlinear annotation": "\ufff9\ufffb",
    "no-break and ideographic space": "\u00a0\u3000",
    "blanks between": "\u200b \u200b",
    "private use": "\ue000",
    "not a character": "\ufdd0",
}


@pytest.mark.parametrize("name", INVISIBLE.values(), ids=INVISIBLE)
def test_a_name_without_a_visible_character_is_refused(name: str):
    with pytest.raises(ValidationError):
        NAME.validate_json(TypeAdapter(str).dump_json(name))


@pytest.mark.parametrize("name", INVISIBLE.values(), ids=INVISIBLE)
def test_every_name_of_a_body_needs_a_visible_character(name: str):
    bodies: list[tuple[type[Body], list[str]]] = [
        (Person, ["firstName", "lastName"]),
        (CreateConference, ["name", "ownerName"]),
        (SeatTypeMembers, ["name"]),
    ]
    for model, members in bodies:
        for member in members:
            with pytest.raises(ValidationError) as raised:
                model.model_validate({member: name})
            assert (member,) in [error["loc"] for error in raised.value.errors() if error["type"] != "missing"]


@pytest.mark.parametrize(
    "name",
    ["x", "7", "!", "€", "☂", "李", "علی‌رضا", "क्षि", "É", "👩‍💻", "❤️", "\u200fדנה", "O’Hara", "ㄱ", "⠃", "(\u200b)"],
)
def test_a_name_keeps_its_invisible_characters_beside_visible_ones(name: str):
    assert NAME.validate_python(name) == name


invisible = st.text(st.characters(categories=["Cf", "Mn", "Me", "Mc", "Zs", "Co", "Cn"]), max_size=20)


@given(invisible)
def test_no_text_of_invisible_characters_is_a_name(name: str):
    with pytest.raises(ValidationError):
        NAME.validate_python(name)


@given(invisible, st.characters(categories=["Lu", "Ll", "Nd", "Po"]), invisible)
def test_one_visible_character_makes_a_name(before: str, seen: str, after: str):
    name = NAME.validate_python(before + seen + after)
    assert seen in name
    assert name in before + seen + after


BAD_ADDRESSES = {
    "backslash before another host": r"https://x.example\@y.example",
    "backslash in the path": r"https://x.example/a\b",
    "backslash after the scheme": r"https:\\x.example",
    "backslash in the query": r"https://x.example/?a=\b",
    "another host behind a user": "https://good.example@evil.example",
    "a user and a password": "https://good.example:443@evil.example/",
    "an empty user": "https://@evil.example",
    "an escaped user": "https://good.example%40evil.example",
    "a fullwidth user": "https://good.example＠evil.example",
    "a fullwidth slash": "https://good.example／@evil.example",
    "no host": "https:///x",
    "no slashes": "https:x.example",
    "one slash": "https:/x.example",
    "three slashes": "https:///x.example",
    "only a port": "https://:80",
    "only a query": "https://?x.example",
    "a port out of range": "https://x.example:65536",
    "no number for a port": "https://x.example:a",
    "a blank in the host": "https://x .example",
    "a blank in the path": "https://x.example/a b",
    "a no-break space": "https://x.example/a\u00a0b",
    "a tab": "https://x.example/a\tb",
    "a tab in the scheme": "java\tscript:alert(1)",
    "a line break": "https://x.example/\nb",
    "a null": "https://x.example/\x00",
    "a zero-width space": "https://x.example/a\u200bb",
    "a text that runs the other way": "https://x.example/\u202egpj.exe",
    "angle brackets": "https://x.example/<script>",
    "a quotation mark": 'https://x.example/"onclick="',
    "a caret": "https://x.example/^",
    "braces": "https://x.example/{id}",
    "a bar": "https://x.example/|",
    "a backtick": "https://x.example/`",
    "ftp": "ftp://x.example",
    "javascript": "javascript:alert(1)",
    "javascript like an address": "javascript://x.example/%0aalert(1)",
    "data": "data:text/html,x",
    "no scheme": "x.example",
    "no scheme but slashes": "//x.example",
    "nothing": "",
}


@pytest.mark.parametrize("address", BAD_ADDRESSES.values(), ids=BAD_ADDRESSES)
def test_a_web_address_leads_to_the_host_that_it_shows(address: str):
    with pytest.raises(ValidationError):
        ADDRESS.validate_python(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example",
        "http://x.example:8080/a/b?c=d&e=%5C#f",
        "HTTPS://X.EXAMPLE/",
        "https://x.example/@conference",
        "https://x.example/?mail=a@y.example",
        "https://x.example/a%5Cb%20c",
        "https://bücher.example/straße",
        "https://xn--bcher-kva.example/",
        "http://127.0.0.1:7071/",
        "http://[::1]/",
        "https://x.example/~a/(b);c,d'e!*$+=[]",
    ],
)
def test_a_web_address_is_kept_as_it_was_written(address: str):
    assert ADDRESS.validate_python(f" {address} ") == address


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.text(st.characters(codec="utf-8"), max_size=12))
@example("x.example\\", "y.example")
@example("x.example", "")
def test_no_web_address_has_a_user_or_what_browsers_drop_or_turn(before: str, after: str):
    """Browsers drop tabs and line breaks, turn backslashes into slashes, and go to the host behind the last @."""
    for address in (
        f"https://{before}@{after}",
        f"https://x.example/{before}\\{after}",
        f"https://{before}\n{after}.x",
    ):
        try:
            kept = ADDRESS.validate_python(address)
        except ValidationError:
            continue
        host = kept.removeprefix("https://").partition("/")[0].partition("?")[0].partition("#")[0]
        assert "@" not in host
        assert "\\" not in kept
        assert not any(unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"} for character in kept)
