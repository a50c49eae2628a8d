"""What each error of Meta's networks means for us: one table for Instagram, Facebook Pages and Threads.

A row says what to do at a step that may be repeated and what the same error proves about the publish call. Nothing is
said there where the error is no proof that nothing was posted: a server's fault, a block, "posted already".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evidence.adapters.networks.base import Remedy
from evidence.core.words import N_

WAIT, KEEP, ANEW = Remedy.WAIT, Remedy.KEEP, Remedy.ANEW
FAIL, RECONNECT, PAUSE = Remedy.FAIL, Remedy.RECONNECT, Remedy.PAUSE

# From here on a subcode has the same meaning under every code, and may come alone in the words of a container.
_OF_ITS_OWN = 1000
_WORD = re.compile(r"[A-Z][A-Z_]+|[0-9]{7}", re.ASCII)


@dataclass(frozen=True)
class Row:
    """``step``: what to do after a repeatable call; ``publish``: after the publish call, None where it proves nothing.

    ``reason`` empty means the network's own words. ``wait`` is in seconds, where the network names no time itself.
    ``pauses``: an outcome that is not known lets the account rest until a person has looked.
    """

    reason: str
    step: Remedy
    publish: Remedy | None = None
    wait: float | None = None
    pauses: bool = False


_BUSY = Row(N_("jejaring sedang terganggu"), WAIT)
_THROTTLED = Row(N_("jejaring membatasi banyaknya panggilan"), WAIT, WAIT)
_NOT_ALLOWED = Row(N_("izin aplikasi untuk akun ini dicabut atau kurang"), RECONNECT, RECONNECT)
_TOKEN = Row(N_("sambungan akun tidak berlaku lagi"), RECONNECT, RECONNECT)
_SIGN_IN = Row(N_("pemilik akun harus masuk lagi di jejaring"), RECONNECT, RECONNECT)
_BLOCKED = Row(N_("jejaring menahan akun ini karena aturannya"), PAUSE, None, pauses=True)
_RESTRICTED = Row(N_("akun dibatasi atau tidak aktif, buka aplikasinya"), PAUSE, PAUSE)
_CONFIRM = Row(N_("akun harus dikonfirmasi dulu di aplikasinya"), PAUSE, PAUSE)
_ALREADY = Row(N_("jejaring berkata sudah terbit"), FAIL)
_TAKE_AGAIN = Row(N_("jejaring gagal mengolah gambar"), ANEW)
_UNREAD = Row(N_("jejaring tidak dapat mengambil gambar"), WAIT)

TABLE: Mapping[tuple[int, int], Row] = {
    # ------------------------------------------------------------------------ of all three networks
    (1, 0): _BUSY,
    (2, 0): _BUSY,
    (3, 0): _NOT_ALLOWED,
    (10, 0): _NOT_ALLOWED,
    **{(code, 0): _NOT_ALLOWED for code in range(200, 300)},
    **{(code, 0): _THROTTLED for code in (4, 17, 32, 341, 613, *range(80_000, 80_015))},
    # Has been an outage of theirs on reads of fresh objects, so it is never taken for a lost token.
    (100, 33): Row(N_("jejaring berkata tidak ada, atau tidak boleh dilihat"), WAIT),
    (102, 0): _TOKEN,
    (190, 0): _TOKEN,
    (190, 458): Row(N_("aplikasi dilepas oleh pemilik akun"), RECONNECT, RECONNECT),
    (190, 459): _SIGN_IN,
    (190, 460): Row(N_("kata sandi akun diganti"), RECONNECT, RECONNECT),
    (190, 463): Row(N_("sambungan akun kedaluwarsa"), RECONNECT, RECONNECT),
    (190, 464): _SIGN_IN,
    (190, 467): _TOKEN,
    (190, 492): Row(N_("penyambung akun tidak lagi berperan di Halaman"), RECONNECT, RECONNECT),
    (368, 0): _BLOCKED,
    (506, 0): _ALREADY,
    (1_609_005, 0): Row(N_("tautan di teks tidak dapat dibaca jejaring"), FAIL, FAIL),
    # ------------------------------------------------------------------------ Instagram and Threads
    # Has been the answer to a post that went live.
    (4, 2_207_051): _BLOCKED,
    (9, 0): Row(N_("kuota jejaring habis untuk saat ini"), KEEP, KEEP, wait=3600.0),
    (9, 2_207_042): Row(N_("kuota jejaring habis untuk saat ini"), KEEP, KEEP, wait=3600.0),
    (9004, 2_207_052): _UNREAD,
    (9007, 2_207_027): Row(N_("gambar belum selesai diolah jejaring"), KEEP, KEEP, wait=60.0),
    # Whoever gets this looks at the container before it decides (`containers.Containers.publish`).
    (24, 2_207_008): Row(N_("jejaring belum mengenal wadah unggahan"), KEEP, KEEP, wait=30.0),
    (25, 2_207_050): _RESTRICTED,
    (-2, 2_207_003): Row(N_("jejaring tidak dapat mengambil gambar"), ANEW),
    (-2, 2_207_020): Row(N_("wadah unggahan kedaluwarsa"), ANEW, ANEW),
    (24, 2_207_006): Row(N_("wadah unggahan tidak ditemukan"), ANEW),
    (-1, 2_207_001): _BUSY,
    (-1, 2_207_032): _BUSY,
    (-1, 2_207_053): _BUSY,
    (36_000, 2_207_004): Row(N_("berkas gambar terlalu besar bagi jejaring"), FAIL, FAIL),
    (36_001, 2_207_005): Row(N_("jenis gambar tidak diterima jejaring"), FAIL, FAIL),
    (36_003, 2_207_009): Row(N_("bentuk gambar tidak diterima jejaring"), FAIL, FAIL),
    (36_004, 2_207_010): Row(N_("teks terlalu panjang bagi jejaring"), FAIL, FAIL),
    (100, 2_207_028): Row(N_("banyaknya gambar tidak diterima jejaring"), FAIL, FAIL),
    (100, 2_207_023): Row(N_("jenis unggahan tidak dikenal jejaring"), FAIL, FAIL),
    (100, 2_207_040): Row(N_("sebutan akun di teks terlalu banyak"), FAIL, FAIL),
    (352, 2_207_026): Row(N_("jenis gambar tidak diterima jejaring"), FAIL, FAIL),
    (-1, 2_207_073): Row(N_("unggahan jenis ini tidak dapat dihapus dari sini"), FAIL),
    # Seen, though their documentation does not name them.
    (-2, 2_207_077): _TAKE_AGAIN,
    (-1, 2_207_081): Row(N_("jenis unggahan tidak dikenal jejaring"), FAIL, FAIL),
    (-1, 2_207_082): _TAKE_AGAIN,
    (-1, 2_207_085): _TAKE_AGAIN,
    (10, 4_279_013): _RESTRICTED,
    # ------------------------------------------------------------------------ Facebook Pages
    (100, 1_366_046): Row(N_("gambar lebih dari 4 MB atau bukan JPEG"), FAIL, FAIL),
    (100, 1_366_051): _ALREADY,
    (100, 2_069_019): Row(N_("berkas gambar rusak"), FAIL, FAIL),
    (368, 1_390_008): Row(N_("jejaring merasa terlalu cepat"), WAIT, None, wait=3600.0, pauses=True),
    (368, 1_346_003): _BLOCKED,
    (368, 1_404_102): _BLOCKED,
    (200, 1_404_078): Row(N_("Halaman perlu izin menerbitkan dari Facebook"), PAUSE, PAUSE),
    (368, 1_404_112): _CONFIRM,
    (368, 4_854_002): _CONFIRM,
}

_BY_SUBCODE: Mapping[int, Row] = {
    subcode: row for (_, subcode), row in TABLE.items() if subcode > _OF_ITS_OWN
}

# What Threads says in words instead of numbers: of a text that it refuses, and of a container that failed.
SAID: Mapping[str, Row] = {
    "THREADS_API__LINK_LIMIT_EXCEEDED": Row(N_("tautan di teks terlalu banyak"), FAIL),
    "INVALID_ASPEC_RATIO": Row(N_("bentuk gambar tidak diterima jejaring"), FAIL),
    "FAILED_DOWNLOADING_VIDEO": _TAKE_AGAIN,
    "UNKNOWN": _TAKE_AGAIN,
}


def row(code: int, subcode: int) -> Row | None:
    """The row of an error, None when nobody has told us of it. A subcode says more than its code."""
    return TABLE.get((code, subcode)) or _BY_SUBCODE.get(subcode) or TABLE.get((code, 0))


def proof(code: int, subcode: int) -> Remedy | None:
    """What to do after a publish call, None where the error does not prove that nothing was posted.

    A subcode that nobody has told us of may say more than its code, as "blocked" does under the code of throttling.
    """
    found = row(code, subcode)
    if found is None or found.publish is RECONNECT:
        return found.publish if found else None
    named = subcode == 0 or (code, subcode) in TABLE or subcode in _BY_SUBCODE
    return found.publish if named else None


def row_of_words(words: str) -> Row | None:
    """The row of an error that is named, or whose subcode stands, in a sentence; None when neither."""
    for word in _WORD.findall(words):
        found = SAID.get(word) or (_BY_SUBCODE.get(int(word)) if word.isdigit() else None)
        if found is not None:
            return found
    return None
