"""Files that say of themselves how they were made: XMP, Content Credentials and texts, as programs write them."""

from io import BytesIO

from PIL import Image

from tests.adapters.pictures import chunk, four_corners, jpeg, png

PLAIN = jpeg(four_corners((160, 120)))
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# The number by which a store of Content Credentials names itself.
STORE = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x008\x9bq"


def with_segment(marker: int, body: bytes, file: bytes = PLAIN) -> bytes:
    """The JPEG with one more segment in front."""
    return file[:2] + bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body + file[2:]


def with_xmp(text: str, file: bytes = PLAIN) -> bytes:
    """The JPEG with an XMP packet."""
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description {text}/></rdf:RDF></x:xmpmeta>'
    return with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + packet.encode(), file)


def with_kind(kind: str) -> bytes:
    """The JPEG whose XMP tells of that digital source type."""
    return with_xmp(f'Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}{kind}"')


def with_credentials(kind: str, generator: str = "OpenAI-API") -> bytes:
    """The JPEG with Content Credentials of that digital source type, as a maker of pictures writes them."""
    told = generator.encode()
    claim = b"\x6fclaim_generator" + bytes([0x60 + len(told)]) + told
    body = (
        b"JP\x00\x01\x00\x00\x00\x01" + b"\x00\x00\x00\x80jumb\x00\x00\x00\x1ejumd" + STORE + b"\x03c2pa\x00"
    )
    return with_segment(0xEB, body + claim + b"digitalSourceType" + (SOURCE_TYPE + kind).encode())


def with_exif(software: str = "", camera: str = "", exposure: bool = False) -> bytes:
    """The JPEG with a camera's notes."""
    notes = Image.Exif()
    if software:
        notes[0x0131] = software
    if camera:
        notes[0x010F], notes[0x0110] = "Samsung", camera
    if exposure:
        notes.get_ifd(0x8769).update({0x829A: 0.01, 0x8827: 100})
    out = BytesIO()
    Image.open(BytesIO(PLAIN)).save(out, "JPEG", exif=notes)
    return out.getvalue()


def png_with_text(name: str, text: str) -> bytes:
    """A PNG with a text of a program."""
    whole = png(four_corners((160, 120)))
    return whole[:33] + chunk(b"tEXt", name.encode() + b"\x00" + text.encode()) + whole[33:]


def png_with_xmp(kind: str) -> bytes:
    """A PNG whose XMP tells of that digital source type."""
    whole = png(four_corners((160, 120)))
    body = b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + f'DigitalSourceType="{SOURCE_TYPE}{kind}"'.encode()
    return whole[:33] + chunk(b"iTXt", body) + whole[33:]
