"""A fault planted in the sample agency: what a code of `casekit check` is about, to look at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casekit.errors import NotFound
from casekit.model.records import FOLDERS
from casekit.practice.codes import Example
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.records.writing import dump_document
from casekit.workspace.agency import AGENCY_FILE

# No record of the sample agency has these endings.
_ENDINGS = ("qqqqq2", "qqqqq3", "qqqqq4", "qqqqq5")


def plant(root: Path, folder: str, example: Example, schemas: SchemaSet) -> None:
    """Change the files of a case below `root` as an example says; nothing is saved as a version.

    Raises NotFound where the example does not fit the case: a fault of ours.
    """
    case = root / folder
    made = 0
    for change in example.changes:
        if "new" in change:
            _write_new(case, change["in"], change["new"], _ENDINGS[made], schemas)
            made += 1
            continue
        if "file" in change:
            path = root / change["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(with_ids(case, change["text"]), encoding="utf-8", newline="\n")
            continue
        path = find_record_file(root, folder, change["in"], change.get("with"))
        text = path.read_text(encoding="utf-8")
        if "swap" in change:
            old, new = (with_ids(case, part) for part in change["swap"])
            if text.count(old) != 1:
                raise NotFound(f"{path.name} has `{old}` {text.count(old)} times, not once")
            text = text.replace(old, new)
        else:
            text += with_ids(case, change["add"])
        path.write_text(text, encoding="utf-8", newline="\n")


def find_record_file(root: Path, folder: str, kind: str, with_: str | None) -> Path:
    """The one file of a kind that holds a text; raises NotFound for none and for several.

    `agency` and what is named by its path lie in the workspace itself, beside the cases.
    """
    case = root / folder
    if kind == "agency" or kind.endswith(".yaml"):
        return root / (AGENCY_FILE if kind == "agency" else kind)
    found = [
        path
        for path in sorted(case.rglob("*.yaml"))
        if f"\nschema: {kind}/1\n" in f"\n{(text := path.read_text(encoding='utf-8'))}"
        and (with_ is None or with_ in text)
    ]
    if len(found) != 1:
        raise NotFound(f"{len(found)} files of {kind} in {case.name} hold `{with_}`")
    return found[0]


def _write_new(
    case: Path, kind: str, fields: Mapping[str, Any], ending: str, schemas: SchemaSet
) -> None:
    when = str(fields.get("occurred_on") or fields["occurred_at"])
    head = {
        "schema": f"{kind}/1",
        "id": f"{when[:10]}-{ending}",
        "recorded_at": f"{when[:10]}T23:00:00-05:00",
        "recorded_by": "w-sample",
    }
    data = {**head, **fields}
    order = list(schemas.get(kind)["properties"])
    ordered = {key: data[key] for key in sorted(data, key=order.index)}
    text = with_ids(case, dump_document(ordered).decode("utf-8"))
    path = case / FOLDERS[kind] / f"{head['id']}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def with_ids(case: Path, text: str) -> str:
    """Put ids where `$Tess`, for a person, or `$order`, for the newest of a kind, stands."""
    if "$" not in text:
        return text
    names: dict[str, str] = {}
    for path in sorted(case.rglob("*.yaml")):
        data: Any = read_document(path.read_bytes(), path.name).data
        if not isinstance(data, dict) or "id" not in data:
            continue
        kind = str(data["schema"]).partition("/")[0]
        names[f"${kind}"] = data["id"]
        if kind == "person":
            names[f"${data.get('called', data['name'])}"] = data["id"]
        if kind == "plan":
            names[f"$plan-{data['kind']}"] = data["id"]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, names[name])
    return text
