"""Something of Mojo for every address of the house."""

from collections.abc import Mapping

from evidence.compose.models import Rendition, RenditionState
from evidence.reports.papers.models import PaperState
from tests import factories, noticed, people, privately, reported, standing
from tests.house import MOJO, House
from tests.practice.serving import picture
from tests.reports import asked as papers

Things = Mapping[str, str]


def things_of_mojo(house: House) -> Things:
    """Something of Mojo for every address, and one of its own for each act that changes it."""
    # First, since pictures that are drawn already look as they did before.
    factories.theme(house)
    account = factories.account(house)
    activity, done = factories.activity(house), factories.complete(house)
    drafts = [factories.drafted(house) for _ in range(3)]
    waiting = [factories.submitted(house) for _ in range(5)]
    approved = [factories.approved(house, accounts=[account]) for _ in range(5)]
    out = [factories.approved(house, accounts=[account]) for _ in range(2)]
    left = factories.approved(house, accounts=[account])
    privately.taken_down(house, left)
    failed = factories.drawn(house, factories.complete(house))
    mended = factories.activity(house)
    documented = factories.activity(house, mode="C", category="PELAYANAN")
    moving = [factories.activity(house) for _ in range(2)]
    with house.sessions.begin() as session:
        session.get_one(Rendition, failed).state = RenditionState.FAILED
    with house.sessions() as session:
        hashes = [factories.post_of(session, work).latest.content_hash for work in waiting]
    return {
        "activity": str(activity),
        "photo": str(factories.photo(house, activity, "before")),
        "activity to mend": str(mended),
        "its before": str(factories.photo(house, mended, "before")),
        "its after": str(factories.photo(house, mended, "after")),
        "activity that waits": str(factories.activity(house)),
        "photo to move": str(factories.photo(house, moving[0], "before")),
        "photo for a program to move": str(factories.photo(house, moving[0], "after")),
        "photo to erase": str(factories.photo(house, documented, "plain")),
        "photo to set aside": str(factories.photo(house, documented, "plain")),
        "photo for a program to set aside": str(factories.photo(house, documented, "plain")),
        "its place": str(moving[0]),
        "another place": str(moving[1]),
        "photo before its original": str(factories.photo(house, activity, "after", original_sha256="0" * 64)),
        "photo with its original": str(factories.original(house, factories.photo(house, activity, "after"))),
        "rendition": str(factories.drawn(house, done)),
        "activity of the drawn pictures": str(factories.all_drawn(house, done)),
        "failed rendition": str(failed),
        "draft": str(drafts[0].post),
        "its activity": str(drafts[0].activity),
        "its first photo": str(factories.photo_of(house, drafts[0].activity, "before")),
        "its second photo": str(factories.photo_of(house, drafts[0].activity, "after")),
        "draft to write": str(drafts[1].post),
        "activity to write about": str(drafts[1].activity),
        "draft to send": str(drafts[2].post),
        "post": str(waiting[0].post),
        "hash": hashes[0],
        "post for a program": str(waiting[1].post),
        "hash for a program": hashes[1],
        "post to recall": str(waiting[2].post),
        "post for a program to recall": str(waiting[3].post),
        "post to move": str(waiting[4].post),
        "publication to move": str(factories.publications(house, approved[4])[0].id),
        "approved post": str(approved[0].post),
        "post to leave": str(left.post),
        "publication": str(factories.handed_over(house, approved[1])),
        "publication to cancel": str(factories.handed_over(house, approved[2])),
        "publication for a program": str(factories.handed_over(house, approved[3])),
        "publication for an operator": str(factories.handed_over(house, approved[4])),
        **{f"post to {act}": str(work.post) for act, work in zip(("withdraw", "correct"), out, strict=True)},
        **{
            f"publication to {act}": str(factories.shared(house, work))
            for act, work in zip(("withdraw", "correct"), out, strict=True)
        },
        "code of what is out": standing.code(house, out[0]),
        "open gallery": standing.opened(house),
        "link that a network reads": str(factories.media_link(house, approved[1])),
        "finding": str(noticed.finding(house, drafts[0].activity)),
        "context": str(reported.context(house)),
        "objection": str(reported.objection(house)),
        "consent": str(privately.consent(house, activity, paper=picture())),
        "request": str(privately.takedown(house)),
        "paper": str(papers.of_today(house, PaperState.DONE)),
        "paper that waits": str(papers.of_today(house)),
        "sample item": str(factories.sampled(house)),
        "delegation": str(people.delegation(house)),
        "office": str(people.office(house, "lurah.mojo")),
        "device": str(people.device(house, "lurah.mojo")),
        "passkey": str(people.passkey(house, "lurah.mojo")),
        "browser": str(people.browser(house, "lurah.mojo")),
        "newcomer": str(people.newcomer(house)[0]),
        "newcomer to withdraw": str(people.newcomer(house, "orang.keliru")[0]),
        "forgetful": str(people.forgetful(house)),
        "saved view": str(people.saved_view(house, "lurah.mojo")),
        "point": str(factories.point(house)),
        "unit": MOJO,
        "look": str(people.look(house, MOJO)),
        "an RW": people.neighbourhood(house, MOJO),
        "account to end": str(factories.account(house, handle="latihan.lama")),
        # Last, since it holds what would be handed over after it.
        "switch": str(factories.pause(house)),
    }
