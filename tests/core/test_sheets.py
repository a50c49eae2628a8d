"""The one way in which every CSV of the house is written, and that there is no other."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest

from evidence.core.sheets import Sheet, text
from install import ROOT


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (date(2026, 4, 5), "2026-04-05"),
        # Half past nine in the evening in UTC is the next morning in WIB.
        (datetime(2026, 11, 25, 21, 30, tzinfo=UTC), "2026-11-26 04:30"),
        (12.25, "12,2"),
        (-3, "-3"),
        (True, "1"),
        (None, ""),
        ("biasa", "biasa"),
        ("satu\r\ndua\n=tiga", "satu | dua | =tiga"),
        ("=1+1", "'=1+1"),
        ("@a", "'@a"),
        ("-", "'-"),
        ("+62", "'+62"),
        ("\t=1+1", "'\t=1+1"),
        ("\n=1+1", "' | =1+1"),
    ],
)
def test_a_value_stands_as_every_table_program_reads_it(value: object, cell: str) -> None:
    assert text(value) == cell


def test_a_file_names_its_columns_first_and_says_in_each_row_what_is_true_of_all() -> None:
    sheet = Sheet(["Unit", "Hari"], {"Saringan": '=a;"b"'})
    sheet.row(["Kelurahan Mojo", date(2026, 4, 5)])
    sheet.row(["Jebres; Kota", None])

    file = sheet.end()

    assert file.startswith(b"\xef\xbb\xbfUnit;Hari;Saringan\r\nKelurahan Mojo;2026-04-05;")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1:] == [
        ["Kelurahan Mojo", "2026-04-05", '\'=a;"b"'],
        ["Jebres; Kota", "", '\'=a;"b"'],
    ]


def test_nothing_else_of_the_product_writes_csv() -> None:
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "evidence").rglob("*.py")
        if re.search(r"csv\.(writer|DictWriter)|from csv import", path.read_text(encoding="utf-8"))
    }

    assert writers == {"evidence/core/sheets.py"}
