"""The way to Azure: what pipeline, hooks, parameter files and template say of each other is true."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.generate import REPOSITORY
from tests.bicep.syntax import BICEP, template

SCRIPTS = sorted((REPOSITORY / "operations").rglob("*.sh"))
WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yaml"))


def workflow(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((REPOSITORY / ".github/workflows" / f"{name}.yaml").read_text())
    return document


def told_to(environment: str) -> set[str]:
    """The variables that the environment's parameter file asks for."""
    return set(re.findall(r"readEnvironmentVariable\('(\w+)'", (BICEP / f"{environment}.bicepparam").read_text()))


def needed_by(environment: str) -> set[str]:
    return set(re.findall(r"readEnvironmentVariable\('(\w+)'\)", (BICEP / f"{environment}.bicepparam").read_text()))


@pytest.mark.parametrize(
    ("job", "environments"),
    [
        (workflow("deploy")["jobs"]["infrastructure"], ["test", "prod"]),
        (workflow("deliver")["jobs"]["preview"], ["prod"]),
        (workflow("deliver")["jobs"]["template"], ["dev", "test", "prod"]),
    ],
    ids=["infrastructure", "preview", "template"],
)
def test_a_job_tells_parameter_files_what_they_ask_for(job: dict[str, Any], environments: list[str]):
    for environment in environments:
        assert job["env"].keys() >= needed_by(environment)
    assert job["env"].keys() <= set().union(*(told_to(environment) for environment in environments))


def test_azd_is_told_by_itself_or_by_the_hook():
    from_azd = {"AZURE_ENV_NAME", "AZURE_LOCATION"}
    hook = (REPOSITORY / "operations/azd/before-provisioning.sh").read_text()
    assert needed_by("dev") - from_azd == set(re.findall(r"azd env set (\w+)", hook))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_can_be_run_and_uses_only_what_the_deployment_tells(script: Path):
    assert os.access(script, os.X_OK)
    shell = shutil.which("sh")
    assert shell
    assert subprocess.run([shell, "-n", script], check=False).returncode == 0
    text = script.read_text()
    own = set(re.findall(r"^(?:read -r )?\s*(\w+)=", text, re.MULTILINE)) | set(re.findall(r"read -r (\w+)", text))
    used = set(re.findall(r"\$\{?([A-Z_]+)", text))
    asked_for = {"ALERT_EMAIL", "BUDGET_START_DATE"}
    assert used - own - asked_for <= template(BICEP / "main.bicep").outputs.keys()


def test_hooks_are_there_and_azd_takes_the_development_environment():
    document = yaml.safe_load((REPOSITORY / "azure.yaml").read_text())
    for hook in document["hooks"].values():
        assert REPOSITORY / hook["run"] in SCRIPTS
    infra = document["infra"]
    assert (REPOSITORY / infra["path"] / f"{infra['module']}.bicepparam").is_file()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_no_rights_but_those_it_names_and_no_secret(path: Path):
    document = yaml.safe_load(path.read_text())
    assert document["permissions"]["contents"] == "read"
    assert "secrets." not in path.read_text()
    for name in re.findall(r"operations/[\w/-]+\.sh", path.read_text()):
        assert REPOSITORY / name in SCRIPTS


def test_production_comes_after_test_which_comes_after_the_tests():
    jobs = workflow("deliver")["jobs"]
    assert jobs["production"]["needs"] == ["test"]
    assert jobs["test"]["needs"] == ["tests", "template"]
    assert jobs["test"]["with"]["environment"] == "test"
    assert jobs["production"]["with"]["environment"] == "prod"


@pytest.mark.parametrize("folder", ["tests", "local", "bicep", "docs", "operations", "web"])
def test_what_the_app_does_not_need_is_not_uploaded(folder: str):
    assert folder in (REPOSITORY / ".funcignore").read_text().splitlines()


def test_everything_that_the_app_needs_is_uploaded():
    ignored = (REPOSITORY / ".funcignore").read_text().splitlines()
    for needed in ("function_app.py", "host.json", "requirements.txt", "domain", "functions", "infrastructure"):
        assert (REPOSITORY / needed).exists()
        assert needed not in ignored
