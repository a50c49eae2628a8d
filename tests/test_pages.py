"""The page checker itself: a good page passes, and each fault is named."""

import pytest

from tests.pages import check_page

GOOD = """<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><title>Kegiatan</title><link rel="stylesheet" href="/static/main.css"></head>
<body>
<main id="isi">
<h1>Kegiatan</h1>
<a href="#isi">Langsung ke isi</a>
<form action="/cari" method="get"><label for="q">Cari</label><input id="q" name="q" type="search"></form>
<form action="/simpan" method="post">
<input type="hidden" name="csrf_token" value="abc">
<label>Judul <input name="title" aria-describedby="title-hint"></label><p id="title-hint">Paling banyak 80 huruf.</p>
<button type="submit">Simpan</button>
</form>
<img src="/foto.jpg" alt="Saluran sebelum dikeruk">
<svg aria-hidden="true"><use href="/static/icons.svg#check"></use></svg>
</main>
</body>
</html>
"""

FAULTS = [
    ('lang="id"', "", "<html> has no lang"),
    ("<title>Kegiatan</title>", "", "one title"),
    ("<h1>Kegiatan</h1>", "<h2>Kegiatan</h2>", "one <h1>, not 0"),
    ("<h1>Kegiatan</h1>", "<h1>Kegiatan</h1><h1>Lagi</h1>", "one <h1>, not 2"),
    ("</h1>", "</h1></section>", "end-tag-too-early"),
    ('id="title-hint"', 'id="q"', 'id="q" is used 2 times'),
    ('id="title-hint"', "", "aria-describedby names #title-hint"),
    ('for="q"', 'for="other"', "for names #other"),
    ('<label for="q">Cari</label>', "", 'name="q" type="search"> has no label'),
    ('<label for="q">Cari</label>', '<label for="q"> </label>', "has no label"),
    ('href="#isi"', 'href="#nowhere"', "leads to nothing"),
    (' alt="Saluran sebelum dikeruk"', "", "has no alt"),
    ('action="/simpan" ', "", "does not say where it goes"),
    ('action="/simpan" method="post"', 'action="/simpan"', 'method=""'),
    ('<input type="hidden" name="csrf_token" value="abc">', "", "carries 0 CSRF tokens"),
    ('type="submit"', "", "<button> has no type"),
    (">Simpan<", "><", "says nothing"),
    ("<h1>", '<h1 style="color: red">', "inline style"),
    ("<h1>", '<h1 onclick="go()">', "inline onclick"),
    ("<h1>", "<script>go()</script><h1>", "<script> is inline"),
    ('href="#isi"', 'href="javascript:go()"', "holds a script"),
    ('src="/foto.jpg"', 'src="https://example.org/foto.jpg"', "comes from another host"),
    ("Paling banyak", "{{ most }}", "a template shows through"),
]


def test_a_good_page_passes() -> None:
    check_page(GOOD)


@pytest.mark.parametrize(("good", "bad", "fault"), FAULTS, ids=[fault for *_, fault in FAULTS])
def test_each_fault_is_named(good: str, bad: str, fault: str) -> None:
    broken = GOOD.replace(good, bad, 1)

    assert broken != GOOD
    with pytest.raises(AssertionError) as raised:
        check_page(broken)

    assert fault in str(raised.value)
