"""Words that are looked for: found by their roots, whatever stands before and behind them."""

import random

from alembic.script import ScriptDirectory
from sqlalchemy import Text, cast, func, select, update

from evidence.capture.models import Activity
from evidence.core.db import MIGRATIONS
from evidence.gallery.conditions import asked_words
from tests import factories
from tests.factories import MOJO
from tests.house import House

# Each root as titles have it.
FAMILIES = (
    "kuras menguras pengurasan dikuras",
    "tanam menanam penanaman menanami",
    "tata menata penataan ditata",
    "tambal menambal penambalan",
    "tebang menebang penebangan",
    "tutup menutup penutupan",
    "keruk mengeruk pengerukan",
    "cat mengecat pengecatan",
    "las mengelas pengelasan",
    "pel mengepel pengepelan",
    "aspal mengaspal pengaspalan",
    "angkat mengangkat pengangkatan",
    "periksa memeriksa pemeriksaan",
    "potong memotong pemotongan",
    "sapu menyapu penyapuan",
    "bersih membersihkan pembersihan",
)
ODD = (
    "'",
    "\\",
    "&",
    "|",
    "!",
    "(",
    ")",
    ":*",
    "<->",
    '"',
    "-",
    "or",
    "OR",
    "%",
    "menguras",
    "é",
    "-menata",
    " ",
    "RT/RW",
)


def titles(house: House, asked: str) -> set[str]:
    with house.sessions() as session:
        found = session.scalars(select(Activity.title).where(Activity.words.op("@@")(asked_words(asked))))
        return set(found)


def test_each_of_a_family_finds_all_of_it_and_nobody_else(house: House) -> None:
    for family in FAMILIES:
        for word in family.split():
            factories.activity(house, MOJO, title=f"{word.capitalize()} saluran")

    for family in FAMILIES:
        wanted = {f"{word.capitalize()} saluran" for word in family.split()}
        for word in family.split():
            assert titles(house, word) == wanted, word
            assert titles(house, f"saluran {word.upper()}") == wanted, word
    # What is asked in an order, or must not be there, is taken as it stands.
    assert titles(house, '"pengurasan saluran"') == {"Menguras saluran", "Pengurasan saluran"}
    assert titles(house, "saluran -kuras") == titles(house, "saluran") - titles(house, "kuras")


def test_one_of_several_words_is_enough_where_atau_stands_between_them(house: House) -> None:
    drains, lanes, both = "Menguras saluran", "Penambalan gang", "Cat saluran atau gang"
    for title in (drains, lanes, both):
        factories.activity(house, MOJO, title=title)

    assert titles(house, "kuras atau tambal") == titles(house, "kuras OR tambal") == {drains, lanes}
    assert titles(house, "cat saluran atau tambal") == {lanes, both}
    assert titles(house, "atau kuras atau") == titles(house, "gapura atau kuras") == {drains}
    assert titles(house, '"saluran atau gang"') == {both}
    assert titles(house, "gang -tambal atau kuras") == {drains, both}


def test_words_that_only_join_others_need_not_be_there(house: House) -> None:
    for title in ("Cat gapura gang", "Cat gapura untuk warga"):
        factories.activity(house, MOJO, title=title)

    assert titles(house, "cat gapura yang di gang") == {"Cat gapura gang"}
    assert titles(house, "untuk") == {"Cat gapura untuk warga"}
    assert titles(house, '"gapura untuk warga"') == {"Cat gapura untuk warga"}


def test_what_was_written_before_is_found_the_same_way(house: House) -> None:
    bent = factories.activity(house, MOJO, title="Pengurasan saluran")
    straight = factories.activity(house, MOJO, title="Kuras saluran")
    of = update(Activity).where(Activity.id.in_([bent, straight]))
    with house.sessions.begin() as session:
        session.execute(of.values(words=func.to_tsvector("indonesian", Activity.title)))
    assert titles(house, "kuras") == {"Kuras saluran"}

    migration = ScriptDirectory(MIGRATIONS).get_revision("0043").module
    with house.sessions.begin() as session:
        migration.fill(session.connection())

    assert titles(house, "kuras") == {"Kuras saluran", "Pengurasan saluran"}


def test_nothing_that_is_written_fails(house: House) -> None:
    dice = random.Random(42)
    with house.sessions() as session:
        for _ in range(500):
            asked = dice.choice(("", " ")).join(dice.choices(ODD, k=dice.randint(1, 6)))
            assert session.scalar(select(cast(func.words_asked(asked), Text))) is not None, asked
        assert session.scalar(select(cast(func.words_asked(" ! "), Text))) == ""
