"""What docs/operations/security.md says of the pipeline is so: pins, rights of each job, packages with checksums."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.generate import REPOSITORY
from tests.operations.runbooks import PAGES

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.y*ml"))
SECURITY = (PAGES / "security.md").read_text()
DEPLOY = (PAGES / "deploy.md").read_text()

PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$")
LOCAL = re.compile(r"uses: \./\.github/workflows/[\w.-]+$")
INSTALLS = re.compile(
    r"\b(?:npx|npm (?:install|i|ci|exec)|pip\d? install|pipx|uvx?|curl|wget|apt(?:-get)?|az bicep install)\b|^make\b",
    re.MULTILINE,
)
"""Commands that fetch what somebody else wrote. (`make` sets the virtual environment up.)"""

UPLOAD = "operations/upload-pages.sh"
"""The one thing that a job which logs in installs: from its lock file."""


def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of each job, with the rights that it has in the end."""
    for path in WORKFLOWS:
        workflow = document(path)
        for name, job in workflow["jobs"].items():
            yield name, job | {"permissions": job.get("permissions", workflow["permissions"])}


JOBS = dict(jobs())
LOGGED_IN = {name: job for name, job in JOBS.items() if job["permissions"].get("id-token") and "steps" in job}


def commands_of(job: dict[str, Any]) -> str:
    """What the job runs, with the scripts of ours that it calls."""
    texts = [step["run"] for step in job["steps"] if "run" in step]
    scripts = re.findall(r"operations/[\w/-]+\.sh", "\n".join(texts))
    texts.extend((REPOSITORY / script).read_text() for script in scripts)
    return "\n".join(line for text in texts for line in text.splitlines() if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(path: Path):
    used = [line.strip().removeprefix("- ") for line in path.read_text().splitlines() if re.search(r"\buses:", line)]
    assert [line for line in used if not PINNED.match(line) and not LOCAL.match(line)] == []


def test_an_action_has_one_version_everywhere():
    pins = re.findall(r"uses: ([\w./-]+)@(\w+)", "\n".join(path.read_text() for path in WORKFLOWS))
    assert len({action.lower() for action, _ in pins}) == len({(action.lower(), commit) for action, commit in pins})


def test_whoever_logs_in_is_who_the_page_says():
    assert LOGGED_IN.keys() == {"infrastructure", "release", "preview"}
    assert LOGGED_IN["infrastructure"]["environment"] == "${{ inputs.environment }}-infrastructure"
    assert LOGGED_IN["release"]["environment"] == "${{ inputs.environment }}"
    assert LOGGED_IN["preview"]["environment"] == "preview"
    for name, job in JOBS.items():
        uses_login = any("azure/login" in step.get("uses", "").lower() for step in job.get("steps", ()))
        assert uses_login == (name in LOGGED_IN)


def test_rights_are_the_least_and_named_by_each_job():
    for path in WORKFLOWS:
        assert document(path)["permissions"] == {"contents": "read"}
    rights = {name: job["permissions"] for name, job in JOBS.items()}
    reads, logs_in = {"contents": "read"}, {"contents": "read", "id-token": "write"}
    assert rights == {
        "tests": reads,
        "template": reads,
        "preview": logs_in | {"pull-requests": "write"},
        "test": logs_in,
        "production": logs_in,
        "infrastructure": logs_in,
        "pages": reads,
        "release": logs_in,
        "smoke": reads,
    }


def test_the_page_lists_the_jobs_of_a_deployment():
    table = SECURITY.partition("## The pipeline")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(
        document(REPOSITORY / ".github/workflows/deploy.yaml")["jobs"]
    )


@pytest.mark.parametrize("name", LOGGED_IN)
def test_a_job_that_logs_in_installs_nothing_but_the_upload_client_from_its_lock_file(name: str):
    job = LOGGED_IN[name]
    found = {match.group() for match in INSTALLS.finditer(commands_of(job))}
    uploads = any(UPLOAD in step.get("run", "") for step in job["steps"])
    assert found == ({"npm ci"} if uploads else set())
    assert uploads == (name == "release")


def test_npm_runs_from_lock_files_and_runs_no_install_script():
    shell = [*(REPOSITORY / "operations").rglob("*.sh"), *WORKFLOWS]
    for path in shell:
        for line in path.read_text().splitlines():
            assert "npx" not in line, path
            if "npm ci" in line:
                assert "--ignore-scripts" in line, path
    assert all("npm install" not in path.read_text() for path in shell)


@pytest.mark.parametrize("folder", ["web", "local", "operations/pages"])
def test_every_npm_package_has_a_checksum_and_no_registry_of_its_own(folder: str):
    packages = json.loads((REPOSITORY / folder / "package-lock.json").read_text())["packages"]
    own = packages.pop("")
    assert own["dependencies"] == json.loads((REPOSITORY / folder / "package.json").read_text())["dependencies"]
    fetched = [each for each in packages.values() if not each.get("link") and not each.get("inBundle")]
    assert [each for each in fetched if not each.get("integrity", "").startswith("sha512-")] == []
    assert [each for each in fetched if "resolved" in each] == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_package_has_its_version(file: str):
    lines = (line.strip() for line in (REPOSITORY / file).read_text().splitlines())
    packages = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert [line for line in packages if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_no_job_leaves_its_token_in_the_clone_or_uses_a_stored_secret():
    for name, job in JOBS.items():
        for step in job.get("steps", ()):
            if "actions/checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False, name
    assert all("secrets" not in path.read_text() for path in WORKFLOWS)


def test_the_upload_client_does_not_get_the_pipelines_token():
    script = (REPOSITORY / UPLOAD).read_text()
    packages = json.loads((REPOSITORY / "operations/pages/package-lock.json").read_text())["packages"]
    assert packages["node_modules/@azure/static-web-apps-cli"]["bin"]["swa"] == "dist/cli/bin.js"
    taken_away = script.index("unset ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL")
    assert taken_away < script.index("node node_modules/@azure/static-web-apps-cli/")


def test_keys_are_made_without_any_package():
    imported = re.findall(
        r"^(?:from|import) (\w+)",
        "\n".join((REPOSITORY / "operations" / f"{name}.py").read_text() for name in ("keys", "key_stores")),
        re.MULTILINE,
    )
    assert set(imported) - {"operations"} <= sys.stdlib_module_names


def test_the_identity_of_the_infrastructure_may_give_the_roles_of_the_template_and_no_others():
    roles = set(json.loads((REPOSITORY / "bicep/roles.json").read_text()).values())
    (command,) = (line for line in DEPLOY.splitlines() if "--condition-version 2.0" in line)
    sets = re.findall(r"GuidEquals \{([^}]*)\}", command)
    assert [set(each.split(", ")) for each in sets] == [roles, roles]
    assert "roleAssignments/write" in command
    assert "roleAssignments/delete" in command


def test_the_identity_of_the_release_is_not_given_what_makes_resources_or_gives_roles():
    block = next(text for text in DEPLOY.split("```") if "Static site publisher" in text)
    assert "Contributor" not in block.replace("Website Contributor", "")
    assert "Administrator" not in block
    assert "--scope /subscriptions/SUBSCRIPTION/resourceGroups/" in block
