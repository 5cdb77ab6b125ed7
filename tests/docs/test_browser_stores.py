"""What the documentation and the pages do to the stores of browsers is what the one rule says."""

from __future__ import annotations

from docs.pages import DOCS, ROOT, all_pages
from graphex.tls.trust.stores.chromium_database import command_to_import

TEMPLATES = ROOT / "src" / "graphex" / "web" / "templates"


def test_the_certificate_of_a_person_is_imported_by_the_rule() -> None:
    page = (DOCS / "how-to" / "client-certificates.md").read_text("utf-8")

    assert command_to_import("alice.p12", "-W", "secret") in page


def test_nobody_else_names_a_database() -> None:
    blocks = {block.place: block.text for page in all_pages() for block in page.blocks}
    templates = {path.name: path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}

    own = [place for place, text in (blocks | templates).items() if "sql:" in text and "sql:$d" not in text]

    assert own == []
