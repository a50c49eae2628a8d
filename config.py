"""The settings, read from the environment once.

Every missing or wrong setting is named in one refusal, so that nobody has to start five times to find five mistakes.
A secret may also stand in a file: ``NAME_FILE`` names the file that holds ``NAME``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

from evidence.adapters.mail import SECURITY, MailServer
from evidence.adapters.push import PushService, read_private_key
from evidence.capture.checks.thresholds import Thresholds, UnknownThreshold, read_thresholds
from evidence.core.environment import Reader
from evidence.notices.hours import read_span, read_time

SECRETS = frozenset(
    {
        "EVIDENCE_DATABASE_URL",
        "EVIDENCE_DATABASE_OWNER_URL",
        "EVIDENCE_SEALER_DATABASE_URL",
        "EVIDENCE_PRACTICE_DATABASE_URL",
        "EVIDENCE_S3_ACCESS_KEY",
        "EVIDENCE_S3_SECRET_KEY",
        "EVIDENCE_SECRET_KEY",
        "EVIDENCE_TOKEN_KEYS",
        "EVIDENCE_PRACTICE_KEY",
        "EVIDENCE_DEMO_PASSWORD",
        "EVIDENCE_METRICS_TOKEN",
        "EVIDENCE_INSTAGRAM_CLIENT_SECRET",
        "EVIDENCE_FACEBOOK_CLIENT_SECRET",
        "EVIDENCE_THREADS_CLIENT_SECRET",
        "EVIDENCE_X_CLIENT_SECRET",
        "EVIDENCE_TIKTOK_CLIENT_SECRET",
        "EVIDENCE_SMTP_PASSWORD",
        "EVIDENCE_PUSH_PRIVATE_KEY",
    }
)


# The networks that have one address for all. Each field of `Application` with its setting and what holds without it.
NETWORKS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "instagram": {
        "url": ("EVIDENCE_INSTAGRAM_URL", "https://graph.instagram.com"),
        "sign_in_url": ("EVIDENCE_INSTAGRAM_SIGN_IN_URL", "https://www.instagram.com"),
        "token_url": ("EVIDENCE_INSTAGRAM_TOKEN_URL", "https://api.instagram.com"),
        "version": ("EVIDENCE_INSTAGRAM_VERSION", "v25.0"),
        "client_id": ("EVIDENCE_INSTAGRAM_CLIENT_ID", ""),
        "client_secret": ("EVIDENCE_INSTAGRAM_CLIENT_SECRET", ""),
    },
    "facebook": {
        "url": ("EVIDENCE_FACEBOOK_URL", "https://graph.facebook.com"),
        "sign_in_url": ("EVIDENCE_FACEBOOK_SIGN_IN_URL", "https://www.facebook.com"),
        "version": ("EVIDENCE_FACEBOOK_VERSION", "v25.0"),
        "client_id": ("EVIDENCE_FACEBOOK_CLIENT_ID", ""),
        "client_secret": ("EVIDENCE_FACEBOOK_CLIENT_SECRET", ""),
    },
    "threads": {
        "url": ("EVIDENCE_THREADS_URL", "https://graph.threads.net"),
        "sign_in_url": ("EVIDENCE_THREADS_SIGN_IN_URL", "https://threads.net"),
        "version": ("EVIDENCE_THREADS_VERSION", "v1.0"),
        "client_id": ("EVIDENCE_THREADS_CLIENT_ID", ""),
        "client_secret": ("EVIDENCE_THREADS_CLIENT_SECRET", ""),
    },
    "x": {
        "url": ("EVIDENCE_X_URL", "https://api.x.com"),
        "sign_in_url": ("EVIDENCE_X_SIGN_IN_URL", "https://x.com"),
        "client_id": ("EVIDENCE_X_CLIENT_ID", ""),
        "client_secret": ("EVIDENCE_X_CLIENT_SECRET", ""),
    },
    "tiktok": {
        "url": ("EVIDENCE_TIKTOK_URL", "https://open.tiktokapis.com"),
        "sign_in_url": ("EVIDENCE_TIKTOK_SIGN_IN_URL", "https://www.tiktok.com"),
        "client_id": ("EVIDENCE_TIKTOK_CLIENT_ID", ""),
        "client_secret": ("EVIDENCE_TIKTOK_CLIENT_SECRET", ""),
    },
    "telegram": {"url": ("EVIDENCE_TELEGRAM_URL", "https://api.telegram.org")},
}


class ConfigError(Exception):
    """The environment does not describe a house that can start; ``problems`` says each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Application:
    """How the city's own program is known at a network: its addresses, and the id and secret it was given there.

    ``url`` is that of the calls, ``sign_in_url`` that of the page where a person signs in, ``token_url`` that of the
    sign-in's own calls, where it is another one.
    """

    url: str
    sign_in_url: str = ""
    token_url: str = ""
    version: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """What the environment says. Times are in seconds, sizes in bytes."""

    database_url: str
    database_owner_url: str
    sealer_database_url: str
    s3_endpoint: str
    s3_bucket: str
    s3_access_key: str
    s3_secret_key: str
    s3_region: str
    secret_key: str
    token_keys: tuple[str, ...]
    base_url: str
    host: str
    port: int
    data: Path
    trusted_proxies: int
    practice_mode: bool
    practice_url: str
    practice_key: str
    practice_database_url: str
    demo_password: str
    metrics_token: str
    upload_rate: str
    part_rate: str
    sign_in_rate: str
    proof_rate: str
    gallery_rate: str
    takedown_rate: str
    takedown_days: int
    false_account_url: str
    consent_years: int
    render_concurrency: int
    publish_concurrency: int
    heartbeat: float
    stalled_after: float
    network_timeout: float
    applications: Mapping[str, Application]
    pace: float
    signing_key_file: Path | None
    heads_folder: Path | None
    c2pa_key_file: Path | None
    seal_every: float
    check_thresholds: Thresholds
    approver_reminded_after: float
    approver_absent_after: float
    sample_share: float
    # How notices leave the house, None where nobody has set it up, and when nobody is to be woken.
    mail: MailServer | None
    push: PushService | None
    quiet_hours: tuple[time, time]
    digest_at: time
    befores_wait_after: float
    silent_after: int

    def __repr__(self) -> str:
        """Name the address only: a settings object must never bring a secret into a log."""
        return f"Settings(base_url={self.base_url!r})"


def _application(ask: Reader, fields: Mapping[str, tuple[str, str]]) -> Application:
    told = {
        field: ask.url(name, ("http://", "https://"), usual).rstrip("/")
        if field.endswith("url")
        else ask.text(name, usual)
        for field, (name, usual) in fields.items()
    }
    return Application(**told)


def _thresholds(ask: Reader, name: str) -> Thresholds:
    try:
        return read_thresholds(ask.text(name, "{}"))
    except UnknownThreshold as error:
        ask.problems.append(f"{name} {error}")
        return Thresholds()


def _mail(ask: Reader) -> MailServer | None:
    host, sender = ask.text("EVIDENCE_SMTP_HOST", ""), ask.text("EVIDENCE_SMTP_FROM", "")
    security = ask.text("EVIDENCE_SMTP_SECURITY", "starttls")
    usual = 465 if security == "tls" else 587
    port = ask.number("EVIDENCE_SMTP_PORT", int, usual, 1, 65535)
    name, password = ask.text("EVIDENCE_SMTP_USERNAME", ""), ask.text("EVIDENCE_SMTP_PASSWORD", "")
    if not host:
        return None
    if security not in SECURITY:
        ask.problems.append(f"EVIDENCE_SMTP_SECURITY must be one of {', '.join(SECURITY)}, not {security!r}")
    if security == "none" and password:
        ask.problems.append("EVIDENCE_SMTP_SECURITY must not be 'none' with EVIDENCE_SMTP_PASSWORD")
    if "@" not in sender or not sender.isprintable():
        ask.problems.append("EVIDENCE_SMTP_FROM must be an e-mail address")
    return MailServer(host, port, security, sender, name, password)


def _push(ask: Reader) -> PushService | None:
    key, contact = ask.text("EVIDENCE_PUSH_PRIVATE_KEY", ""), ask.text("EVIDENCE_PUSH_CONTACT", "")
    loopback = ask.flag("EVIDENCE_PUSH_LOOPBACK")
    if contact and not contact.startswith(("mailto:", "https://")):
        ask.problems.append("EVIDENCE_PUSH_CONTACT must begin with mailto: or https://")
    if not key:
        return None
    try:
        read_private_key(key)
    except ValueError:
        ask.problems.append("EVIDENCE_PUSH_PRIVATE_KEY is not a P-256 key of 32 bytes in url-safe base64")
        return None
    return PushService(key, contact, loopback)


def _role(url: str) -> str | None:
    try:
        return urlsplit(url).username
    except ValueError:
        return None


def read(env: Mapping[str, str]) -> Settings:
    """Read ``env``; raises ConfigError naming everything that is missing or wrong."""
    ask = Reader(env, SECRETS)
    postgresql = ("postgresql+psycopg://",)
    http = ("http://", "https://")
    database_url = ask.url("EVIDENCE_DATABASE_URL", postgresql)
    host = ask.text("EVIDENCE_HOST", "127.0.0.1")
    port = ask.number("EVIDENCE_PORT", int, 8000, 1, 65535)
    secret_key = ask.text("EVIDENCE_SECRET_KEY")
    if secret_key and len(secret_key) < 32:
        ask.problems.append("EVIDENCE_SECRET_KEY must be at least 32 characters")
    practice_key = ask.text("EVIDENCE_PRACTICE_KEY", "")
    if not all("!" <= letter <= "~" for letter in practice_key):
        # It travels in a header, which takes nothing else.
        ask.problems.append("EVIDENCE_PRACTICE_KEY must be ASCII letters, digits and signs without spaces")
    settings = Settings(
        database_url=database_url,
        database_owner_url=ask.url("EVIDENCE_DATABASE_OWNER_URL", postgresql, database_url),
        sealer_database_url=ask.url("EVIDENCE_SEALER_DATABASE_URL", postgresql, ""),
        s3_endpoint=ask.url("EVIDENCE_S3_ENDPOINT", http),
        s3_bucket=ask.text("EVIDENCE_S3_BUCKET", "bukti"),
        s3_access_key=ask.text("EVIDENCE_S3_ACCESS_KEY"),
        s3_secret_key=ask.text("EVIDENCE_S3_SECRET_KEY"),
        s3_region=ask.text("EVIDENCE_S3_REGION", "us-east-1"),
        secret_key=secret_key,
        token_keys=ask.token_keys("EVIDENCE_TOKEN_KEYS"),
        base_url=ask.url("EVIDENCE_BASE_URL", http, f"http://{host}:{port}").rstrip("/"),
        host=host,
        port=port,
        data=Path(ask.text("EVIDENCE_DATA", "var")),
        trusted_proxies=ask.number("EVIDENCE_TRUSTED_PROXIES", int, 0, 0, 5),
        practice_mode=ask.flag("EVIDENCE_PRACTICE_MODE"),
        practice_url=ask.url("EVIDENCE_PRACTICE_URL", http, "").rstrip("/"),
        practice_key=practice_key,
        practice_database_url=ask.url("EVIDENCE_PRACTICE_DATABASE_URL", postgresql, ""),
        demo_password=ask.text("EVIDENCE_DEMO_PASSWORD", ""),
        metrics_token=ask.text("EVIDENCE_METRICS_TOKEN", ""),
        upload_rate=ask.rate("EVIDENCE_UPLOAD_RATE", "120 per minute"),
        part_rate=ask.rate("EVIDENCE_PART_RATE", "600 per minute"),
        sign_in_rate=ask.rate("EVIDENCE_SIGN_IN_RATE", "5 per minute"),
        proof_rate=ask.rate("EVIDENCE_PROOF_RATE", "240 per minute"),
        gallery_rate=ask.rate("EVIDENCE_GALLERY_RATE", "1200 per minute"),
        takedown_rate=ask.rate("EVIDENCE_TAKEDOWN_RATE", "10 per hour"),
        takedown_days=ask.number("EVIDENCE_TAKEDOWN_DAYS", int, 3, 1, 60),
        false_account_url=ask.url("EVIDENCE_FALSE_ACCOUNT_URL", http, "https://surakarta.lapor.go.id/"),
        consent_years=ask.number("EVIDENCE_CONSENT_YEARS", int, 10, 1, 100),
        render_concurrency=ask.number("EVIDENCE_RENDER_CONCURRENCY", int, 2, 1, 64),
        publish_concurrency=ask.number("EVIDENCE_PUBLISH_CONCURRENCY", int, 8, 1, 64),
        heartbeat=ask.number("EVIDENCE_HEARTBEAT", float, 5.0, 0.1, 60.0),
        stalled_after=ask.number("EVIDENCE_STALLED_AFTER", float, 15.0, 0.3, 600.0),
        network_timeout=ask.number("EVIDENCE_NETWORK_TIMEOUT", float, 20.0, 0.5, 120.0),
        applications={name: _application(ask, fields) for name, fields in NETWORKS.items()},
        pace=ask.number("EVIDENCE_PACE", float, 1.0, 1.0, 10_000.0),
        signing_key_file=ask.path("EVIDENCE_SIGNING_KEY_FILE"),
        heads_folder=ask.path("EVIDENCE_HEADS_FOLDER"),
        c2pa_key_file=ask.path("EVIDENCE_C2PA_KEY_FILE"),
        seal_every=ask.number("EVIDENCE_SEAL_EVERY", float, 2.0, 0.1, 60.0),
        check_thresholds=_thresholds(ask, "EVIDENCE_CHECK_THRESHOLDS"),
        approver_reminded_after=ask.number("EVIDENCE_APPROVER_REMINDED_AFTER", float, 2.0, 0.01, 60.0),
        approver_absent_after=ask.number("EVIDENCE_APPROVER_ABSENT_AFTER", float, 4.0, 0.01, 90.0),
        sample_share=ask.number("EVIDENCE_SAMPLE_SHARE", float, 0.05, 0.001, 1.0),
        mail=_mail(ask),
        push=_push(ask),
        quiet_hours=ask.hours("EVIDENCE_QUIET_HOURS", read_span, "20.00-06.00"),
        digest_at=ask.hours("EVIDENCE_DIGEST_AT", read_time, "07.00"),
        befores_wait_after=ask.number("EVIDENCE_BEFORE_WAITS_AFTER", float, 7.0, 0.01, 365.0),
        silent_after=ask.number("EVIDENCE_SILENT_AFTER", int, 14, 1, 365),
    )
    if settings.approver_absent_after < settings.approver_reminded_after:
        ask.problems.append(
            "EVIDENCE_APPROVER_ABSENT_AFTER must not be less than EVIDENCE_APPROVER_REMINDED_AFTER"
        )
    if settings.stalled_after < 2 * settings.heartbeat:
        ask.problems.append("EVIDENCE_STALLED_AFTER must be at least twice EVIDENCE_HEARTBEAT")
    if settings.sealer_database_url and _role(settings.sealer_database_url) == _role(database_url):
        # Who writes the trail and seals it too could write both anew.
        ask.problems.append("EVIDENCE_SEALER_DATABASE_URL must name another role than EVIDENCE_DATABASE_URL")
    if ask.problems:
        raise ConfigError(ask.problems)
    return settings
