"""``evidence compose``: the pictures of two files, by the same engine and without a database."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from evidence.adapters import imaging
from evidence.compose import files
from evidence.compose.carousel import FILE_WORDS, carousel, file_name
from evidence.compose.recipes import NO_DATE, believed
from evidence.core.clock import WIB, long_date, now
from evidence.core.errors import DomainError

LAYOUTS = ("side", "stack", "inset")
# A photo that is enlarged more than this looks soft to anybody.
MOST_ENLARGED = 2.0


class _Formats(click.ParamType[tuple[str, ...]]):
    """One or several formats with commas between them."""

    name = "format[,format]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        names = tuple(part.strip() for part in value.split(","))
        for name in names:
            if name not in imaging.FORMATS:
                self.fail(f"{name!r}: pilih dari {', '.join(imaging.FORMATS)}.", param, ctx)
        return names


class _Frame(click.ParamType[imaging.Frame]):
    """X,Y or X,Y,ZOOM in percent: the point to keep in the middle, and how near."""

    name = "x,y[,zoom]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> imaging.Frame:
        try:
            x, y, zoom = [*(float(part) for part in value.split(",")), 100.0][:3]
            return imaging.Frame(round(x * 10), round(y * 10), round(zoom))
        except ValueError:
            self.fail(f"{value!r}: tulis X,Y atau X,Y,ZOOM dalam persen, misalnya 50,30,150.", param, ctx)


@click.command("compose")
@click.argument("before", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    help="A .jpg file for one picture, a folder for several.",
)
@click.option(
    "--format",
    "formats",
    type=_Formats(),
    multiple=True,
    help="Of portrait (the default), square, story and landscape; may be given several times.",
)
@click.option("--carousel", "slides", is_flag=True, help="The comparison as a cover, then each photo alone.")
@click.option(
    "--layout", type=click.Choice(LAYOUTS), help="By default the one that loses least of the photos."
)
@click.option("--label-before", default="SEBELUM", show_default=True, help="What stands on BEFORE.")
@click.option("--label-after", default="SESUDAH", show_default=True, help="What stands on AFTER.")
@click.option("--title", default="", help="What was done.")
@click.option("--place", default="", help="Where it was done.")
@click.option("--unit", default="", help='Who did it, with its kind ("Kelurahan Mojo").')
@click.option(
    "--date-before", type=click.DateTime(["%Y-%m-%d"]), help="By default the camera's, unless it cannot be."
)
@click.option(
    "--date-after", type=click.DateTime(["%Y-%m-%d"]), help="By default the camera's, unless it cannot be."
)
@click.option(
    "--theme",
    type=click.Choice(list(imaging.THEMES)),
    default="wedel",
    show_default=True,
    help="The band's colours.",
)
@click.option(
    "--crest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A picture of the unit's crest or logo.",
)
@click.option("--code", default="", help="A short code in the corner.")
@click.option("--link", default="", help=f"An address behind a QR code, at most {imaging.MOST_LINK} bytes.")
@click.option(
    "--frame-before",
    type=_Frame(),
    help="The point of BEFORE to keep in the middle, and how near, in percent.",
)
@click.option("--frame-after", type=_Frame(), help="The same of AFTER.")
@click.option("--whole", is_flag=True, help="Show the photos whole, on a calm ground.")
def compose(
    before: Path, after: Path, out: Path, formats: tuple[tuple[str, ...], ...], slides: bool, **told: Any
) -> None:
    """Put BEFORE and AFTER on one picture, as a JPEG at OUT, or on several in the folder OUT.

    The same files and words give the same bytes. Nothing is written when a photo cannot be used.
    """
    if not imaging.scannable(os.fsencode(told["link"]).decode("utf-8", "replace")):
        raise click.UsageError(f"--link: alamat di balik kode QR paling panjang {imaging.MOST_LINK} bita.")
    bodies = [files.read(path) for path in (before, after)]
    crest = files.crest(told["crest"]) if told["crest"] else b""
    photos = [files.examined(path, body) for path, body in zip((before, after), bodies, strict=True)]
    wanted = list(dict.fromkeys(name for names in formats for name in names))
    for name in wanted or ["portrait"]:
        if told["layout"] and not imaging.offered(name, told["layout"]):
            raise click.UsageError(f"--layout: format {name} tidak mempunyai susunan {told['layout']}.")
    try:
        recipes = _recipes(bodies, photos, wanted, slides, **{**told, "crest": crest})
        places = files.places(out, list(recipes))
        pictures = imaging.compose_all(list(recipes.values()), bodies, crest)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None
    for path, enlarged in _enlarged((before, after), photos, recipes):
        click.echo(f"{path}: foto ini kecil dan dibesarkan {enlarged} kali, jadi tampak kabur.", err=True)
    if out not in places:
        files.make(out)
    for path, picture in zip(places, pictures, strict=True):
        files.write(path, picture)
        click.echo(f"{path}: {len(picture) / 1000:.0f} KB")


def _recipes(
    bodies: Sequence[bytes], photos: Sequence[imaging.Examined], formats: list[str], slides: bool, **told: Any
) -> dict[str, imaging.Recipe]:
    """Each picture by what it is called. A carousel has the ratio of the first format."""
    made = {
        FILE_WORDS[name]: _recipe(bodies, photos, format=name, **told) for name in formats or ["portrait"]
    }
    main = next(iter(made.values()))
    if slides:
        sizes = [(photo.width, photo.height) for photo in photos]
        made = made if formats else {}
        made.update((f"korsel-{number}", each) for number, each in enumerate(carousel(main, sizes), 1))
    days = [day for day in _days(photos, **told) if day]
    return {
        file_name(told["unit"], days[-1] if days else None, told["title"], name): each
        for name, each in made.items()
    }


def _recipe(bodies: Sequence[bytes], photos: Sequence[imaging.Examined], **told: Any) -> imaging.Recipe:
    sizes = [(photo.width, photo.height) for photo in photos]
    frames = (told["frame_before"], told["frame_after"])
    return imaging.Recipe(
        photos=tuple(hashlib.sha256(body).hexdigest() for body in bodies),
        title=told["title"],
        unit=told["unit"],
        place=told["place"],
        dates=tuple(long_date(day) if day else NO_DATE for day in _days(photos, **told)),
        labels=(told["label_before"], told["label_after"]),
        format=told["format"],
        layout=told["layout"] or imaging.best_layout(sizes, told["format"]),
        theme=imaging.THEMES[told["theme"]],
        frames=tuple(frame or imaging.Frame() for frame in frames) if any(frames) else (),
        whole=True if told["whole"] else None,
        crest=hashlib.sha256(told["crest"]).hexdigest() if told["crest"] else "",
        code=told["code"],
        link=told["link"],
    )


def _enlarged(
    paths: Sequence[Path], photos: Sequence[imaging.Examined], recipes: Mapping[str, imaging.Recipe]
) -> Iterator[tuple[Path, str]]:
    """The photos that are enlarged beyond what looks sharp, and how many times on the comparison that does it most."""
    sizes = [(photo.width, photo.height) for photo in photos]
    shown = [imaging.scales(each, sizes) for each in recipes.values() if len(each.photos) == len(sizes)]
    for path, scales in zip(paths, zip(*shown, strict=True), strict=True):
        if max(scales) > MOST_ENLARGED:
            yield path, f"{max(scales):.1f}".replace(".", ",")


def _days(photos: Sequence[imaging.Examined], **told: Any) -> list[date | None]:
    """What was told holds; what a camera wrote only where the house itself would believe it."""
    given = (told["date_before"], told["date_after"])
    moments = [day or _written(photo) for day, photo in zip(given, photos, strict=True)]
    return [moment.date() if moment else None for moment in moments]


def _written(photo: imaging.Examined) -> datetime | None:
    return believed(photo.taken_at.replace(tzinfo=WIB) if photo.taken_at else None, now())
