"""Every kind of page of a running house, in the states people meet, by who looks at it."""

import re
import uuid
from contextlib import ExitStack, closing
from typing import Any

from tests.forms import form_of
from tests.house import JEBRES, MOJO
from tests.practice.serving import client
from tests.program import Program, photograph
from tests.serving import RunningHouse
from tests.waiting import until

# As long as a title may be, at the kelurahan with the longest name.
LONG_TITLE = (
    "Pengerukan sedimen dan pembersihan saluran drainase lingkungan bersama warga "
    "RT 05 RW 11 sepanjang Jalan Kyai Mojo kota."
)
# As long, and nowhere to break it.
UNBROKEN = "Pengerukan" * 10
KEDUNGLUMBU = "33.72.03.1007"
NOTE = "Sudut foto sesudah berbeda dari foto sebelum. Ambil ulang dari tempat berdiri yang sama."
SEED = 521

# The practice city's own activities, by their place in its list.
WARNED, COMPLETE, WITHOUT_AFTER = (uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{number}") for number in range(3))

Places = dict[str, list[tuple[str, str]]]


def standing(served: RunningHouse) -> Places:
    """For each person, "" for a stranger, the names and addresses of pages that are there from the first minute on."""
    return {
        "": [
            ("sign-in", "/masuk"),
            ("nothing there", "/tidak-ada"),
            ("field of nobody", "/lapangan"),
            ("practice feed", served.practice_url),
            ("practice profile", f"{served.practice_url}/latihan.mojo"),
            ("official accounts", "/akun-resmi?semua=1"),
        ],
        "lurah.mojo": [
            ("home", "/beranda"),
            ("activities", "/kegiatan"),
            ("no such activities", "/kegiatan?state=unfinished"),
            ("new activity", "/kegiatan/baru"),
            ("edit", f"/kegiatan/{WITHOUT_AFTER}/ubah"),
            ("field", "/lapangan"),
            ("photos on the phone", "/lapangan#/kiriman"),
            ("why work waits", f"/kegiatan/{WITHOUT_AFTER}/belum-selesai"),
            ("activity without after", f"/kegiatan/{WITHOUT_AFTER}"),
            ("complete activity", f"/kegiatan/{COMPLETE}"),
            ("activity with a warning", f"/kegiatan/{WARNED}"),
            ("draft", f"/kegiatan/{COMPLETE}/susun"),
            ("picture to arrange", f"/kegiatan/{COMPLETE}/gambar"),
            ("pictures to take away", f"/kegiatan/{COMPLETE}/unduh"),
            ("theme", f"/unit/{MOJO}/tema"),
            ("caption template", f"/unit/{MOJO}/teks"),
            ("calendar", "/jadwal"),
            ("calendar of a week", "/jadwal?tampilan=minggu"),
            ("posting times", f"/unit/{MOJO}/jadwal"),
            ("posts", "/unggahan"),
            ("photo points", "/titik"),
            ("new photo point", "/titik/baru"),
            ("more", "/lainnya"),
            ("devices", "/perangkat"),
            ("page of another role", "/periksa"),
        ],
        "camat.pasarkliwon": [
            ("inbox", "/periksa"),
            ("decide on a warning", f"/periksa/{uuid.uuid5(WARNED, 'post')}"),
            ("more with two roles", "/lainnya"),
            ("those who stand in", "/pengganti"),
        ],
        "staf.balaikota": [
            ("board", "/papan"),
            ("list behind the board", "/papan/dimulai?periode=bulan"),
            ("units long silent", "/papan/diam"),
            ("board as a paper", "/papan/laporan?periode=bulan"),
            ("gallery", "/galeri"),
            ("narrowed gallery", f"/galeri?unit={MOJO}&category=DRAINASE&from=2026-01-01"),
            ("empty gallery", "/galeri?q=tidakada"),
            ("samples", "/uji-petik"),
            ("coverage", "/kepatuhan"),
            ("coverage of 2021", "/kepatuhan?tanggal=2021-04-17&jejaring=instagram&jenis=kecamatan"),
            ("coverage as a paper", "/kepatuhan/laporan?tanggal=2021-04-17&jenis=kecamatan"),
            ("coverage over time", "/kepatuhan/waktu?jarak=tahun"),
            ("the order of coverage", "/kepatuhan/aturan"),
            ("coverage of a unit", "/kepatuhan/unit/33.72.04"),
            ("accounts by unit", "/daftar-akun"),
            ("a unit's accounts", f"/daftar-akun/unit/{MOJO}"),
            ("coverage by kecamatan", "/kepatuhan/kecamatan"),
            ("a guided look", f"/daftar-akun/periksa/instagram/{MOJO}?akun=kelmojo"),
        ],
        "admin": [
            ("accounts", "/akun"),
            ("notices", "/pemberitahuan"),
            ("settings of notices", "/pemberitahuan/pengaturan"),
            ("posts of the city", "/unggahan"),
            ("calendar of the city", "/jadwal?tampilan=bulan"),
            ("switches", "/penerbitan/tahan"),
            ("queue", "/antrean"),
            ("what failed", "/antrean?perlu=failed"),
            ("accounts that rest", "/antrean/akun"),
            ("new people", "/orang"),
            ("a new person", "/orang/baru"),
        ],
    }


def further(served: RunningHouse) -> Places:
    """More of the city's pages that are there from the first minute on: other shapes of those in ``standing``."""
    with ExitStack() as stack:
        lurah, admin = (
            stack.enter_context(closing(Program(served, name))) for name in ("lurah.mojo", "admin")
        )
        _paper(lurah)
        (office, *_rest) = re.findall(r'href="(/serah-terima/[^"]+)"', admin.http.get("/serah-terima").text)
    return {
        "lurah.mojo": [
            ("papers", "/laporan"),
            ("letterhead", f"/unit/{MOJO}/kop"),
            ("own gallery", "/galeri"),
            ("own coverage", f"/kepatuhan/unit/{MOJO}"),
            ("own notices", "/pemberitahuan"),
            ("own accounts", f"/daftar-akun/unit/{MOJO}"),
        ],
        "camat.pasarkliwon": [("board of a kecamatan", "/papan"), ("gallery of a kecamatan", "/galeri")],
        "staf.balaikota": [
            ("board of a month", "/papan?periode=bulan"),
            ("gallery as a table", "/galeri?show=table"),
            ("gallery as a map", "/galeri?show=map"),
            ("map of a kecamatan", "/galeri?show=map&area=33.72.03"),
            ("points on a map", "/galeri?show=points"),
            ("two periods", "/galeri/banding"),
            ("saved views", "/galeri/tampilan?category=DRAINASE"),
            ("one place over time", f"/kegiatan/{COMPLETE}/tempat"),
            ("coverage by kecamatan", "/kepatuhan/kecamatan"),
            ("objections", "/kepatuhan/keberatan"),
            ("papers of the city", "/laporan?kind=coverage"),
        ],
        "admin": [
            ("offices", "/serah-terima"),
            ("handing over", office),
            ("the trail of an office", f"/serah-terima/unit/{MOJO}"),
            ("galleries for anybody", "/galeri-warga"),
        ],
    }


def made(served: RunningHouse) -> Places:
    """For each person the names and addresses of pages whose states have to be made first, which this does."""
    with ExitStack() as stack:
        lurah, camat, other, above = (
            stack.enter_context(closing(Program(served, name)))
            for name in ("lurah.mojo", "camat.pasarkliwon", "lurah.jebres", "camat.jebres")
        )
        waiting = _waiting(lurah)
        returned = _returned(lurah, camat)
        shared, by_hand = _shared_by_hand(lurah, camat)
        gone = _taken_down(lurah, camat)
        refused = _refused(lurah)
        begun, photo = _begun(lurah)
        point = lurah.point("Saluran depan pasar", begun)["id"]
        lost, failed = _lost_and_failed(served, other, above)
        account = lurah.accounts(MOJO)["practice"]
    return {
        "lurah.mojo": [
            ("home with much to do", "/beranda"),
            ("activity with a refused photo", f"/kegiatan/{refused}"),
            ("moving a photo", f"/foto/{photo}/pindah"),
            ("moving it there", f"/foto/{photo}/pindah?ke={returned['activity']}"),
            ("sent draft", f"/kegiatan/{waiting['activity']}/susun"),
            ("returned draft", f"/kegiatan/{returned['activity']}/susun"),
            ("full calendar", "/jadwal"),
            ("another time", f"/unggahan/{waiting['id']}/jadwal"),
            ("many posts", "/unggahan"),
            ("post", f"/unggahan/{shared['id']}"),
            ("sharing by hand", f"/penerbitan/{by_hand}/bagikan"),
            ("taking down", f"/unggahan/{shared['id']}/penarikan"),
            ("correcting", f"/unggahan/{shared['id']}/perbaikan"),
            ("post to be deleted by hand", f"/unggahan/{gone['id']}"),
            ("photo point", f"/titik/{point}"),
            ("activity at a photo point", f"/kegiatan/baru?titik={point}"),
            ("sign", f"/titik/{point}/tanda"),
        ],
        "lurah.jebres": [
            ("unconfirmed post", f"/unggahan/{lost['id']}"),
            ("failed post", f"/unggahan/{failed['id']}"),
        ],
        "camat.pasarkliwon": [
            ("full inbox", "/periksa"),
            ("decide", f"/periksa/{waiting['id']}"),
            ("approved pictures", f"/kegiatan/{shared['activity']}/unduh"),
        ],
        "staf.balaikota": [
            ("full gallery", "/galeri"),
            ("board with much to do", "/papan"),
            ("decided", f"/periksa/{shared['id']}"),
        ],
        "admin": [
            ("account", f"/akun/{account}"),
            ("ending an account", f"/akun/{account}/putuskan"),
            ("posts of the whole city", "/unggahan"),
            ("full queue", "/antrean"),
            ("what failed today", "/antrean?perlu=failed"),
        ],
    }


def _paper(lurah: Program) -> None:
    """A paper of the unit's month, so that the page has one to take away."""
    form = form_of(lurah.http.get("/laporan").text, "/laporan")
    answer = lurah.http.post(form.pop("action"), data=form)
    assert answer.status_code == 303, answer.text
    until(lambda: re.search(r"/laporan/[^/]+/unduh", lurah.http.get("/laporan").text), 120, every=0.5)


def _made(lurah: Program, title: str, unit: str = MOJO, **more: Any) -> str:
    activity = lurah.begin(title, unit, **more)
    lurah.send_pair(activity, SEED)
    return activity


def _waiting(lurah: Program) -> dict[str, Any]:
    place = {"unit": KEDUNGLUMBU, "rt": 5, "rw": 11, "street": "Jl. Kapten Mulyadi"}
    return lurah.submit(_made(lurah, LONG_TITLE, place=place), f"{LONG_TITLE} #Surakarta", [])


def _returned(lurah: Program, camat: Program) -> dict[str, Any]:
    # With accounts, so that its page shows what each of them gets.
    accounts = list(lurah.accounts(MOJO).values())
    post = lurah.submit(_made(lurah, UNBROKEN), f"Saluran dikuras. {UNBROKEN}", accounts)
    camat.decide(post, "request_changes", NOTE)
    return post


def _shared_by_hand(lurah: Program, camat: Program) -> tuple[dict[str, Any], str]:
    accounts = list(lurah.accounts(MOJO).values())
    post = lurah.submit(_made(lurah, "Saluran depan pasar"), "Saluran dikuras.", accounts)
    camat.decide(post)
    lurah.publication(post["id"], "practice", "published")
    return post, lurah.publication(post["id"], "by_hand", "ready")


def _taken_down(lurah: Program, camat: Program) -> dict[str, Any]:
    """A post that the practice network deleted, and that a person has to delete elsewhere."""
    post = lurah.submit(
        _made(lurah, "Saluran yang keliru"), "Saluran dikuras.", list(lurah.accounts(MOJO).values())
    )
    camat.decide(post)
    lurah.publication(post["id"], "practice", "published")
    by_hand = lurah.publication(post["id"], "by_hand", "ready")
    lurah.ask("POST", f"/publications/{by_hand}/settle", json={"posted": True})
    for each in lurah.ask("GET", f"/publications?post={post['id']}")["publications"]:
        lurah.ask("POST", f"/publications/{each['id']}/withdraw", json={"reason": "isi atau fotonya keliru"})
    lurah.publication(post["id"], "practice", "withdrawn")
    return post


def _begun(lurah: Program) -> tuple[str, str]:
    activity = lurah.begin(UNBROKEN, MOJO)
    photo = lurah.send_photo(activity, "before", photograph("before", SEED))
    until(lambda: lurah.ask("GET", f"/photos?ids={photo}")["photos"][0]["state"] == "stored", 60, every=0.2)
    return activity, photo


def _refused(lurah: Program) -> str:
    activity = lurah.begin("Saluran yang fotonya rusak", MOJO)
    photo = lurah.send_photo(activity, "before", photograph("before", SEED)[:20_000])
    until(lambda: lurah.ask("GET", f"/photos?ids={photo}")["photos"][0]["state"] == "rejected", 60, every=0.2)
    return activity


def _lost_and_failed(
    served: RunningHouse, lurah: Program, camat: Program
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A post whose answer was lost and cannot be looked for, and one that was refused."""
    account = next(
        each
        for each in lurah.ask("GET", f"/accounts?unit={JEBRES}")["accounts"]
        if each["network"] == "practice"
    )
    ends = (("lose_answer", "unconfirmed"), ("reject", "failed"))
    posts = []
    with client(Authorization=f"Bearer {served.practice_key}") as http:

        def order(step: str, kind: str, times: int | None) -> None:
            told = {"step": step, "kind": kind, "times": times, "account": account["remote_id"]}
            http.put(f"{served.practice_url}/api/faults", json=told).raise_for_status()

        order("lookup", "fail", None)
        for kind, state in ends:
            order("publish", kind, 1)
            post = lurah.submit(
                _made(lurah, f"Gang dengan akhir {state}", JEBRES), "Gang dibersihkan.", [account["id"]]
            )
            camat.decide(post)
            lurah.publication(post["id"], "practice", state)
            posts.append(post)
    return posts[0], posts[1]
