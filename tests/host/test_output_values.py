"""How many messages a value stands for, and what they say."""

import pytest

from local.host.output_values import values_of
from local.host.protos import TypedData


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (TypedData(string="plain"), ["plain"]),
        (TypedData(string=" [1] x"), [" [1] x"]),
        (TypedData(string=' {"a":1} '), ['{\n  "a": 1\n}']),
        (TypedData(string="[]"), []),
        (TypedData(string='["a", null, true, 1.5, ["b"]]'), ["a", "", "True", "1.5", '[\n  "b"\n]']),
        (TypedData(string='["ü"]'), ["ü"]),
        (TypedData(bytes=b"[1]"), [b"[1]"]),
        (TypedData(json='{"a": 1}'), ['{\n  "a": 1\n}']),
        (TypedData(json='["a", {"b": 2}]'), ["a", '{\n  "b": 2\n}']),
        (TypedData(int=7), ["7"]),
        (TypedData(double=0.5), ["0.5"]),
    ],
)
def test_a_value_is_taken_apart_as_in_azure(data: TypedData, values: list[str | bytes]) -> None:
    assert values_of(data, faults=True) == values


def test_without_the_faults_an_object_stays_as_it_was_written() -> None:
    assert values_of(TypedData(string=' {"a":1} '), faults=False) == [' {"a":1} ']
    assert values_of(TypedData(string='["a", 1]'), faults=False) == ["a", "1"]


@pytest.mark.parametrize("text", ["{so called}", "[", "{]"])
def test_only_matching_braces_must_hold_json(text: str) -> None:
    if text == "{so called}":
        with pytest.raises(ValueError, match="must be JSON"):
            values_of(TypedData(string=text), faults=True)
    else:
        assert values_of(TypedData(string=text), faults=True) == [text]
