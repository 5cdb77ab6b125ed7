"""Plans."""

from __future__ import annotations

from graphex.engine import compile_plan
from graphex.engine.plan.plan import Continuation, evaluation_order
from graphs import bind, connect, log, node


def test_a_plan_knows_what_follows_and_what_feeds() -> None:
    plan = compile_plan(
        bind(
            node("New Number", "number"),
            node("Number To String", "text", None, {"Cast From": connect("number::Value")}),
            node("If / Else", "if", "start", {"Condition": True}),
            log("yes", "if::If True", connect("text::Cast To")),
            node("Comment", "comment", value="x"),
        )
    )

    assert plan.start.id == "start"
    assert plan.steps["if"].links["If True"] == (plan.steps["yes"],)
    assert plan.steps["if"].continuation is Continuation.FLOW
    assert plan.steps["start"].next is plan.steps["if"]
    assert [step.id for step in evaluation_order(plan.steps["yes"])] == ["number", "text"]
    assert [step.id for step in plan.steps["yes"].evaluation or ()] == ["number", "text"]
    assert [step.id for step in plan.predecessors("yes", 5)] == ["start", "if"]
    assert "comment" not in plan.steps
    assert repr(plan.start) == "<Step Graph Start (start)>"


def test_an_order_that_doubles_with_each_level_is_not_listed() -> None:
    nodes = [node("Empty List (Boolean)", "l0")]
    nodes += [
        node(
            "Boolean (List) To Number (List)" if i % 2 else "Number (List) To Boolean (List)",
            f"l{i}",
            None,
            {"Cast From": connect(f"l{i - 1}::{'Value' if i == 1 else 'Cast To'}")},
        )
        for i in range(1, 600)
    ]

    plan = compile_plan(bind(*nodes))

    assert len(plan.steps["l500"].evaluation or ()) == 500
    assert plan.steps["l599"].evaluation is None
