"""Sources: where a photo comes from, and whether its file has what a file from there should have."""

from collections.abc import Iterator

from evidence.capture.checks.base import Check, Level, Noticed, Said, Shot, Subject, Unjudged
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import N_


def _source(subject: Subject, _limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        if shot.source == "gallery":
            # Messengers take the camera's notes away; that a picture came by one is how it works here.
            sentence = "gallery" if shot.marks is None or _traces(shot) else "gallery_bare"
            yield Noticed(sentence, Level.NOTE, shot.id, {}, _seen(shot))
        elif not shot.source:
            yield Noticed("untold", Level.NOTE, shot.id)


def _camera(subject: Subject, _limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        # Bukti's own camera writes no notes; a phone's own app always does.
        if shot.source != "native":
            continue
        if shot.marks is None:
            yield Unjudged(shot.id)
        elif not _traces(shot):
            yield Noticed("bare", Level.NOTE, shot.id, {}, _seen(shot))


def _traces(shot: Shot) -> bool:
    return shot.marks is not None and (bool(shot.marks.camera) or shot.marks.exposure)


def _seen(shot: Shot) -> dict[str, str]:
    return {"camera": shot.marks.camera} if shot.marks and shot.marks.camera else {}


SOURCE = Check(
    "sources.source",
    1,
    N_("Asal foto"),
    N_(
        "Foto dari galeri dapat berasal dari HP ini, HP lain, atau pesan. Itu lazim dan tidak berarti keliru."
    ),
    {
        "gallery": N_("Foto ini dipilih dari galeri, bukan diambil dengan kamera Bukti."),
        "gallery_bare": N_(
            "Foto ini dipilih dari galeri dan tanpa catatan kamera, seperti lazimnya foto kiriman."
        ),
        "untold": N_("Asal foto ini tidak disebutkan oleh pengirimnya."),
    },
    _source,
    ("photo",),
)
CAMERA = Check(
    "sources.camera",
    1,
    N_("Catatan kamera"),
    N_("Sebagian HP dan peramban menghapus catatan kamera demi privasi."),
    {"bare": N_("Foto dari aplikasi kamera HP biasanya membawa catatan kamera; pada foto ini tidak ada.")},
    _camera,
    ("photo",),
)
CHECKS = (SOURCE, CAMERA)
