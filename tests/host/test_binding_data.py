"""What `{name}` in an output binding stands for."""

import re

import pytest

from local.host.binding_data import expander
from local.host.errors import OutputError
from local.host.protos import RpcHttp, TypedData

REQUEST = TypedData(
    http=RpcHttp(
        params={"id": "from the route"},
        query={"Name": "from the query"},
        headers={"x-thing": "from a header"},
        body=TypedData(bytes=b'{"id": "hidden", "Kind": "of the body", "count": 2, "none": null, "list": [1]}'),
    )
)
MESSAGE = TypedData(string='{"order": "o-1"}')
METADATA = {"MessageId": TypedData(string="m-1"), "DeliveryCount": TypedData(json="1")}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("no expression", "no expression"),
        ("a/{id}/{ID}", "a/from the route/from the route"),
        ("{Query.name}", "from the query"),
        ("{headers.X-Thing}", "from a header"),
        ("{kind}-{count}", "of the body-2"),
        ("{sys.methodname}", "f"),
    ],
)
def test_values_of_a_request(template: str, expected: str) -> None:
    assert expander("f", REQUEST, {})(template) == expected


def test_values_of_a_message() -> None:
    assert expander("f", MESSAGE, METADATA)("{MessageId}/{order}") == "m-1/o-1"


def test_values_of_the_host() -> None:
    expand = expander("f", TypedData(json="{}"), {})
    assert re.fullmatch(r"[0-9a-f-]{36}", expand("{rand-guid}"))
    assert expand("{rand-guid}") != expand("{rand-guid}")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ", expand("{DateTime}"))


@pytest.mark.parametrize("template", ["{nothing}", "{none}", "{list}", "{Query.id}"])
def test_an_expression_without_a_value_is_named(template: str) -> None:
    with pytest.raises(OutputError, match=re.escape(f"'{template}': there is no value for '{template}'")):
        expander("f", REQUEST, {})(template)
