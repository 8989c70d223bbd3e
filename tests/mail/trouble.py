"""A store that crashes before it marks a mail, and a carrier that takes no mail."""

from infrastructure.event_store import Commit, StorageUnavailable
from infrastructure.mail.mailer import Mail, MailRefused, MailUnavailable
from tests.http.told_streams import ToldStreams


class ForgetfulStore(ToldStreams):
    """`forgets`: the number of markers of mails that are lost before they are written, as by a crash."""

    forgets = 0

    async def append(self, commit: Commit) -> None:
        if self.forgets and commit.markers[0].key.startswith("mailed_"):
            self.forgets -= 1
            raise StorageUnavailable("crashed")
        await super().append(commit)


class Carrier:
    """Notes all that is handed in. `refuses`: addresses that it takes no mail for. `fails`: it takes none at all."""

    def __init__(self) -> None:
        self.handed_in: list[Mail] = []
        self.refuses: set[str] = set()
        self.fails = False
        self.asked = 0

    async def send(self, mail: Mail) -> None:
        self.asked += 1
        if self.fails:
            raise MailUnavailable("not now")
        if mail.to in self.refuses:
            raise MailRefused(f"mail {mail.id}: status 400, InvalidEmailAddress")
        self.handed_in.append(mail)
