"""When the journal says that something is durable."""

import sqlite3
from pathlib import Path

import pytest

from local.servicebus.journal import NoJournal
from local.servicebus.messages import parse
from local.servicebus.namespace import Namespace
from local.servicebus.recovery import restore
from local.servicebus.settings import NamespaceSettings, QueueSettings
from local.servicebus.sqlite_journal import JournalError, SqliteJournal, open_database
from local.servicebus.stored_message import StoredMessage
from tests.servicebus.manual_clock import ManualClock

BODY = b"\x00\x53\x75\xa0\x01x"


class Notebook:
    """A journal in a new file, and what it reported."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.clock = ManualClock()
        self.database = open_database(file)
        self.failures: list[Exception] = []
        self.journal = SqliteJournal(self.database, self.clock, self.failures.append)
        self.done: list[str] = []

    def store(self, number: int) -> None:
        self.journal.stored("q", StoredMessage(number, parse(BODY), 1, number))

    def report(self, what: str) -> None:
        self.journal.committed(lambda: self.done.append(what))

    def numbers(self) -> list[int]:
        rows = self.database.execute("SELECT sequence_number FROM messages ORDER BY sequence_number")
        return [number for (number,) in rows]


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "journal.db")


def test_nothing_is_reported_before_it_is_written(notebook: Notebook) -> None:
    notebook.store(1)
    notebook.report("first")
    notebook.store(2)
    notebook.report("second")
    assert (notebook.done, notebook.numbers()) == ([], [])
    notebook.clock.settle()
    assert (notebook.done, notebook.numbers()) == (["first", "second"], [1, 2])


def test_what_changes_nothing_is_reported_at_once(notebook: Notebook) -> None:
    notebook.report("nothing to write")
    assert notebook.done == ["nothing to write"]


def test_a_write_that_fails_reports_nothing_ever_and_leaves_nothing_half_done(notebook: Notebook) -> None:
    notebook.store(1)
    notebook.clock.settle()
    notebook.store(2)
    notebook.store(1)  # a number that is there already
    notebook.report("lost")
    notebook.clock.settle()
    notebook.report("later")
    notebook.clock.settle()
    assert notebook.done == []
    assert [str(failure) for failure in notebook.failures] == [
        "journal: UNIQUE constraint failed: messages.entity, messages.sequence_number"
    ]
    notebook.database.close()
    with sqlite3.connect(notebook.file) as reader:
        assert reader.execute("SELECT sequence_number FROM messages").fetchall() == [(1,)]
    reader.close()


def test_a_file_of_a_later_version_is_refused(notebook: Notebook) -> None:
    notebook.database.execute("PRAGMA user_version = 3")
    notebook.journal.close()
    with pytest.raises(JournalError, match=r"journal\.db: written by a later version \(3\)"):
        open_database(notebook.file)


def test_a_file_of_the_first_version_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with sqlite3.connect(file) as old:
        old.executescript("""
            CREATE TABLE messages (
                entity TEXT NOT NULL, sequence_number INTEGER NOT NULL, content BLOB NOT NULL,
                enqueued_at INTEGER NOT NULL, enqueued_sequence_number INTEGER NOT NULL,
                expires_at INTEGER, scheduled_for INTEGER,
                delivery_count INTEGER NOT NULL, PRIMARY KEY (entity, sequence_number));
            CREATE TABLE numbers (entity TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE duplicates (
                entity TEXT NOT NULL, message_id TEXT NOT NULL, until INTEGER NOT NULL,
                PRIMARY KEY (entity, message_id)) WITHOUT ROWID;
            INSERT INTO messages VALUES ('orders', 7, x'005375a00178', 5, 7, NULL, NULL, 2);
            INSERT INTO numbers VALUES ('orders', 9);
            PRAGMA user_version = 1;
        """)
    old.close()
    clock = ManualClock()
    namespace = Namespace(NamespaceSettings({"orders": QueueSettings()}, {}), clock, NoJournal())
    database = open_database(file)
    assert restore(database, namespace, clock.now()) == {}
    database.close()
    queue = namespace.nodes["orders"].queue
    assert queue is not None
    assert [(each.sequence_number, each.delivery_count, each.deferred) for each in queue.messages.values()] == [
        (7, 2, False)
    ]
    assert queue.numbers.next() == 10
