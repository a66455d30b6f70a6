"""`make advisories` says that all is well only of what it was told about: a silent service is no answer."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LOCK = "click==8.1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via huzhu\n"
KNOWN = {("jinja2", "2.4.1"): ["GHSA-1"], ("pyyaml", "5.3"): ["GHSA-2"]}
Answer = Callable[[list[dict[str, Any]]], object]


def honest(more: dict[tuple[str, str], list[str]] | None = None) -> Answer:
    """Answer as the service does: an empty object for what no advisory names."""
    known = KNOWN | (more or {})

    def answer(queries: list[dict[str, Any]]) -> object:
        ids = [known.get((q["package"]["name"], q["version"]), []) for q in queries]
        return {"results": [{"vulns": [{"id": n} for n in each]} if each else {} for each in ids]}

    return answer


@pytest.fixture
def service() -> Iterator[Callable[[Answer], str]]:
    """Serve answers on this machine; each under an address of its own."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = answer(json.loads(body)["queries"])
                self.send_response(404 if told is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield serve
    for each in servers:
        each.shutdown()
        each.server_close()


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    for name in ("run.txt", "dev.txt"):
        (tmp_path / name).write_text(LOCK, "utf-8")
    return tmp_path


def ask(service: str, locks: Path) -> tuple[int, str]:
    words = [sys.executable, str(ROOT / "tools" / "advisories"), "--service", service]
    surroundings = {"no_proxy": "*", "PATH": ""}
    done = subprocess.run(
        [*words, "--locks", str(locks)], capture_output=True, text=True, env=surroundings
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def test_packages_that_no_advisory_names_are_counted(
    service: Callable[[Answer], str], locks: Path
) -> None:
    assert ask(service(honest()), locks) == (0, "1 package asked about, 0 named in advisories\n")


def test_every_package_of_the_projects_own_locks_is_asked_about(
    service: Callable[[Answer], str],
) -> None:
    heard: set[tuple[str, str]] = set()

    def answer(queries: list[dict[str, Any]]) -> object:
        heard.update((q["package"]["name"], q["version"]) for q in queries)
        return honest()(queries)

    code, said = ask(service(answer), ROOT / "requirements")

    text = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    locked = {tuple(line.split()[0].split("==")) for line in text.splitlines() if "==" in line[:60]}
    assert (code, heard - KNOWN.keys()) == (0, locked), said


def test_a_package_that_an_advisory_names_is_told(
    service: Callable[[Answer], str], locks: Path
) -> None:
    code, said = ask(service(honest({("click", "8.1.0"): ["PYSEC-7", "GHSA-7"]})), locks)

    assert (code, "click 8.1.0: PYSEC-7, GHSA-7" in said) == (1, True)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda _: None, "404"),
        (lambda queries: {"results": [{} for _ in queries]}, "knows nothing of jinja2 2.4.1"),
        (lambda queries: {"results": honest()(queries)["results"][:-1]}, "3 asked about, 2"),  # type: ignore[index]
        (lambda _: {}, "results"),
        (lambda _: "all is well", ""),
    ],
    ids=["a mirror that has no such page", "knows nothing", "leaves some out", "empty", "text"],
)
def test_what_was_not_answered_in_full_is_not_checked(
    answer: Answer, why: str, service: Callable[[Answer], str], locks: Path
) -> None:
    code, said = ask(service(answer), locks)

    assert (code, said.startswith("not checked: "), why in said) == (2, True, True), said


def test_a_service_that_is_not_there_is_no_answer(locks: Path) -> None:
    code, said = ask("http://127.0.0.1:1/", locks)

    assert (code, said.startswith("not checked: ")) == (2, True)


def test_a_requirement_that_is_not_pinned_is_not_passed_over(
    service: Callable[[Answer], str], locks: Path
) -> None:
    with (locks / "run.txt").open("a", encoding="utf-8") as lock:
        lock.write("rich>=14\n")

    code, said = ask(service(honest()), locks)

    assert (code, "2 requirements, 1 of them pinned" in said) == (2, True)
