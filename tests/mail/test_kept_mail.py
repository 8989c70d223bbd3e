"""The mailbox on disk: files that are not mails of its own are left alone and named."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from local.mailbox.kept_mail import KeptMail, Mailbox

MAIL_ID = str(UUID(int=1))
OTHER_ID = str(UUID(int=2))


def kept(mail_id: str = MAIL_ID, **changes: Any) -> dict[str, Any]:
    mail = KeptMail(
        id=mail_id,
        to=["ada@example.com"],
        sender="conferences@contoso.example",
        subject="Grüße",
        text="Hello Ada",
        html="<p>Hello Ada</p>",
        sent_at="2027-05-01T12:00:00.000000Z",
        fingerprint="f00",
    )
    return asdict(mail) | changes


def without(member: str) -> bytes:
    mail = kept(OTHER_ID)
    del mail[member]
    return json.dumps(mail).encode()


DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "truncated": json.dumps(kept(OTHER_ID)).encode()[:60],
    "not UTF-8": json.dumps(kept(OTHER_ID, subject="Grüße"), ensure_ascii=False).encode("latin-1"),
    "zeros, as after a power cut": bytes(200),
    "another JSON value": b"[1, 2]",
    "null": b"null",
    "nested without end": b"[" * 100_000,
    "a member missing": without("fingerprint"),
    "a member too many": json.dumps(kept(OTHER_ID, colour="red")).encode(),
    "a time that is a number": json.dumps(kept(OTHER_ID, sent_at=5)).encode(),
    "a time that is none": json.dumps(kept(OTHER_ID, sent_at="yesterday")).encode(),
    "recipients that are no list": json.dumps(kept(OTHER_ID, to="ada@example.com")).encode(),
    "recipients that are no texts": json.dumps(kept(OTHER_ID, to=[None])).encode(),
    "half a character": json.dumps(kept(OTHER_ID, subject="\ud800")).encode(),
    "another mail's id": json.dumps(kept(MAIL_ID)).encode(),
    "an id that leads elsewhere": json.dumps(kept("../../index")).encode(),
}


def opened(folder: Path) -> tuple[Mailbox, list[str]]:
    """The mailbox in `folder` with its one good mail, and what it reported."""
    (folder / f"{MAIL_ID}.json").write_bytes(json.dumps(kept()).encode())
    said: list[str] = []
    return Mailbox(folder, said.append), said


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_skipped_named_in_one_line_and_left_as_it_is(tmp_path: Path, content: bytes):
    damaged = tmp_path / f"{OTHER_ID}.json"
    damaged.write_bytes(content)
    mailbox, said = opened(tmp_path)
    assert [mail.id for mail in mailbox.newest_first()] == [MAIL_ID]
    (line,) = said
    assert str(damaged) in line
    assert "\n" not in line
    assert damaged.read_bytes() == content


def make_folder(place: Path) -> None:
    place.mkdir()


def make_link_to_nothing(place: Path) -> None:
    place.symlink_to("nowhere")


def make_link_to_itself(place: Path) -> None:
    place.symlink_to(place)


def make_pipe(place: Path) -> None:
    os.mkfifo(place)


@pytest.mark.parametrize("make", [make_folder, make_link_to_nothing, make_link_to_itself, make_pipe])
def test_what_cannot_be_read_is_skipped_and_named(tmp_path: Path, make: Callable[[Path], None]):
    make(tmp_path / f"{OTHER_ID}.json")
    mailbox, said = opened(tmp_path)
    assert len(mailbox) == 1
    (line,) = said
    assert OTHER_ID in line


def test_a_file_without_permission_is_skipped_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As another user would see it; whoever runs the tests may be allowed everything."""
    read = Path.read_bytes

    def refuse(file: Path) -> bytes:
        if file.name == f"{OTHER_ID}.json":
            raise PermissionError(13, "Permission denied", str(file))
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    shutil.copy(Path(__file__), tmp_path / f"{OTHER_ID}.json")
    mailbox, said = opened(tmp_path)
    assert len(mailbox) == 1
    (line,) = said
    assert "Permission denied" in line


def test_files_of_others_are_no_mails(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / f"{OTHER_ID}.new").write_text("half a m")
    mailbox, said = opened(tmp_path)
    assert len(mailbox) == 1
    assert said == []
