"""What is made of the answer to a transaction: done, refused, or nothing that could be relied on."""

import pytest

from infrastructure.azure.table_batch import TableRefusal, UnexpectedAnswer, check_batch_answer

DONE = """--changesetresponse_1\r
Content-Type: application/http\r
Content-Transfer-Encoding: binary\r
\r
HTTP/1.1 204 No Content\r
X-Content-Type-Options: nosniff\r
ETag: W/"datetime'2026-11-23T12%3A00%3A00Z'"\r
\r
"""


def refused(status: str, code: str, message: str) -> str:
    return f"""--batchresponse_1\r
Content-Type: multipart/mixed; boundary=changesetresponse_1\r
\r
--changesetresponse_1\r
Content-Type: application/http\r
\r
HTTP/1.1 {status}\r
Content-Type: application/json;odata=nometadata;streaming=true;charset=utf-8\r
\r
{{"odata.error":{{"code":"{code}","message":{{"lang":"en-US","value":"{message}"}}}}}}\r
--changesetresponse_1--\r
--batchresponse_1--"""


GONE = DONE.replace("ETag: W/\"datetime'2026-11-23T12%3A00%3A00Z'\"\r\n", "")


def test_as_many_successes_as_writes_is_done_and_the_first_etag_is_told() -> None:
    other = DONE.replace("12%3A00", "13%3A00")
    assert check_batch_answer(DONE + other + GONE, 3) == "W/\"datetime'2026-11-23T12%3A00%3A00Z'\""
    assert check_batch_answer(GONE, 1) is None


def test_a_refusal_names_status_code_and_row() -> None:
    with pytest.raises(TableRefusal) as refusal:
        check_batch_answer(refused("409 Conflict", "EntityAlreadyExists", "12:It is there."), 13)

    assert (refusal.value.status, refusal.value.code, refusal.value.row) == (409, "EntityAlreadyExists", 12)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "<html>HTTP/1.1 200 OK</html>",
        DONE,
        DONE * 3,
        DONE + refused("409 Conflict", "EntityAlreadyExists", "1:It is there."),
        refused("409 Conflict", "EntityAlreadyExists", "It is there."),
        refused("409 Conflict", "EntityAlreadyExists", "2:It is there."),
        refused("409 Conflict", "", "0:It is there."),
        refused("500 Internal Server Error", "InternalError", "0:Try again."),
        refused("404 Not Found", "TableNotFound", "0:The table specified does not exist."),
    ],
    ids=[
        "nothing",
        "a page",
        "too few",
        "too many",
        "half",
        "no row",
        "a row that was not sent",
        "no code",
        "an error of the service",
        "no table yet",
    ],
)
def test_any_other_answer_to_two_writes_says_nothing(answer: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        check_batch_answer(answer, 2)
