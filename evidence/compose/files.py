"""The files of ``evidence compose``: photos and a crest read from them, pictures written whole or not at all."""

import os
from pathlib import Path

import click

from evidence.adapters import imaging
from evidence.core.errors import DomainError

# A camera's largest file, with room to spare; beyond it a name was mistaken for a photo's.
MOST_BYTES = 256 * 1024 * 1024
JPEG = ("", ".jpg", ".jpeg")


def places(out: Path, names: list[str]) -> list[Path]:
    """Where each picture goes: one to OUT itself; several, or any when OUT is a folder, into it by their names."""
    if len(names) == 1 and not out.is_dir():
        if out.suffix.lower() not in JPEG:
            raise click.UsageError(
                f"{out}: gambar disimpan sebagai JPEG, jadi namanya harus berakhiran .jpg."
            )
        return [out]
    if out.exists() and not out.is_dir():
        raise click.UsageError(f"{out}: beberapa gambar perlu sebuah folder, dan ini berkas.")
    return [out / name for name in names]


def make(folder: Path) -> None:
    """The folder, unless it is there. Raises ClickException in words, as all here do."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None


def read(path: Path) -> bytes:
    """All of a file that may be a photo."""
    if path.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{path}: berkas ini terlalu besar untuk sebuah foto.")
    return path.read_bytes()


def examined(path: Path, body: bytes) -> imaging.Examined:
    """What a photo says of itself; a refusal names its file."""
    try:
        return imaging.examine(body)
    except DomainError as refusal:
        raise click.ClickException(f"{path}: {refusal}") from None


def crest(path: Path) -> bytes:
    """A crest that can be drawn."""
    body = read(path)
    try:
        imaging.crest(body)
    except imaging.Unreadable:
        raise click.ClickException(
            f"{path}: lambang ini tidak dapat dibaca; pakai gambar PNG atau JPEG."
        ) from None
    except DomainError as refusal:
        raise click.ClickException(f"{path}: {refusal}") from None
    return body


def write(out: Path, picture: bytes) -> None:
    """The whole picture or nothing: whoever looks at ``out`` never finds half of one."""
    part = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        part.write_bytes(picture)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{out}: {error.strerror}") from None
