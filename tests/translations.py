"""The sentences of the product, collected from code and templates, and the English catalogue kept in step with them.

``make translations`` adds what is new to translations/en and drops what is gone; the English itself is written by hand.
"""

import ast
import io
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from install import ROOT

ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
# Where a sentence stands among the arguments, for what the extractor does not know by itself.
CARRIERS: Mapping[str, object] = {
    "lazy_gettext": None,
    "lazy_pgettext": ((1, "c"), 2),
    # The practice network's answer: a status, a code and a sentence.
    "Refusal": (3,),
}


def refusals() -> set[str]:
    """Names of the exceptions whose first argument is a sentence: DomainError and everything beneath it.

    The errors of adapters are left out: they carry codes and technical words, and mark their sentences themselves.
    """
    rooms = [path for path in (ROOT / "evidence").rglob("*.py") if "adapters" not in path.parts]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in rooms]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found, before = {"DomainError"}, 0
    while len(found) > before:
        before = len(found)
        found |= {each.name for each in classes if found & {ast.unparse(base) for base in each.bases}}
    return found


def sentences() -> Iterator[tuple[str | tuple[str, ...], str | None, str, int]]:
    """Each message id with its context and the file and line that says it; a pair for singular and plural."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in told]
    options = {
        each["pattern"]: {key: value for key, value in each.items() if key not in ("pattern", "method")}
        for each in told
    }
    folders = {Path(pattern).parts[0] for pattern, _method in methods}
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords={**DEFAULT_KEYWORDS, **CARRIERS, **dict.fromkeys(refusals())},  # type: ignore[arg-type]
        directory_filter=lambda folder: Path(folder).relative_to(ROOT).parts[0] in folders,
    )
    for path, line, message, _comments, context in found:
        if message and not (isinstance(message, tuple) and not message[0]):
            yield message, context, path, line


@cache
def collected() -> Catalog:
    """All sentences as a catalogue without translations."""
    catalogue = Catalog(project="Bukti", charset="utf-8", fuzzy=False)
    for message, context, path, line in sentences():
        catalogue.add(message, locations=[(path, line)], context=context)
    return catalogue


def english() -> Catalog:
    """The catalogue as it is committed; empty when there is none."""
    if not ENGLISH.exists():
        return Catalog(locale="en", project="Bukti", charset="utf-8", fuzzy=False)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def in_step() -> bytes:
    """The catalogue as it should be committed: with every sentence of the product, new ones without their English."""
    catalogue = english()
    catalogue.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = io.BytesIO()
    # Line numbers would change the file with every edit of the code.
    write_po(written, catalogue, width=110, no_location=True, sort_output=True)
    return written.getvalue()


if __name__ == "__main__":
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(in_step())
