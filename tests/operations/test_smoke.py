"""The smoke test, against the twin, and against deployments that do not work."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from operations.generate import REPOSITORY
from tests.stack import Stack, free_port

pytestmark = pytest.mark.stack


def smoke(*arguments: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "operations.smoke", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_a_stack_that_works_passes_and_serves_a_whole_registration(stack: Stack):
    code, said = smoke(stack.base_url, "--journey")
    assert (code, len(said)) == (0, 7), said
    assert all(line.startswith("ok ") for line in said)
    assert said[-1].endswith("two seats, confirmed")


def test_another_commit_than_the_expected_one_fails_and_the_rest_is_tried(stack: Stack):
    code, said = smoke(stack.base_url, "--commit", "abc123", "--patience", "0")
    assert code == 1
    assert said[0] == "FAILED  ready: None answers, not abc123"
    assert [line[:2] for line in said[1:]] == ["ok"] * 5


def test_nobody_at_all_fails():
    code, said = smoke(f"http://127.0.0.1:{free_port()}", "--patience", "0")
    assert code == 1
    assert said[0].startswith("FAILED  ready: nobody answers at http://127.0.0.1:")
    assert all(line.startswith("FAILED") for line in said[:5])


class Silent(http.server.BaseHTTPRequestHandler):
    """A site that answers 200 `{}` to everything, allows nobody, and has no policy."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"commit": null}')

    do_OPTIONS = do_GET  # noqa: N815 (the name that the server looks for)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def silent() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_answers_that_are_not_ours_fail_each_by_its_name(silent: str):
    code, said = smoke(silent, "--web", silent, "--patience", "0")
    assert code == 1
    assert [line.split(":")[0] for line in said] == [
        "ok      ready",
        "FAILED  conferences",
        "FAILED  description",
        "FAILED  errors",
        "FAILED  guarded",
        "FAILED  pages",
    ]
