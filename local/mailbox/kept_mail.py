"""The mails that were taken, a file each: they outlive the process, and a mail is taken once under its id."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError

type Say = Callable[[str], object]
"""Shows one line to the developer."""


def _time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


@dataclass(frozen=True, slots=True)
class KeptMail:
    """`sent_at`: ISO 8601 in UTC, of microseconds. `fingerprint`: of the request that brought it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    id: str
    to: list[str]
    sender: str
    subject: str
    text: str
    html: str
    sent_at: Annotated[str, AfterValidator(_time)]
    fingerprint: str

    @staticmethod
    def read(file: Path) -> "KeptMail":
        """Raises OSError or ValueError for a file that is no mail, or another one than its name says."""
        if not file.is_file():
            raise ValueError("not a file")
        mail = _MAILS.validate_json(file.read_bytes())
        if file.stem != mail.id:
            raise ValueError("another mail than its name says")
        return mail


_MAILS: Final[TypeAdapter[KeptMail]] = TypeAdapter(KeptMail)


class Mailbox:
    """`folder`: made if it is not there. All in memory besides: who reads does not go to the disk.

    A file that is no mail of this mailbox stays as it is; `say` gets its name and what is wrong with it.
    """

    def __init__(self, folder: Path, say: Say) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._mails = {mail.id: mail for file in folder.glob("*.json") if (mail := _read_or_skip(file, say))}

    def __len__(self) -> int:
        return len(self._mails)

    def find(self, mail_id: str) -> KeptMail | None:
        return self._mails.get(mail_id)

    def keep(self, mail: KeptMail) -> None:
        """Whole or not at all."""
        draft = self._folder / f"{mail.id}.new"
        draft.write_text(json.dumps(asdict(mail), indent=2, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._folder / f"{mail.id}.json")
        self._mails[mail.id] = mail

    def newest_first(self) -> list[KeptMail]:
        return sorted(self._mails.values(), key=lambda mail: mail.sent_at, reverse=True)


def _read_or_skip(file: Path, say: Say) -> KeptMail | None:
    try:
        return KeptMail.read(file)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        why = ": ".join(filter(None, (".".join(map(str, fault["loc"])), fault["msg"])))
    except OSError as error:
        why = error.strerror or type(error).__name__
    except ValueError as error:
        why = str(error)
    say(f"mailbox: the file {str(file)!r} is skipped, it is not a mail ({why})")
    return None
