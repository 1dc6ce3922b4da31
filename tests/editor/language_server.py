"""The least of an editor: the Language Server Protocol with a YAML server over its streams."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

SECONDS = 30.0


@dataclass
class Editor:
    """A running server with one workspace open; positions are (line, character) from 0."""

    process: subprocess.Popen[bytes]
    settings: Mapping[str, Any]
    inbox: queue.Queue[dict[str, Any]]
    sent: int = 0
    opened: set[str] = field(default_factory=set)

    def show(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Open a file, or change it, to this text; give what the server objects to in it."""
        uri = path.as_uri()
        if uri in self.opened:
            document = {"uri": uri, "version": self.sent}
            self._tell(
                "textDocument/didChange", textDocument=document, contentChanges=[{"text": text}]
            )
        else:
            self.opened.add(uri)
            document = {"uri": uri, "version": 1, "languageId": "yaml", "text": text}
            self._tell("textDocument/didOpen", textDocument=document)
        told = self._wait_for(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
            )
        )
        found: list[dict[str, Any]] = told["params"]["diagnostics"]
        return found

    def explain(self, path: Path, place: tuple[int, int]) -> str:
        """What the server says when the pointer rests on a place."""
        answer = self._ask("textDocument/hover", **_at(path, place))
        return str(answer["contents"]["value"]) if answer else ""

    def complete(self, path: Path, place: tuple[int, int]) -> list[str]:
        """What the server offers to write at a place."""
        answer = self._ask("textDocument/completion", **_at(path, place))
        return [item["label"] for item in answer["items"]]

    def start(self, root: Path) -> None:
        """Shake hands, as an editor that has opened a folder."""
        folder = {"uri": root.as_uri(), "name": root.name}
        self._ask(
            "initialize",
            processId=None,
            rootUri=root.as_uri(),
            workspaceFolders=[folder],
            capabilities={
                "workspace": {"configuration": True, "workspaceFolders": True},
                "textDocument": {"hover": {"contentFormat": ["markdown"]}},
            },
        )
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings=self.settings)

    def _ask(self, method: str, **params: Any) -> Any:
        self.sent += 1
        number = self.sent
        self._send({"id": number, "method": method, "params": params})
        answer = self._wait_for(lambda message: message.get("id") == number)
        assert "error" not in answer, answer
        return answer["result"]

    def _tell(self, method: str, **params: Any) -> None:
        self.sent += 1
        self._send({"method": method, "params": params})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _wait_for(self, wanted: Any) -> dict[str, Any]:
        while True:
            message = self.inbox.get(timeout=SECONDS)
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
            elif wanted(message):
                return message

    def _answer(self, request: Mapping[str, Any]) -> Any:
        """The server asks its editor for settings, a section each; anything else gets nothing."""
        if request["method"] != "workspace/configuration":
            return None
        return [self.settings.get(item.get("section"), {}) for item in request["params"]["items"]]


@contextmanager
def open_editor(server: Path, root: Path) -> Iterator[Editor]:
    """Start a server on a workspace, with the settings that the workspace itself brings."""
    process = subprocess.Popen(
        ["node", str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    inbox: queue.Queue[dict[str, Any]] = queue.Queue()
    assert process.stdout is not None
    reader = threading.Thread(target=_read_all, args=(process.stdout, inbox))
    reader.start()
    editor = Editor(process, read_settings(root), inbox)
    try:
        editor.start(root)
        yield editor
    finally:
        process.kill()
        process.wait()
        reader.join()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def read_settings(root: Path) -> dict[str, Any]:
    """The editor settings of a workspace as a server asks for them: `yaml.x.y` nested."""
    nested: dict[str, Any] = {}
    for name, value in json.loads((root / ".vscode" / "settings.json").read_text()).items():
        *above, last = name.split(".")
        target = nested
        for part in above:
            target = target.setdefault(part, {})
        target[last] = value
    yaml = {"validate": True, "hover": True, "completion": True, **nested["yaml"]}
    return {**nested, "yaml": yaml}


def find_place(text: str, needle: str) -> tuple[int, int]:
    """Where a piece of text ends, the first time it stands there."""
    before = text[: text.index(needle) + len(needle)]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)


def _at(path: Path, place: tuple[int, int]) -> dict[str, Any]:
    line, character = place
    return {
        "textDocument": {"uri": path.as_uri()},
        "position": {"line": line, "character": character},
    }


def _read_all(stream: IO[bytes], inbox: queue.Queue[dict[str, Any]]) -> None:
    while header := stream.readline():
        length = 0
        while header not in (b"\r\n", b""):
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            header = stream.readline()
        if length:
            inbox.put(json.loads(stream.read(length)))
