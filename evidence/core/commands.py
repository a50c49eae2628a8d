"""What the process that was started lends to the commands of the rooms."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Settings
from evidence.core.db import make_engine, make_sessions
from evidence.core.errors import DomainError


@dataclass(frozen=True)
class Process:
    """A command asks for what it needs; nothing is read or built for one that needs nothing."""

    settings: Callable[[], Settings]
    application: Callable[[], Flask]

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction for one command; a refusal is one sentence."""
        engine = make_engine(self.settings().database_url, pool_size=1)
        try:
            with make_sessions(engine).begin() as session:
                yield session
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from None
        except OperationalError:
            raise click.ClickException(
                "Basis data tidak menjawab. Jalankan Bukti dahulu (make run), atau periksa EVIDENCE_DATABASE_URL."
            ) from None
        finally:
            engine.dispose()
