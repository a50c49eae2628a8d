"""What is told of the post that a request names: to whoever asks, and to the city's people in their list."""

from flask.testing import FlaskClient

from evidence.publish.models import PublicationState
from tests import factories, privately, standing
from tests.forms import form_of, opened, sent, told
from tests.house import House

NOT_FOUND = "Kami tidak menemukan unggahan yang terbit"


def asking(client: FlaskClient, said: str, contact: str = "") -> str:
    form = opened(client, "/hapus") | {"said": said, "reason": "wrong", "contact": contact}
    return told(sent(client, form), 200)


def test_whoever_names_nothing_that_is_out_is_told_and_asked_for_a_link(shared: House) -> None:
    account = factories.account(shared, handle="mojo.disebut")
    work = standing.published(shared, factories.approved(shared, accounts=[account]))
    (link,) = [each.permalink for each in factories.publications(shared, work)]
    waiting, stranger = factories.submitted(shared), shared.app.test_client()

    unknown = asking(stranger, "ngawur")

    assert NOT_FOUND in unknown
    assert "Nomor permintaan" in unknown
    assert "Kirim lagi dengan tautan unggahannya atau kontak Anda" in unknown
    assert "Balai kota dapat bertanya lewat kontak Anda." in asking(stranger, "ngawur", "warga@contoh.id")
    # What exists and is not out is no more found than what does not.
    assert NOT_FOUND in asking(stranger, f"http://localhost/unggahan/{waiting.post}")
    # Networks hang on to a link from where it was shared, and people paste it within a sentence.
    for said in (
        link,
        standing.code(shared, work),
        f"{link}?utm_source=x",
        f"Tolong hapus ({link}), ada anak saya.",
    ):
        assert NOT_FOUND not in asking(stranger, said)


def test_the_list_says_what_each_request_is_about(shared: House) -> None:
    work = factories.submitted(shared, title="Pagar makam")
    privately.takedown(shared, f"http://localhost/unggahan/{work.post}")
    privately.takedown(shared, "foto saya <b>")

    page = told(shared.client("staf.balaikota").get("/permintaan-hapus"), 200)

    assert "Pagar makam, Kelurahan Mojo" in page
    assert 'Belum ditemukan: "foto saya &lt;b&gt;"' in page


def test_only_whoever_decides_is_told_to_look_for_the_post(shared: House) -> None:
    page = f"/permintaan-hapus/{privately.takedown(shared, 'ngawur')}"

    reader, decider = (
        told(shared.client(each).get(page), 200) for each in ("staf.balaikota", "sekda.balaikota")
    )

    assert "tempel tautannya di bawah" not in reader
    assert "Yang memutuskan mencarinya." in reader
    assert "tempel tautannya di bawah" in decider


def test_a_post_that_was_found_by_hand_is_named_before_anything_is_done_to_it(shared: House) -> None:
    work = standing.published(shared, factories.approved(shared, accounts=[factories.account(shared)]))
    link = f"http://localhost/unggahan/{work.post}"
    page = f"/permintaan-hapus/{privately.takedown(shared, 'ngawur')}"
    city = shared.client("sekda.balaikota")

    first = sent(city, opened(city, page), outcome="withdraw", post=link)
    named = told(first, 422)
    (still,) = factories.publications(shared, work)
    second = sent(city, form_of(named), outcome="withdraw")

    assert "Unggahan ini baru ditemukan." in named
    assert "Kelurahan Mojo" in named
    assert still.state is PublicationState.PUBLISHED
    assert second.status_code == 303
    assert factories.publications(shared, work)[0].state is PublicationState.WITHDRAWING
