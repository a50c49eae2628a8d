"""The sentences of the product, collected from code and templates, and the English catalogue kept in step with them.

``python -m tests.translations`` adds what is new to translations/en and drops what is gone; the English itself is
written by hand.
"""

import ast
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po

from install import ROOT

ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def refusals() -> set[str]:
    """Names of the exceptions whose first argument is a sentence: DomainError and everything beneath it.

    The errors of adapters are left out: they carry codes and technical words, and tables turn them into sentences.
    """
    rooms = [path for path in (ROOT / "evidence").rglob("*.py") if "adapters" not in path.parts]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in rooms]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found, before = {"DomainError"}, 0
    while len(found) > before:
        before = len(found)
        found |= {each.name for each in classes if found & {ast.unparse(base) for base in each.bases}}
    return found


def sentences() -> Iterator[tuple[str | tuple[str, ...], str, int]]:
    """Each message id with the file and line that says it; a pair for singular and plural."""
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None, **dict.fromkeys(refusals())}
    options = {"trimmed": "true", "silent": "false"}
    for folder, ending, method in (("evidence", "*.py", "python"), ("templates", "*.html", "jinja2")):
        for path in sorted((ROOT / folder).rglob(ending)):
            for line, message, _comments, _context in extract_from_file(
                method, path, keywords, options=options
            ):
                if message and not (isinstance(message, tuple) and not message[0]):
                    yield message, path.relative_to(ROOT).as_posix(), line


def collected() -> Catalog:
    """All sentences as a catalogue without translations."""
    catalogue = Catalog(project="Bukti", charset="utf-8", fuzzy=False)
    for message, path, line in sentences():
        catalogue.add(message, locations=[(path, line)])
    return catalogue


def english() -> Catalog:
    """The catalogue as it is committed; empty when there is none."""
    if not ENGLISH.exists():
        return Catalog(locale="en", project="Bukti", charset="utf-8", fuzzy=False)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def main() -> None:
    """Bring the English catalogue in step, leaving new sentences untranslated."""
    catalogue = english()
    catalogue.update(collected(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        # Line numbers would change the file with every edit of the code.
        write_po(file, catalogue, width=100, omit_header=False, no_location=True, sort_output=True)


if __name__ == "__main__":
    main()
