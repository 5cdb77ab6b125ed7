"""Random numbers."""

from __future__ import annotations

import random

from graphex.plugin import InputSocket, Node, Number, OutputSocket, String


class _Random(Node, is_template=True):
    categories = ["Miscellaneous", "Random"]
    color = "#34ebd8"

    def generator(self, seed: str) -> random.Random:
        """Make a generator: with a seed, one that always gives the same; without, one that nobody can foretell."""
        return random.Random(seed if seed.strip() else None)  # noqa: S311 - users choose the seed


class RandomInteger(_Random):
    """Gives a random whole number between two others, both included."""

    name = "Random Integer"
    hyperlink = ("https://docs.python.org/3/library/random.html#random.randint",)

    lowest_possible_int_a = InputSocket(Number, "Lowest Possible Int (a)", "The least number; a fraction is cut off.")
    highest_possible_int_b = InputSocket(
        Number, "Highest Possible Int (b)", "The greatest number; a fraction is cut off.", 10
    )
    seed = InputSocket(
        String, "Seed", "A text that always leads to the same number; blank for a different one each time."
    )
    random_integer = OutputSocket(Number, "Random Integer", "The number.")

    def run(self) -> None:
        self.random_integer = self.generator(self.seed).randint(
            int(self.lowest_possible_int_a), int(self.highest_possible_int_b)
        )


class RandomFloatUniform(_Random):
    """Gives a random number between two others, each as likely as any other."""

    name = "Random Float (Uniform)"
    hyperlink = ("https://docs.python.org/3/library/random.html#random.uniform",)

    lowest_possible_float_a = InputSocket(Number, "Lowest Possible Float (a)", "One end of the range.")
    highest_possible_float_b = InputSocket(Number, "Highest Possible Float (b)", "The other end of the range.", 1)
    seed = InputSocket(
        String, "Seed", "A text that always leads to the same number; blank for a different one each time."
    )
    random_float = OutputSocket(Number, "Random Float", "The number.")

    def run(self) -> None:
        self.random_float = self.generator(self.seed).uniform(
            self.lowest_possible_float_a, self.highest_possible_float_b
        )
