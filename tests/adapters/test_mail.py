"""Letters on a real SMTP server: what arrives, and what each failure proves."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from evidence.adapters.mail import Letter, MailServer, is_address
from evidence.core.outcomes import Outcome
from tests.notices.mailbox import Mailbox, running_mailbox

STOP = "https://bukti.example/pemberitahuan/berhenti?t=abc"
LETTER = Letter(
    "lurah.mojo@latihan.example",
    "Kelurahan Mojo: “Kuras saluran” perlu dicek",
    "Jawaban jejaring tidak sampai.\n.titik di awal baris\n..\n\nBuka: https://bukti.example/unggahan/1\n",
    "0b1f7f0e-7d7e-4c38-9d3e-0d8c9a2f7a11",
    datetime(2026, 11, 28, 3, 0, tzinfo=UTC),
    STOP,
)


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with running_mailbox() as found:
        yield found


@pytest.fixture(autouse=True)
def good(box: Mailbox) -> None:
    box.behave()


def server(box: Mailbox, security: str = "none", password: str = "") -> MailServer:
    return MailServer(
        "127.0.0.1", box.port, security, "Bukti <bukti@latihan.example>", "bukti" if password else "",
        password, seconds=5.0,
    )  # fmt: skip


def test_a_letter_arrives_as_it_was_written(box: Mailbox) -> None:
    assert server(box).send(LETTER).outcome is Outcome.SENT

    (came,) = box.came
    assert came["From"] == "Bukti <bukti@latihan.example>"
    assert came["Subject"] == LETTER.subject
    assert came["Message-ID"] == f"<{LETTER.ident}@latihan.example>"
    assert came["List-Unsubscribe"] == f"<{STOP}>"
    assert came["Auto-Submitted"] == "auto-generated"
    assert came.get_content_type() == "text/plain"
    assert came.get_content().replace("\r\n", "\n") == LETTER.text


def test_a_title_can_write_no_line_of_its_own(box: Mailbox) -> None:
    sly = Letter(LETTER.to, "Kuras\r\nBcc: semua@latihan.example\n\nHalo", "x", "1", LETTER.written_at)

    assert server(box).send(sly).outcome is Outcome.SENT

    (came,) = box.came
    assert came["Bcc"] is None
    assert came["Subject"] == "Kuras Bcc: semua@latihan.example Halo"


@pytest.mark.parametrize(
    ("step", "line", "outcome"),
    [
        ("rcpt", "550 No such user", Outcome.REFUSED),
        ("rcpt", "450 Try later", Outcome.LATER),
        ("data", "554 Not wanted", Outcome.REFUSED),
        ("data", "451 Try later", Outcome.LATER),
        ("data", "421 Closing", Outcome.LATER),
    ],
)
def test_each_refusal_proves_that_nothing_was_sent(
    box: Mailbox, step: str, line: str, outcome: Outcome
) -> None:
    setting = {"rcpt": "250 OK", "data": "250 OK", step: line}
    box.rcpt, box.data = setting["rcpt"], setting["data"]

    answer = server(box).send(LETTER)

    assert (answer.outcome, box.came) == (outcome, [])
    assert LETTER.to not in answer.reason


def test_a_lost_answer_after_the_last_line_proves_nothing(box: Mailbox) -> None:
    box.hangs_up = True

    assert server(box).send(LETTER).outcome is Outcome.UNKNOWN
    assert len(box.came) == 1


def test_a_server_that_is_away_gets_it_later() -> None:
    assert MailServer("127.0.0.1", 9, "none", "a@b.example").send(LETTER).outcome is Outcome.LATER
    assert MailServer("127.0.0.1", 9, "tls", "a@b.example").send(LETTER).outcome is Outcome.LATER


def test_nothing_is_said_in_the_clear_where_encryption_is_asked_for(box: Mailbox) -> None:
    assert server(box, "starttls", "sandi surat").send(LETTER).outcome is Outcome.LATER
    assert (box.came, box.signed_in) == ([], [])


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine, and what a server shows of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("surat")
    path, secret = folder / "cert.pem", folder / "key.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, secret)
    return path, context


def test_a_letter_goes_by_starttls_with_a_name_and_a_password(
    certified: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, context = certified
    with running_mailbox(context) as box:
        # Nobody vouches for that certificate yet.
        assert server(box, "starttls", "sandi surat").send(LETTER).outcome is Outcome.LATER
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        wrong = server(box, "starttls", "bukan ini").send(LETTER)
        right = server(box, "starttls", "sandi surat").send(LETTER)

        assert (wrong.outcome, right.outcome) == (Outcome.LATER, Outcome.SENT)
        assert (box.sealed, set(box.signed_in)) == ([True], {"bukti"})
    assert "sandi surat" not in repr(server(box, "starttls", "sandi surat"))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("lurah.mojo@surakarta.example", True), ("a+b@c.example", True), ("", False), ("a@b", False),
        ("a b@c.example", False), ("a@c.example\nBcc: d@e.example", False), ("a..b@c.example", False),
        ("<a@c.example>", False), ("a@c.example, d@e.example", False), ("é@c.example", False),
        ("a" * 300 + "@c.example", False),
    ],
)  # fmt: skip
def test_an_address_is_one_address(text: str, good: bool) -> None:
    assert is_address(text) is good
