"""The document: what a graph file says."""

from __future__ import annotations

from graphex.installation.damage import refuse_import_by_others

# Where mitre-graphex was installed over this package, its __init__ is what runs, and this is what it imports first.
refuse_import_by_others()

from graphex.graph.model import Graph as Graph  # noqa: E402 - the model may be out of reach of what is refused above
