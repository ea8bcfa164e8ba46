"""A section of compare.py: what is to be reached, and what was, in this run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A figure that a section notes, and what it should be."""

    against: str
    figure: str
    goal: float
    section: str
    at_most: bool = False

    def row(self, figures):
        value = figures.get(self.figure)
        if value is None:
            return f"| {self.against} | {self.bound()} | not measured (`{self.section}`) | |"
        reached = value <= self.goal if self.at_most else value >= self.goal
        return f"| {self.against} | {self.bound()} | {value:.2f} | {'yes' if reached else 'no'} |"

    def bound(self):
        return f"{'at most' if self.at_most else 'at least'} {self.goal}"


EIGENVALUES = {
    "f64": {384: 1.8, 768: 2.0, 1024: 1.8, 2048: 1.2, 4096: 1.15},
    "f32": {384: 1.7, 768: 1.7, 1024: 1.7, 2048: 1.4, 4096: 1.25},
}
GRAM_AND_EIGENVALUES = {1024: 1.5, 2048: 1.4, 4096: 1.3}

GOALS = (
    *(
        Goal(f"MKL, eigenvalues, one thread, {precision}, n = {n}", f"MKL {precision} 1 {n}", goal, "mkl_eigenvalues")
        for precision, orders in EIGENVALUES.items()
        for n, goal in orders.items()
    ),
    *(
        Goal(
            f"Gram and eigenvalues over a product of as many operations, f64, n = {n}",
            f"Gram and eigenvalues f64 1 {n}",
            goal,
            "mkl_eigenvalues",
            at_most=True,
        )
        for n, goal in GRAM_AND_EIGENVALUES.items()
    ),
    *(
        Goal(f"torch loop, BERT-base, whole process, {precision}", f"BERT-base, {precision}, loop of torch", 3.0, "bert_base")
        for precision in ("f64", "f32")
    ),
    Goal("torch loop, BERT-base, second call, f64", "BERT-base, f64, second loop of torch `eigvalsh`", 2.0, "bert_base"),
    Goal("the bound, BERT-base, whole command, f64", "BERT-base, f64, whole command, bound = 1", 2.3, "bert_base", at_most=True),
    Goal("WeightWatcher, warm, BERT-base, f64", "WeightWatcher, warm, BERT-base", 8.0, "bert_base"),
    Goal("WeightWatcher, warm, MiniLM, f64", "WeightWatcher, warm, MiniLM", 8.0, "warm_calls"),
    Goal("MiniLM, whole command, seconds", "MiniLM, whole command, s", 0.45, "minilm_whole_command", at_most=True),
    Goal("vendi-score in float64, 5000 x 3072, computing", "Vendi, 3072, computing", 2.5, "vendi_whole_command"),
)
NEEDED = tuple(dict.fromkeys(goal.section for goal in GOALS))


def goals(setup):
    """The table of goals; its figures are those of the sections before it."""
    return "\n".join(
        [
            "| against | goal | here | reached |",
            "|---|---|---|---|",
            *(goal.row(setup.figures) for goal in GOALS),
            "| H200, batches, torch's `svdvals` and `eigvalsh` | at least 5 and 2 | `scripts/gpu-check` | |",
            "",
            "Ratios of medians: how many times as long as ours the other takes, but for what is `at most`.",
        ]
    )
