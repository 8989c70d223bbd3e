"""The API answers as its OpenAPI description says: requests made of the description, by schemathesis.

What it sends is bounded and the same each time: so many examples of each operation, from a fixed seed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.launcher import REPOSITORY
from tests.acceptance.api import Api
from tests.stack import Stack

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"


def things_that_are_there(base_url: str) -> dict[str, str]:
    """A conference on sale, an order of it, its payment: their ids, and the tokens that open them."""
    api = Api(base_url)
    conference = api.create_conference()
    conference.add_seat_type("Workshop", "100.00", 50_000)
    conference.publish()
    order = conference.place(conference.seats(Workshop=2))
    order.wait_until("ReservationCompleted")
    payment = order.check_out()
    assert payment is not None
    payment.read()
    api.close()
    return {
        "id": conference.id,
        "slug": conference.slug,
        "seatTypeId": conference.seat_types["Workshop"],
        "orderId": order.id,
        "paymentId": payment.id,
        "conferenceToken": conference.token,
        "orderToken": order.token,
        "paymentToken": payment.token,
    }


def try_out(stack: Stack, folder: Path, *, phases: str, examples: int, seconds: int) -> None:
    """Fails with all that schemathesis finds. It keeps its own things in `folder`."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION)),
            *("run", f"{stack.base_url}/api/openapi.json"),
            *("--phases", phases, "--max-examples", str(examples), "--seed", "1", "--continue-on-failure"),
            *("--generation-database", "none", "--request-timeout", "30", "--no-color"),
        ],
        cwd=folder,
        env=os.environ
        | {
            "CONFORMANCE_THINGS": json.dumps(things_that_are_there(stack.base_url)),
            "SCHEMATHESIS_HOOKS": "tests.conformance.hooks",
            "PYTHONPATH": str(REPOSITORY),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def test_examples_of_each_operation_are_answered_as_described(stack: Stack, tmp_path: Path):
    try_out(stack, tmp_path, phases="fuzzing", examples=2, seconds=150)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_boundaries_and_many_examples_of_each_operation_are_answered_as_described(stack: Stack, tmp_path: Path):
    try_out(stack, tmp_path, phases="coverage,fuzzing", examples=40, seconds=870)
