"""What the written pages point to is there."""

import re
from urllib.parse import unquote

import pytest

from install import ROOT

PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES)
def test_each_link_to_a_file_leads_to_one(page: str) -> None:
    path = ROOT / page
    links = {link.partition("#")[0] for link in LINK.findall(path.read_text(encoding="utf-8"))}

    files = sorted(
        unquote(link) for link in links if link and "://" not in link and not link.startswith("mailto:")
    )
    assert [link for link in files if not (path.parent / link).exists()] == []
