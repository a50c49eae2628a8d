"""Software: what a file says about the program that made or changed it. What it does not say nobody reads here."""

import re
from collections.abc import Iterator, Sequence

from evidence.capture.checks.base import Check, Level, Noticed, Said, Shot, Subject, Unjudged
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import N_

# The words of the IPTC for where a picture's content comes from (cv.iptc.org/newscodes/digitalsourcetype).
MADE = frozenset(
    {
        "trainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic", "dataDrivenMedia", "digitalArt",
        "digitalCreation", "softwareImage", "virtualRecording",
    }
)  # fmt: skip
PARTLY = frozenset({"compositeWithTrainedAlgorithmicMedia"})
OF_A_SCREEN = frozenset({"screenCapture"})
CHANGED = frozenset(
    {
        "algorithmicallyEnhanced", "composite", "compositeCapture", "humanEdits", "minorHumanEdits",
        "negativeFilm", "positiveFilm", "print",
    }
)  # fmt: skip

# Phones write their own firmware as the software, so only names that are known say anything.
GENERATORS = (
    "adobe firefly", "automatic1111", "bing image creator", "chatgpt", "comfyui", "craiyon", "dall-e", "dall·e",
    "dreamstudio", "flux.1", "google imagen", "gpt-4o", "ideogram", "image creator", "imagefx", "invokeai",
    "leonardo.ai", "made with google ai", "meta ai", "midjourney", "novelai", "openai", "png parameters",
    "png prompt", "png sd-metadata", "png workflow", "stable diffusion",
)  # fmt: skip
EDITORS = (
    "acdsee", "adobe lightroom", "adobe photoshop", "affinity photo", "airbrush", "b612", "beautyplus", "canva",
    "capcut", "darktable", "facetune", "fotor", "gimp", "inkscape", "inshot", "krita", "lightroom", "luminar",
    "meitu", "microsoft paint", "paint.net", "photodirector", "photoroom", "photoscape", "photoshop", "picsart",
    "pixelmator", "pixlr", "polarr", "rawtherapee", "remini", "snapseed", "touchretouch", "ulike", "vsco",
    "youcam",
)  # fmt: skip


def _named(names: Sequence[str], known: Sequence[str]) -> str:
    """The first of ``names`` that holds one of ``known`` as words of its own."""
    wanted = re.compile("|".join(rf"(?<![a-z0-9]){re.escape(each)}(?![a-z0-9])" for each in known))
    return next((name for name in names if wanted.search(name.lower())), "")


def _kind(subject: Subject, _limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        if shot.marks is None and not shot.claimed_kinds:
            yield Unjudged(shot.id)
            continue
        said = _worst(shot)
        if said is None:
            continue
        sentence, level, kind = said
        in_file = shot.marks is not None and kind in shot.marks.kinds
        by = N_("berkas yang diterima") if in_file else N_("berkas asli kamera, menurut HP")
        yield Noticed(sentence, level, shot.id, {}, {"kind": kind, "said_by_word": str(by)})


def _worst(shot: Shot) -> tuple[str, Level, str] | None:
    kinds = [*(shot.marks.kinds if shot.marks else ()), *shot.claimed_kinds]
    for known, sentence, level in (
        (MADE, "made", Level.WARNING),
        (PARTLY, "partly", Level.WARNING),
        (OF_A_SCREEN, "screen", Level.WARNING),
        (CHANGED, "changed", Level.NOTE),
    ):
        for kind in kinds:
            if kind in known:
                return sentence, level, kind
    return None


def _program(subject: Subject, _limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        if shot.marks is None:
            yield Unjudged(shot.id)
            continue
        maker, editor = _named(shot.marks.software, GENERATORS), _named(shot.marks.software, EDITORS)
        if maker:
            yield Noticed("maker", Level.WARNING, shot.id, {"program": maker}, {"program": maker})
        elif editor:
            yield Noticed("editor", Level.NOTE, shot.id, {"program": editor}, {"program": editor})


KIND = Check(
    "software.kind",
    1,
    N_("Jenis sumber gambar"),
    N_(
        "Ini keterangan di dalam berkas. Keterangan dapat hilang saat foto dikirim lewat pesan, dan dapat keliru."
    ),
    {
        "made": N_("Berkas foto ini menyatakan gambarnya dibuat oleh program, bukan ditangkap kamera."),
        "partly": N_("Berkas foto ini menyatakan sebagian gambarnya dibuat oleh program."),
        "screen": N_("Berkas foto ini menyatakan gambarnya tangkapan layar."),
        "changed": N_("Berkas foto ini menyatakan gambarnya pernah diubah atau digabung."),
    },
    _kind,
    ("photo", "unfinished"),
)
PROGRAM = Check(
    "software.program",
    1,
    N_("Program pengolah"),
    N_("Nama program tidak mengatakan apa yang diubah: dapat hanya dipotong atau dicerahkan."),
    {
        "maker": N_("Berkas foto ini menyebut program pembuat gambar: %(program)s."),
        "editor": N_("Berkas foto ini menyebut program pengolah foto: %(program)s."),
    },
    _program,
    ("photo", "unfinished"),
)
CHECKS = (KIND, PROGRAM)
