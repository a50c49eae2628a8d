"""Sources and software: real files whose bytes say how they were made, some of them sent on by a messenger."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from random import Random

from PIL import Image

from bench.labelled.phones import FIRMWARES, honest, with_after
from bench.labelled.scoring import Case, Score, scored, table
from evidence.adapters.imaging.provenance import marked
from evidence.capture.checks.base import Marks, Subject
from tests.capture.files import STORE

TITLE = "Sources and software"
CASES = 400
TEXT = """The marks are read from the bytes of real files: XMP written as attribute and as element, Content
Credentials, texts of PNG and WebP, EXIF. Positives of `software.kind` say that a program made or changed
the picture, those of `software.program` name one. Three in ten were sent on by a messenger, which writes
the file anew: their marks are gone, no reader of bytes finds them, and they count as missed. Negatives
are camera files with the firmwares of phones, HDR (*computationalCapture*) and gallery pictures without
anything. `sources.source` and `sources.camera` only repeat what the phone and the file say."""

NEWSCODES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MADE = (
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic", "algorithmicMedia",
    "screenCapture", "algorithmicallyEnhanced", "composite", "humanEdits", "digitalCreation",
)  # fmt: skip
PROGRAMS = (
    "Adobe Photoshop 25.1 (Windows)", "Snapseed 2.21", "PicsArt", "Adobe Lightroom 9.2 (Android)", "GIMP 2.10.36",
    "Canva (Renderer)", "Meitu", "Polarr Photo Editor", "Midjourney v6", "DALL-E 3", "stable diffusion webui",
    "Adobe Firefly 2.0", "Microsoft Paint 11", "Remini 3.7", "CapCut 11.1", "PhotoRoom", "Pixlr X", "ChatGPT",
)  # fmt: skip


def picture(random: Random, kind: str = "JPEG", **options: object) -> bytes:
    """A small picture of noise, whose bytes hold anything that bytes may hold."""
    out = BytesIO()
    Image.frombytes("RGB", (48, 36), random.randbytes(48 * 36 * 3)).save(out, kind, **options)
    return out.getvalue()


def sent_on(body: bytes) -> bytes:
    """The file as a messenger writes it anew: pixels and nothing else."""
    out = BytesIO()
    with Image.open(BytesIO(body)) as image:
        Image.frombytes("RGB", image.size, image.convert("RGB").tobytes()).save(out, "JPEG", quality=75)
    return out.getvalue()


def saying(random: Random, kind: str) -> bytes:
    """A file that says of itself that it is of that kind, in one of the ways in which programs do."""
    address = NEWSCODES + kind
    attribute = f'<rdf:Description Iptc4xmpExt:DigitalSourceType="{address}"/>'
    element = f"<Iptc4xmpExt:DigitalSourceType>{address}</Iptc4xmpExt:DigitalSourceType>"
    xmp = f"<x:xmpmeta><rdf:RDF>{random.choice((attribute, element))}</rdf:RDF></x:xmpmeta>".encode()
    match random.choice(("jpeg", "png", "webp", "credentials")):
        case "jpeg":
            return picture(random, "JPEG", xmp=xmp)
        case "png":
            return _with_text(picture(random, "PNG"), b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + xmp)
        case "webp":
            return picture(random, "WEBP", xmp=xmp)
    claim = (
        b"jumb" + STORE + b"\x6fclaim_generator\x6aOpenAI-API\x71digitalSourceType\x78\x40" + address.encode()
    )
    body = b"JP\x00\x01\x00\x00\x00\x01" + claim
    plain = picture(random)
    return plain[:2] + b"\xff\xeb" + (len(body) + 2).to_bytes(2, "big") + body + plain[2:]


def by_program(random: Random, name: str) -> bytes:
    """A file that names the program which wrote it last."""
    match random.choice(("exif", "xmp", "png", "prompt")):
        case "exif":
            exif = Image.Exif()
            exif[0x0131] = name
            return picture(random, "JPEG", exif=exif)
        case "xmp":
            told = f'<x:xmpmeta><rdf:Description xmp:CreatorTool="{name}"/></x:xmpmeta>'
            return picture(random, "JPEG", xmp=told.encode())
        case "png":
            return _with_text(picture(random, "PNG"), b"tEXt", b"Software\x00" + name.encode())
    return _with_text(picture(random, "PNG"), b"tEXt", b"parameters\x00a clean drain, 4k, Steps: 20")


def of_a_phone(random: Random) -> bytes:
    """A file as a phone's camera writes it, its firmware among the notes."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Samsung", "SM-A127F"
    if firmware := random.choice(FIRMWARES):
        exif[0x0131] = firmware
    exif.get_ifd(0x8769).update({0x829A: 0.01, 0x8827: 200})
    told = f'DigitalSourceType="{NEWSCODES}{random.choice(("digitalCapture", "computationalCapture"))}"'
    more = {"xmp": f"<x:xmpmeta>{told}</x:xmpmeta>".encode()} if random.random() < 0.2 else {}
    return picture(random, "JPEG", exif=exif, **more)


def _with_text(png: bytes, name: bytes, body: bytes) -> bytes:
    whole = name + body
    chunk = len(body).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")
    return png[:33] + chunk + png[33:]


def told(body: bytes) -> Marks:
    """What the checks are told of a file."""
    found = marked(body)
    return Marks(**{name: found[name] for name in ("camera", "exposure", "software", "kinds")})


def marked_files(code: str) -> Iterator[Case]:
    """Files that say what the check looks for, as many that do not, and three in ten of the first sent on."""
    for number in range(CASES):
        random = Random(f"{code} {number}")
        body = (
            saying(random, random.choice(MADE))
            if code == "software.kind"
            else by_program(random, random.choice(PROGRAMS))
        )
        if random.random() < 0.3:
            body = sent_on(body)
        guilty = honest(300_000 + number, after="gallery")
        yield Case(with_after(guilty, replace(guilty.shots[1], marks=told(body))), guilty=True)
        plain = of_a_phone(random) if random.random() < 0.6 else sent_on(of_a_phone(random))
        innocent = honest(number, after=random.choice(("native", "gallery")))
        yield Case(with_after(innocent, replace(innocent.shots[1], marks=told(plain))), guilty=False)


def _from_gallery() -> Iterator[Case]:
    for number in range(CASES):
        yield Case(honest(number, before="camera", after="gallery"), guilty=True)
        yield Case(honest(number, before="camera", after="native"), guilty=False)


def _bare() -> Iterator[Case]:
    for number in range(CASES):
        of: Subject = honest(number, before="camera", after="native")
        yield Case(with_after(of, replace(of.shots[1], marks=Marks())), guilty=True)
        yield Case(of, guilty=False)


def scores() -> list[Score]:
    """Of each check of this family."""
    return [
        scored("software.kind", marked_files("software.kind")),
        scored("software.program", marked_files("software.program")),
        scored("sources.source", _from_gallery()),
        scored("sources.camera", _bare()),
    ]


def section() -> str:
    """What stands in docs/checks.md."""
    return f"{TEXT}\n\n{table(scores())}"
