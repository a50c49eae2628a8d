"""Findings on the way of a post: warned first, explained, frozen with the version, seen by whoever decides."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.capture import findings
from evidence.capture.checks.all import BY_CODE
from evidence.capture.checks.base import Level, Noticed
from evidence.capture.models import Activity, ActivityState, ChecksState, Finding
from evidence.compose.models import VersionState
from evidence.core.audit import AuditEvent
from evidence.review.models import Decision
from tests import factories, noticed
from tests.forms import form_of, opened, sent, told
from tests.house import JEBRES, House, decide
from tests.pages import check_page
from tests.review.voices import versions

FACT = "Lokasi foto ini berjarak 5,2 km dari foto tahap sebelumnya. Jika benar, jelaskan."
NOTE = "Salurannya panjang, dari hulu sampai hilir."
NEWER = "Ada temuan baru sejak Anda membuka halaman ini."


def explained(client: FlaskClient, finding: uuid.UUID, page: str, note: str = NOTE) -> None:
    form = opened(client, page, action=f"/temuan/{finding}/jelaskan")
    assert sent(client, form, note=note).status_code == 303


def cleared(house: House, activity: uuid.UUID) -> None:
    with house.sessions.begin() as session:
        findings.reconcile(session, activity, [], unmade=(), now=factories.clock.now())


@pytest.mark.parametrize("page", ["/kegiatan/{}", "/kegiatan/{}/susun"])
def test_the_lurah_sees_the_fact_its_evidence_its_limit_and_both_ways_out(
    house: House, lurah: FlaskClient, page: str
) -> None:
    work = factories.drafted(house)
    noticed.finding(house, work.activity)

    shown = told(lurah.get(page.format(work.activity)), 200)

    for words in (
        FACT,
        "Perlu dilihat (1)",
        "Jarak",
        "Lokasi HP dapat meleset jauh",
        "Ganti fotonya",
        "Jelaskan",
    ):
        assert words in shown, words
    check_page(shown)


def test_while_photos_are_looked_at_the_page_says_so_and_looks_again(
    house: House, lurah: FlaskClient
) -> None:
    work = factories.complete(house)
    with house.sessions.begin() as session:
        session.get_one(Activity, work).checks_state = ChecksState.WAITING
    waiting = told(lurah.get(f"/kegiatan/{work}"), 200)
    with house.sessions.begin() as session:
        session.get_one(Activity, work).checks_state = ChecksState.DONE

    assert "Foto sedang diperiksa" in waiting
    assert 'id="temuan" class="findings" data-refresh data-poll' in waiting
    assert "data-poll" not in told(lurah.get(f"/kegiatan/{work}"), 200)


def test_what_the_lurah_says_travels_with_the_version(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    work = factories.drafted(house)
    finding = noticed.finding(house, work.activity)
    explained(lurah, finding, f"/kegiatan/{work.activity}/susun")
    factories.submit(house, work)

    shown = told(camat.get(f"/periksa/{work.post}"), 200)

    assert FACT in shown
    assert NOTE in shown
    assert "Belum dijelaskan." not in shown
    assert shown.index(FACT) < shown.index("Gambar inilah yang akan tayang.")
    check_page(shown)


def test_a_finding_nobody_explained_says_so_and_keeps_nobody_from_sending(
    house: House, camat: FlaskClient
) -> None:
    work = factories.drafted(house)
    noticed.finding(house, work.activity)
    factories.submit(house, work)

    assert "Belum dijelaskan." in told(camat.get(f"/periksa/{work.post}"), 200)
    assert "Masih ada 1 peringatan. Dengan menyetujui, Anda" in told(camat.get(f"/periksa/{work.post}"), 200)
    assert "1 perlu dilihat" in told(camat.get("/periksa"), 200)


def test_what_could_not_be_judged_is_said_to_whoever_decides(shared: House) -> None:
    work = factories.submitted(shared)
    after = str(factories.photo_of(shared, work.activity, "after"))
    with shared.sessions.begin() as session:
        activity = session.get_one(Activity, work.activity)
        activity.checks_state = ChecksState.DONE
        activity.checks = {
            "times.order": {"version": 1, "unjudged": [after]},
            "places.apart": {"version": 1, "unjudged": []},
        }

    shown = told(shared.client(factories.CAMAT).get(f"/periksa/{work.post}"), 200)

    assert "1 hal diperiksa tanpa temuan." in shown
    assert "Tidak dapat dinilai: Urutan waktu." in shown


def test_whoever_approves_what_warns_says_why_and_it_is_kept_with_the_decision(shared: House) -> None:
    camat, (work, plain) = shared.client(factories.CAMAT), [factories.submitted(shared) for _ in range(2)]
    noticed.finding(shared, work.activity)
    page = f"/periksa/{work.post}"
    form = opened(camat, page, page)

    answers = [sent(camat, form, decision="approve", reason=each) for each in (None, "", "salah")]
    lacks = told(answers[0], 422)
    done = sent(camat, form, decision="approve", reason="seen_on_site")
    unasked = sent(
        camat, opened(camat, f"/periksa/{plain.post}", f"/periksa/{plain.post}"), decision="approve"
    )

    assert [each.status_code for each in (*answers, done, unasked)] == [422, 422, 422, 303, 303]
    assert "Pilih alasan menyetujui meski ada peringatan." in lacks
    assert 'href="#reason"' in lacks
    assert "Disetujui meski ada peringatan: Sudah dilihat di lokasi." in told(camat.get(page), 200)
    with shared.sessions() as session:
        kept = {
            each.version.post_id: (each.findings or {}).get("reason")
            for each in session.scalars(select(Decision))
            if each.version.post_id in (work.post, plain.post)
        }
    assert kept == {work.post: "seen_on_site", plain.post: None}


def unjudged(house: House, work: factories.Work, *codes: str) -> None:
    """Let the checks of the work be done, of which these could not say anything of the photo of the after."""
    after = str(factories.photo_of(house, work.activity, "after"))
    with house.sessions.begin() as session:
        activity = session.get_one(Activity, work.activity)
        activity.checks_state = ChecksState.DONE
        activity.checks = {
            each: {"version": 1, "unjudged": [after] if each in codes else []} for each in BY_CODE
        }


def test_what_an_ordinary_photo_does_not_tell_may_join_others_and_what_no_machine_has_seen_may_not(
    shared: House,
) -> None:
    camat = shared.client(factories.CAMAT)
    titles = ("Utuh semua", "Dari galeri", "Tak terbaca")
    whole, gallery, broken = (factories.submitted(shared, title=each) for each in titles)
    unjudged(shared, whole)
    unjudged(shared, gallery, "times.order", "places.apart", "places.outside")
    unjudged(shared, broken, "quality.blank", "reuse.near", "places.apart")

    inbox = told(camat.get("/periksa"), 200)
    chips = {each: inbox.split(f">{each}</a>")[1].split("</article>")[0] for each in titles}
    with shared.sessions() as session:
        seen = factories.post_of(session, broken).latest.content_hash
    form = opened(camat, "/periksa", "/periksa/setujui")
    answer = sent(camat, form, pilih=f"{broken.post}:{seen}:{uuid.uuid4()}", pasti="1")

    assert "Tanpa temuan" in chips["Utuh semua"]
    assert "3 tidak dapat dinilai" in chips["Dari galeri"]
    assert "Tanpa temuan" not in chips["Dari galeri"]
    assert "Gambar tidak dapat diperiksa" in chips["Tak terbaca"]
    assert ["data-pick" in chips[each] for each in chips] == [True, True, False]
    assert "gambarnya tidak dapat diperiksa" in told(camat.get(answer.headers["Location"]), 200)
    assert versions(shared, broken) == [VersionState.SUBMITTED]


def test_where_several_go_is_said_before_they_are_approved(shared: House) -> None:
    camat, account = shared.client(factories.CAMAT), factories.account(shared, handle="kelmojo")
    works = [
        factories.submitted(shared, title=title, accounts=accounts)
        for title, accounts in (("Cat pagar", [account]), ("Cat gapura", [account]), ("Catat warga", []))
    ]
    for work in works:
        unjudged(shared, work, "places.apart")
    form = opened(camat, "/periksa", "/periksa/setujui")
    with shared.sessions() as session:
        picks = [
            f"{work.post}:{factories.post_of(session, work).latest.content_hash}:{uuid.uuid4()}"
            for work in works
        ]

    asked = camat.post("/periksa/setujui", data={"csrf_token": form["csrf_token"], "pilih": picks})
    page = told(asked, 200)
    states = [versions(shared, each) for each in works]
    sure = form_of(page, "/periksa/setujui")
    camat.post("/periksa/setujui", data={**sure, "pilih": picks})

    assert "pasti" not in form
    assert "Setujui 3 unggahan?" in page
    assert "Terbit ke 1 akun." in page
    assert page.count("Kelurahan Mojo · ") == 3
    assert page.count("@kelmojo · 1 tidak dapat dinilai") == 2
    assert "Kelurahan Mojo · Bukti saja, tanpa akun" in page
    assert states == [[VersionState.SUBMITTED]] * 3
    assert [versions(shared, each) for each in works] == [[VersionState.APPROVED]] * 3


def test_what_was_frozen_stays_whatever_is_found_or_said_later(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    work = factories.drafted(house)
    finding = noticed.finding(house, work.activity)
    factories.submit(house, work)
    explained(lurah, finding, f"/kegiatan/{work.activity}")
    cleared(house, work.activity)

    with house.sessions() as session:
        frozen = factories.post_of(session, work).latest.findings
    shown = told(camat.get(f"/periksa/{work.post}"), 200)

    assert frozen is not None
    assert [(each["id"], each["words"], each["note"]) for each in frozen["items"]] == [
        (str(finding), FACT, "")
    ]
    assert "Tidak ditemukan lagi pada pemeriksaan terakhir." in shown
    answer = lurah.get(f"/api/v1/posts/{work.post}").get_json()
    assert [each["words"] for each in answer["findings"]] == [FACT]


def test_the_decision_records_what_was_seen(house: House, camat: FlaskClient) -> None:
    work = factories.drafted(house)
    warned = noticed.finding(house, work.activity)
    noted = noticed.finding(house, work.activity, Level.NOTE)
    factories.submit(house, work)
    form = opened(camat, f"/periksa/{work.post}", action=f"/periksa/{work.post}")

    assert sent(camat, form, decision="approve", reason="explained").status_code == 303

    with house.sessions() as session:
        row = session.scalars(select(Decision)).one()
        event = session.scalars(select(AuditEvent).where(AuditEvent.act == "review.approve")).one()
    assert row.findings is not None
    seen = [(each["id"], each["level"]) for each in row.findings["seen"]]
    assert seen == [(str(warned), "warning"), (str(noted), "note")]
    assert event.facts["findings"] == [list(each) for each in seen]


def test_a_warning_that_came_while_the_page_was_read_is_not_approved_unseen(
    house: House, camat: FlaskClient
) -> None:
    work = factories.submitted(house)
    form = opened(camat, f"/periksa/{work.post}", action=f"/periksa/{work.post}")
    finding = noticed.finding(house, work.activity)

    refused = sent(camat, form, decision="approve")
    with house.sessions() as session:
        post = {"id": str(work.post), "content_hash": factories.post_of(session, work).latest.content_hash}
    unread = decide(camat, post)
    shown = told(camat.get(f"/periksa/{work.post}"), 200)
    form = opened(camat, f"/periksa/{work.post}", action=f"/periksa/{work.post}")

    assert refused.status_code == 303
    assert NEWER in shown
    assert (unread.status_code, NEWER in unread.get_json()["detail"]) == (409, True)
    assert "Baru: ditemukan setelah dikirim." in shown
    assert sent(camat, form, decision="approve", reason="explained").status_code == 303
    with house.sessions() as session:
        (row,) = session.scalars(select(Decision))
        assert row.findings is not None
        assert [each["id"] for each in row.findings["seen"]] == [str(finding)]


def test_a_refusal_needs_no_newer_look(house: House, camat: FlaskClient) -> None:
    work = factories.submitted(house)
    form = opened(camat, f"/periksa/{work.post}", action=f"/periksa/{work.post}")
    noticed.finding(house, work.activity)

    assert sent(camat, form, decision="reject", note="Lain tempat.").status_code == 303


def test_a_program_names_the_findings_it_read(house: House, lurah: FlaskClient, camat: FlaskClient) -> None:
    work = factories.submitted(house)
    finding = noticed.finding(house, work.activity)
    with house.sessions() as session:
        digest = factories.post_of(session, work).latest.content_hash
    body = {"post": str(work.post), "content_hash": digest, "decision": "approve", "findings": [str(finding)]}

    answer = camat.put(f"/api/v1/decisions/{uuid.uuid4()}", json=body, headers={"Origin": "http://localhost"})

    assert (answer.status_code, answer.get_json()["findings"]) == (201, [str(finding)])
    photo = factories.photo_of(house, work.activity, "after")
    (told_of,) = lurah.get(f"/api/v1/photos?ids={photo}").get_json()["photos"]
    assert (told_of["checks"], [each["level"] for each in told_of["findings"]]) == ("done", ["warning"])


def test_strangers_explain_nothing_and_too_many_words_are_refused(
    house: House, lurah: FlaskClient, staff: FlaskClient
) -> None:
    work = factories.drafted(house)
    finding = noticed.finding(house, work.activity)

    explained(lurah, finding, f"/kegiatan/{work.activity}", "x" * 501)

    assert "paling panjang 500 huruf" in told(lurah.get(f"/kegiatan/{work.activity}"), 200)
    with house.sessions() as session:
        assert session.get_one(Finding, finding).note == ""
    assert "Jelaskan" not in told(staff.get(f"/kegiatan/{work.activity}"), 200)


def test_complete_work_is_honestly_unfinished_and_its_after_stays_as_evidence(
    house: House, lurah: FlaskClient
) -> None:
    work = factories.drafted(house)
    after = factories.photo_of(house, work.activity, "after")
    form = opened(lurah, f"/kegiatan/{work.activity}/belum-selesai")

    answer = sent(lurah, form, reason="weather")

    assert answer.status_code == 303
    with house.sessions() as session:
        row = session.get_one(Activity, work.activity)
        assert row.state is ActivityState.UNFINISHED
        assert session.get_one(factories.Photo, after).state == "replaced"
    assert "Foto sesudah belum ada." in told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)


def test_both_photos_of_a_finding_are_compared_also_where_one_is_another_units(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    foreign = factories.activity(house, JEBRES, "lurah.jebres", title="Rahasia Jebres")
    factories.photo(house, foreign, "before", by="lurah.jebres")
    work = factories.drafted(house)
    after = factories.photo_of(house, work.activity, "after")
    other = str(factories.photo_of(house, foreign, "before"))
    seen = {"other_date": "2026-10-03T07:00:00+07:00", "unit": "Kelurahan Jebres"}
    said = Noticed("exact", Level.WARNING, str(after), seen, {}, other)
    with house.sessions.begin() as session:
        session.get_one(Activity, work.activity).checks_state = ChecksState.DONE
        (row,) = findings.reconcile(
            session, work.activity, [(BY_CODE["reuse.exact"], said)], unmade=(), now=factories.clock.now()
        )

    shown = told(lurah.get(f"/temuan/{row.id}/bandingkan"), 200)

    check_page(shown)
    assert "Berkas foto ini sama dengan foto kegiatan 3 Okt 2026, Kelurahan Jebres." in shown
    assert "Rahasia Jebres" not in shown
    picture = camat.get(f"/temuan/{row.id}/lain.jpg")
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert lurah.get(f"/foto/{other}/320.jpg").status_code == 404
    assert f"/temuan/{row.id}/bandingkan" in told(lurah.get(f"/kegiatan/{work.activity}"), 200)
