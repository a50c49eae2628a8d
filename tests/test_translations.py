"""English says everything that Indonesian says, with the same parameters, and nothing is said unmarked."""

import ast
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo

from install import ROOT
from tests.translations import ENGLISH, collected, english, in_step

# ``%(name)s`` and ``%%`` are for Python, ``{name}`` is filled in by the page's script.
PARAMETER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
# Words that every longer Indonesian sentence has one of, and no English one.
INDONESIAN = re.compile(
    r"\b(yang|dan|untuk|tidak|dengan|belum|sudah|akan|dari|ini|itu|Anda|di|ke|foto|akun|unggahan|kegiatan)\b"
)
# An example of a title, which is the title of a real kind of work.
QUOTED = "Kuras saluran Jl. Kyai Mojo"

# What these say is not for a reader who chose a language.
NOT_FOR_READERS = {
    "evidence/embedded/": "speaks to whoever sits at the console, where nobody chose a language",
    "evidence/cli.py": "the same",
    "evidence/core/commands.py": "the same",
    "evidence/capture/cli.py": "the same",
    "evidence/compose/cli.py": "the same",
    "evidence/units/cli.py": "the same",
    "evidence/integrity/cli.py": "the same",
    "evidence/integrity/redacting.py": "the same",
    "evidence/integrity/report.py": "the same",
    "evidence/integrity/running.py": "the same",
    "evidence/app.py": "configures what the sign-in library would flash, which it never does here",
    "evidence/compose/caption.py": "proposes words for residents, which are Indonesian whoever proposes",
    "evidence/reports/papers/words.py": "writes an Indonesian office's papers, whoever asks for them",
    "evidence/reports/papers/board/phrasing.py": "the same",
    "evidence/reports/papers/coverage/phrasing.py": "the same",
    "evidence/reports/coverage/sample.py": "keeps what a newspaper said, in its own language",
    "evidence/practice/wire.py": "names the fields of a call to the programmer who made it",
    "evidence/practice/orders.py": "the same",
}


def said() -> list[Message]:
    return [message for message in collected() if message.id]


def written() -> list[Message]:
    return [message for message in english() if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A message's text in each number that it has."""
    return (text,) if isinstance(text, str) else tuple(text)


def key(message: Message) -> tuple[str | None, str]:
    return message.context, forms(message.id)[0]


def test_each_sentence_has_its_english() -> None:
    translated = {key(message) for message in written() if all(forms(message.string))}

    assert {key(message) for message in said()} - translated == set()


def test_no_english_is_left_over() -> None:
    assert {key(message) for message in written()} - {key(message) for message in said()} == set()


def test_no_english_is_a_guess() -> None:
    assert [message.id for message in english() if message.fuzzy] == []


def test_the_catalogue_is_as_make_translations_writes_it() -> None:
    assert ENGLISH.read_bytes() == in_step()


def test_each_translation_takes_the_parameters_of_its_sentence() -> None:
    different = [
        message.id
        for message in written()
        for text in forms(message.string)
        if Counter(PARAMETER.findall(forms(message.id)[0])) != Counter(PARAMETER.findall(text))
    ]

    assert different == []


def test_english_is_not_indonesian() -> None:
    texts = [text.replace(QUOTED, "") for message in written() for text in forms(message.string)]

    assert [text for text in texts if INDONESIAN.search(text)] == []


def test_the_product_reads_this_catalogue() -> None:
    compiled, expected = ENGLISH.with_suffix(".mo"), io.BytesIO()
    write_mo(expected, english())

    assert compiled.exists(), "make test compiles it"
    assert compiled.read_bytes() == expected.getvalue(), "make test compiles it again"


# ---------------------------------------------------------------------------------------------- marking
def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """What reads like a sentence in a module: a capital first, several words, a full stop last."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # Docstrings are for programmers, and the keys of a table are never said.
    passed_over = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    passed_over |= {id(name) for node in ast.walk(tree) if isinstance(node, ast.Dict) for name in node.keys}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed_over.update(id(part) for part in node.values)
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if id(node) not in passed_over and re.fullmatch(r"[A-Z“].*\s.*[.?]", text, re.DOTALL):
            yield node.lineno, text


def test_each_sentence_in_the_code_is_marked_for_translation() -> None:
    known = {form for message in said() for form in forms(message.id)}
    unmarked = [
        f"{name}:{line}: {text}"
        for path in sorted((ROOT / "evidence").rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(tuple(NOT_FOR_READERS))
        for line, text in sentences(path)
        if text not in known
    ]

    assert unmarked == []


def test_what_is_not_for_readers_still_says_something() -> None:
    for start in NOT_FOR_READERS:
        paths = [path for path in (ROOT / "evidence").rglob("*.py") if start in path.as_posix()]
        assert any(list(sentences(path)) for path in paths), f"{start} says no sentence any more"


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Langsung ke isi", id="a template"),
        pytest.param("Halaman ini bukan untuk peran Anda.", id="a refusal"),
        pytest.param("RT dan RW ditulis dengan angka 1 sampai 999.", id="what a refusal says of a field"),
        pytest.param("Judul kegiatan", id="a form"),
        pytest.param("Wajib diisi.", id="the form library"),
        pytest.param("Saluran & drainase", id="a category"),
        pytest.param("Kegiatan dibuat", id="the trail"),
        pytest.param("Akun sedang ditahan.", id="a hold"),
        pytest.param("jejaring menjawab %(status)s", id="a network's refusal"),
        pytest.param("Jejaring latihan", id="a network's name"),
        pytest.param("Gangguan latihan: jejaring menolak unggahan ini.", id="the practice network"),
    ],
)
def test_every_place_where_words_stand_is_collected(sentence: str) -> None:
    assert sentence in {message.id for message in said()}
