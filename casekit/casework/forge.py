"""What a forge needs to judge branches: pipeline, owners, the text of a request, pre-commit."""

from __future__ import annotations

from collections.abc import Mapping

from casekit import __version__
from casekit.errors import ConflictingEdit
from casekit.history.commit import commit_files
from casekit.history.files import look_at
from casekit.model.staff import Worker
from casekit.resources import templates_dir
from casekit.workspace.workspace import Workspace

PIPELINE = ".casekit/pipeline.sh"
# Of each forge: its own folder, the file of its pipeline, and where the text of a request lies.
FORGES: Mapping[str, tuple[str, str, str]] = {
    "github": (".github", ".github/workflows/casekit.yml", ".github/pull_request_template.md"),
    "gitlab": (".gitlab", ".gitlab-ci.yml", ".gitlab/merge_request_templates/Default.md"),
    "forgejo": (".forgejo", ".forgejo/workflows/casekit.yml", ".forgejo/pull_request_template.md"),
}


def forge_files(forge: str, staff: tuple[Worker, ...]) -> dict[str, bytes]:
    """The files for a forge by their paths; owners are the supervisors, by e-mail address."""
    folder, pipeline, request = FORGES[forge]
    supervisors = [w.email for w in staff if "supervisor" in w.roles]
    administrators = [w.email for w in staff if "administrator" in w.roles]
    filled = {
        "@VERSION@": __version__,
        "@FOLDER@": folder,
        "@PIPELINE@": pipeline,
        "@SUPERVISORS@": " ".join(supervisors),
        "@OWNERS@": " ".join(dict.fromkeys([*administrators, *supervisors])),
    }
    sources = {
        PIPELINE: "pipeline.sh",
        ".casekit/requirements.txt": "requirements.txt",
        ".pre-commit-config.yaml": "pre-commit-config.yaml",
        f"{folder}/CODEOWNERS": "owners",
        pipeline: f"{forge}.yml",
        request: "request.md",
    }
    files = {}
    for path, name in sources.items():
        text = (templates_dir() / "forge" / name).read_text("utf-8")
        for mark, value in filled.items():
            text = text.replace(mark, value)
        files[path] = text.encode("utf-8")
    return files


def add_forge(workspace: Workspace, forge: str) -> tuple[str, tuple[str, ...]]:
    """Save the files for a forge as one version; those that are there and the same are left.

    Raises ConflictingEdit, and writes nothing, where one of them is there and says something else.
    """
    files = forge_files(forge, workspace.agency.staff)
    there = {path: look_at(workspace.root, path).data for path in files}
    other = sorted(path for path, data in there.items() if data not in (None, files[path]))
    if other:
        raise ConflictingEdit(
            f"already there, and with other content: {', '.join(other)}",
            hint="move them away, run the command again, and put back what was your own",
            path=other[0],
        )
    new = {path: data for path, data in files.items() if there[path] is None}
    if not new:
        assert workspace.version is not None
        return workspace.version, ()
    version = commit_files(
        workspace.repo,
        new,
        message=f"Pipeline for {forge}",
        when=None,
        expected_head=workspace.version,
    )
    return version, tuple(sorted(new))
