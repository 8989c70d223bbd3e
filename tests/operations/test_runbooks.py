"""Every command of ours in the operations pages is run, block by block and page by page, against a running twin."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.generate import REPOSITORY
from tests.bicep.estate import estate
from tests.operations.runbooks import PAGES, Block, blocks
from tests.stack import Stack, running_stack

OURS = [block for block in blocks() if block.kind == "sh twin"]
AZURES = [block for block in blocks() if block.kind == "sh azure"]
KNOWN_PROGRAMS = {"az", "azd", "func", "git", "for", "done"}


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Path]]:
    data = tmp_path_factory.mktemp("twin")
    with running_stack(data=data) as stack:
        yield stack, data


@pytest.mark.stack
@pytest.mark.parametrize("block", OURS, ids=str)
def test_a_command_of_ours_works_as_it_is_written(block: Block, twin: tuple[Stack, Path]):
    stack, data = twin
    variables = {
        "API": stack.base_url,
        "WEB": stack.base_url,
        "DATA": str(data),
        "KEYS": f"--file {data / 'secrets.json'}",
    }
    stack.wait_until_ready()
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.commands],
        cwd=REPOSITORY,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


def test_there_is_a_command_of_ours_on_every_page_that_says_how_to_check():
    assert {block.page for block in OURS} >= {page.name for page in PAGES.glob("*.md")} - {"settings.md"}


def test_every_block_is_of_a_kind_that_is_checked():
    assert {block.kind for block in blocks()} == {"sh twin", "sh azure"}


@pytest.mark.parametrize("block", AZURES, ids=str)
def test_azures_commands_are_azures(block: Block):
    for line in re.sub(r"\\\n", " ", block.commands).splitlines():
        program = re.sub(r"^\s*([A-Z]+=\$\()?", "", line).split()[0]
        assert program in KNOWN_PROGRAMS, line
        assert "operations." not in line


def test_every_command_there_is_stands_on_a_page():
    written = "\n".join(block.commands for block in OURS)
    for module in ("cost", "generate", "keys", "smoke"):
        assert f"python -m operations.{module}" in written
    for command in ("show", "add", "promote", "retire"):
        assert f"operations.keys {command} " in written


def test_every_alert_has_its_section():
    alerts = [*estate("prod").all("Insights/metricAlerts"), *estate("prod").all("Insights/scheduledQueryRules")]
    page = (PAGES / "alerts.md").read_text()
    for alert in alerts:
        name = alert.name.removeprefix("contoso-")
        assert f"\n## {name}\n" in page or f'<a id="{name}">' in page, name
        told = alert.body["properties"]["actions"]
        properties = told["customProperties"] if isinstance(told, dict) else told[0]["webHookProperties"]
        assert properties["whatToDo"] == f"docs/operations/alerts.md#{name}"


def test_links_lead_somewhere():
    for page in PAGES.glob("*.md"):
        for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([\w-]+))?\)", page.read_text()):
            found = (page.parent / target).resolve() if target else page
            assert found.exists(), (page.name, target)
            if anchor and found.suffix == ".md":
                headings = re.findall(r"^#+ (.+)$", found.read_text(), re.MULTILINE)
                assert anchor in {slug(heading) for heading in headings}, (page.name, anchor)


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_setting_is_explained():
    page = (PAGES / "settings.md").read_text()
    site = estate("prod").one("Web/sites").body["properties"]["siteConfig"]
    for setting in site["appSettings"]:
        name = setting["name"]
        prefix = name.partition("_")[0] if name.startswith("APPLICATIONINSIGHTS") else name.partition("__")[0]
        assert f"`{name}`" in page or f"`{prefix}_" in page, name
