"""`huzhu audit submit|witness`: cosignatures over the network, as C2SP tlog-witness has it."""

from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from ledger.book import Book
from ledger.commands.audit_files import KEY, LOG_KEY, hand_over, signed_checkpoint
from ledger.commands.audit_record import audit
from ledger.commands.shared import FILE, Session, pass_reader, pass_session
from ledger.evidence.keyfile import load_key, verifier_key
from ledger.evidence.note import NOTE_BYTES_MAX, VerifierKey
from ledger.evidence.refusals import WitnessUnreachable
from ledger.evidence.witnessing import BAD_REQUEST, NOT_FOUND, TEXT_TYPE, Answer, answer, submitted

__all__ = ["audit"]

PATH = "/add-checkpoint"
SECONDS = 30.0  # for a connection, and for each answer
_CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}
_BEYOND = Answer(413, TEXT_TYPE, b"longer than a request may be\n")


@audit.command()
@click.argument("url")
@click.option("--witness-key", required=True, help="The witness's verifier key, or its file.")
@click.option("--checkpoint", type=FILE, help="A checkpoint; the one signed last unless said.")
@click.option("--out", type=FILE, help="Where to; standard output unless said.")
@KEY
@LOG_KEY
@pass_reader
def submit(
    session: Session,
    book: Book,
    url: str,
    witness_key: str,
    checkpoint: Path | None,
    out: Path | None,
    key_file: Path | None,
    log_key: str | None,
) -> None:
    """Have a checkpoint cosigned by the witness at URL, and write it with its cosignature.

    How far the witness has signed before, it says itself; the proof is made from there. What it
    signed is checked with the key that it handed over.

    Example: huzhu audit submit https://witness.example --witness-key witness.vkey --out 2015-12.cosigned
    """
    key = verifier_key(witness_key)
    signed, _ = signed_checkpoint(book, checkpoint, key_file, log_key)
    with book.record.reading() as read:
        note = submitted(read, signed, key, posting_to(url))
    hand_over(note.written(), out)
    if out is not None:
        size = signed.checkpoint.size
        session.say(
            f"{key.name} 已见证第 {size} 位的检查点：{out}",
            f"{key.name} cosigned the checkpoint at position {size}: {out}",
        )


@audit.command()
@click.option("--key", "key_file", type=FILE, required=True, help="The witness's key file.")
@click.option("--log-key", "log_keys", multiple=True, help="A book's verifier key; repeat it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8127, show_default=True, help="The port; 0 takes a free one.")
@pass_session
def witness(
    session: Session, key_file: Path, log_keys: tuple[str, ...], host: str, port: int
) -> None:
    """Be a witness on line: cosign what is posted to /add-checkpoint, until Ctrl-C.

    It signs what continues what it signed before, and remembers that beside its key. It speaks
    plain HTTP: put it behind a server that does TLS. No book is needed.

    Example: huzhu audit witness --key witness.signer --log-key chengdu.vkey
    """
    own = load_key(key_file, witness=True).verifier
    keys = {key.name: key for key in map(verifier_key, log_keys)}
    with server(session, key_file, keys, host, port) as listening:
        where = f"http://{host}:{listening.server_port}{PATH}"
        session.say(f"见证人 {own.name} 在 {where} 受理", f"witness {own.name} listens at {where}")
        try:
            listening.serve_forever()
        except KeyboardInterrupt:
            session.say("见证人已停止", "the witness stopped")


class _Answering(BaseHTTPRequestHandler):
    """Answers what is posted to /add-checkpoint; there is nothing else here."""

    timeout = SECONDS

    def __init__(
        self, answered: Callable[[bytes], Answer], tell: Callable[[str], None], *its: Any
    ) -> None:
        self._answered, self._tell = answered, tell
        super().__init__(*its)  # which answers

    def do_POST(self) -> None:
        """Read a request of a measure that is said, and answer it."""
        length = self.headers.get("Content-Length", "")
        if self.path != PATH:
            self._send(Answer(NOT_FOUND, TEXT_TYPE, b"there is nothing here\n"))
        elif not length.isdigit():
            self._send(Answer(BAD_REQUEST, TEXT_TYPE, b"the length is not said\n"))
        elif int(length) > NOTE_BYTES_MAX:
            self._send(_BEYOND)
        else:
            self._send(self._answered(self.rfile.read(int(length))))

    def _send(self, got: Answer) -> None:
        self.send_response(got.status)
        self.send_header("Content-Type", got.type)
        self.send_header("Content-Length", str(len(got.body)))
        self.end_headers()
        self.wfile.write(got.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say each request and its status, without letters that a terminal would obey."""
        self._tell("".join(letter for letter in format % args if letter.isprintable()))


def server(
    session: Session, key_file: Path, keys: dict[str, VerifierKey], host: str, port: int
) -> HTTPServer:
    """Return a witness that listens, and answers one request after the other once it serves.

    Raises:
        click.UsageError: nobody can listen there.
    """

    def answered(given: bytes) -> Answer:
        return answer(given, key_file, keys, int(session.entropy.now().timestamp()))

    def tell(said: str) -> None:
        session.complain(f"请求：{said}", f"request: {said}")

    try:
        return HTTPServer((host, port), partial(_Answering, answered, tell))
    except OSError as error:
        place = f"{host}:{port}"
        raise click.UsageError(f"nobody can listen at {place}: {error.strerror}") from None


def posting_to(url: str) -> Callable[[bytes], Answer]:
    """Return what posts a request to a witness's address and hands its answer back.

    Raises:
        click.UsageError: it is no address of a web server.
    """
    parts = urlsplit(url)
    connect = _CONNECTIONS.get(parts.scheme)
    if connect is None or not parts.hostname:
        raise click.UsageError(f"{url} is not an address that begins with https:// or http://")

    def post(body: bytes) -> Answer:
        connection = connect(str(parts.hostname), parts.port, timeout=SECONDS)
        try:
            connection.request(
                "POST", f"{parts.path.rstrip('/')}{PATH}", body, {"Content-Type": TEXT_TYPE}
            )
            got = connection.getresponse()
            return Answer(got.status, got.headers.get_content_type(), got.read(NOTE_BYTES_MAX))
        except (OSError, HTTPException) as error:
            problem = getattr(error, "strerror", None) or type(error).__name__
            raise WitnessUnreachable(url, problem) from None
        finally:
            connection.close()

    return post
