"""Which messages a SQL filter lets through, and which expressions are refused."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.amqp.values import Int, Value
from local.servicebus.sql_filter import SqlFilter
from local.servicebus.sql_tokens import SqlError
from tests.servicebus.test_filters import content

SYSTEM: list[Value] = ["id-1", None, "somewhere", "urgent", None, "cause"]
ID = UUID("01234567-89ab-cdef-0123-456789abcdef")
MESSAGE = content(
    SYSTEM,
    number=Int(7),
    price=2.5,
    colour="red",
    flag=True,
    empty=None,
    id=ID,
    text="100% of it_all",
    **{"odd name": 1},
)

TRUE = [
    "1 = 1",
    "number = 7",
    "number >= 7 AND number <= 7.0",
    "number <> 8 AND number != 8",
    "colour = 'red'",
    "COLOUR = 'red'",
    "user.colour = 'red'",
    "colour > 'blue'",
    "flag = TRUE",
    "flag <> false",
    "id = '01234567-89ab-cdef-0123-456789abcdef'",
    "[odd name] = 1",
    '"odd name" = 1',
    "sys.Label = 'urgent'",
    "sys.MessageId LIKE 'id-%' AND sys.correlationid = 'cause'",
    "price * 2 + 1 = 6",
    "-number = -7 AND +number = 7",
    "number - 2 - 1 = 4",
    "2 + 3 * 4 = 14 AND (2 + 3) * 4 = 20",
    "number / 2 = 3 AND -7 / 2 = -3 AND price / 2 = 1.25",
    "number % 4 = 3 AND -7 % 4 = -3",
    "number IN (1, 7, 'x')",
    "number NOT IN (1, 2)",
    "colour LIKE 'r_d' AND colour LIKE '%' AND colour NOT LIKE 'r_'",
    "text LIKE '100!% of it!_all' ESCAPE '!'",
    "colour NOT LIKE 'R%'",
    "EXISTS(number) AND EXISTS(empty) AND NOT EXISTS(missing)",
    "empty IS NULL AND missing IS NULL AND colour IS NOT NULL",
    "NOT colour = 'blue'",
    "colour = 'blue' OR number = 7",
    "colour = 'blue' AND colour = 'green' OR number = 7",
    "NOT (colour = 'red' AND number = 8)",
    "missing = 1 OR number = 7",
    "1.5e1 = 15 AND .5 = 0.5",
    "'it''s' = 'it''s'",
    "not colour = 'blue' and number is not null",
]

FALSE_OR_UNKNOWN = [
    "1 = 2",
    "colour = 'Red'",
    "colour = red",
    "missing = 1",
    "missing <> 1",
    "NOT missing = 1",
    "NOT missing LIKE 'x'",
    "missing = missing",
    "number = '7'",
    "number <> '7'",
    "flag = 1",
    "flag > FALSE",
    "colour + 1 = 1",
    "number / 0 = 1",
    "number LIKE '7'",
    "number IN ('7', missing)",
    "number NOT IN (1, missing)",
    "missing NOT IN (1)",
    "missing = 1 AND number = 7",
    "text LIKE '100!% of it!_al' ESCAPE '!'",
    "colour LIKE 'e'",
    "NULL = NULL",
    "FALSE",
]


@pytest.mark.parametrize("expression", TRUE)
def test_a_message_that_fulfils_the_expression_passes(expression: str) -> None:
    assert SqlFilter(expression).matches(MESSAGE)


@pytest.mark.parametrize("expression", FALSE_OR_UNKNOWN)
def test_false_and_unknown_do_not_pass(expression: str) -> None:
    assert not SqlFilter(expression).matches(MESSAGE)


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("", "a name is missing before the end"),
        ("colour", "a comparison is missing before the end"),
        ("colour = 'red", '"\'red" at position 10 is nothing of SQL'),
        ("colour = 'red' number", "unexpected 'number' at position 16"),
        ("(colour = 'red'", r"\) is missing before the end"),
        ("number IN 1", r"\( is missing before '1' at position 11"),
        ("NOT number", "a comparison is missing before the end"),
        ("number = 7 AND", "a name is missing before the end"),
        ("number NOT 7", "LIKE is missing before '7'"),
        ("sys.Colour = 1", "there is no system property 'Colour' at position 5"),
        ("other.colour = 1", "is sys or user, not 'other'"),
        ("newid() = 1", r"unexpected '\(' at position 6|a comparison is missing before '\('"),
        ("x" * 1025, "1025 characters; 1024 are allowed"),
        ("(" * 40, "more than 32 parts inside each other"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(expression: str, complaint: str) -> None:
    with pytest.raises(SqlError, match=complaint):
        SqlFilter(expression)


WORDS = st.sampled_from(
    [
        "a",
        "'b'",
        "1",
        "2.5",
        "=",
        "<>",
        "AND",
        "OR",
        "NOT",
        "IN",
        "LIKE",
        "(",
        ")",
        ",",
        "IS",
        "NULL",
        "+",
        "%",
        "EXISTS",
    ]
)


@given(st.lists(WORDS, max_size=12))
def test_any_words_are_an_expression_or_the_one_error(words: list[str]) -> None:
    try:
        SqlFilter(" ".join(words)).matches(MESSAGE)
    except SqlError:
        return
