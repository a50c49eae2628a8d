"""One published comparison in words and addresses, as cards, pages, frames and the feed show it."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.adapters.imaging import photos_of
from evidence.capture.categories import label
from evidence.compose.codes import printed
from evidence.core import reader
from evidence.core.text import holdable
from evidence.gallery.public.queries import Item
from evidence.gallery.sliding import compared, frame_size, sides


def card(item: Item) -> dict[str, Any]:
    """What a card says. The description is ours: the one that was approved may name a street."""
    area = photos_of(item.recipe)
    title = holdable(item.recipe.title)
    return {
        "title": title,
        "alt": _("Sebelum dan sesudah: %(name)s", name=title)
        if compared(item.recipe)
        else _("Foto kegiatan: %(name)s", name=title),
        "unit": item.unit,
        "place": ", ".join(item.place),
        "category": _(label(item.category)),
        "published_at": item.published_at,
        "url": url_for("public.item", code=item.code),
        "card_url": url_for("public.picture", code=item.code, size="kartu"),
        "preview_url": url_for("public.picture", code=item.code, size="pratinjau"),
        "width": area.width,
        "height": area.height,
        "practice": item.recipe.practice,
    }


def shown(item: Item, base: str) -> dict[str, Any]:
    """The same with all that the item's own page says; ``base`` is how whole addresses begin."""
    made, area = card(item), photos_of(item.recipe)
    pair = sides(item.recipe, area)
    when = reader.date_text(item.published_at)
    # What the frame on another page shows: one of the two over the other, or the whole.
    across, down = (pair[0]["width"], pair[0]["height"]) if pair else area.size
    return {
        **made,
        "code": printed(item.code),
        "pair": pair,
        "seen": (across, down),
        "frame": frame_size(
            across, down, made["title"], f"{item.unit} · {_('terbit %(when)s', when=when)}", slides=bool(pair)
        ),
        "image_url": url_for("public.picture", code=item.code, size="foto"),
        "page_url": base + made["url"],
        "image_absolute": base + made["preview_url"],
        "embed_url": base + url_for("public.embed", code=item.code),
        "proof_url": base + url_for("proof.page", code=item.code),
        "takedown_url": url_for("privacy.ask", kode=printed(item.code)),
        "dates": _dates(item),
        "when": when,
    }


def _dates(item: Item) -> list[dict[str, str]]:
    """The dates that stand on the picture, in the page's own language."""
    recipe = item.recipe
    words = {"SEBELUM": _("Foto sebelum"), "SESUDAH": _("Foto sesudah")}
    if len(recipe.dates) != len(recipe.labels):
        return [{"label": _("Tanggal"), "date": reader.reworded(each)} for each in recipe.dates[:1]]
    return [
        {"label": words.get(name, name), "date": reader.reworded(date)}
        for name, date in zip(recipe.labels, recipe.dates, strict=True)
    ]
