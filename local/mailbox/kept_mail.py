"""The mails that were taken, a file each: they outlive the process, and a mail is taken once under its id."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class KeptMail:
    """`sent_at`: ISO 8601 in UTC, of microseconds. `fingerprint`: of the request that brought it."""

    id: str
    to: list[str]
    sender: str
    subject: str
    text: str
    html: str
    sent_at: str
    fingerprint: str

    @classmethod
    def read(cls, file: Path) -> Self:
        return cls(**json.loads(file.read_text()))


class Mailbox:
    """`folder`: made if it is not there. All in memory besides: who reads does not go to the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._mails = {mail.id: mail for mail in map(KeptMail.read, folder.glob("*.json"))}

    def __len__(self) -> int:
        return len(self._mails)

    def find(self, mail_id: str) -> KeptMail | None:
        return self._mails.get(mail_id)

    def keep(self, mail: KeptMail) -> None:
        """Whole or not at all."""
        draft = self._folder / f"{mail.id}.new"
        draft.write_text(json.dumps(asdict(mail), indent=2, ensure_ascii=False))
        draft.replace(self._folder / f"{mail.id}.json")
        self._mails[mail.id] = mail

    def newest_first(self) -> list[KeptMail]:
        return sorted(self._mails.values(), key=lambda mail: mail.sent_at, reverse=True)
