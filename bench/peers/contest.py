"""What sections of compare.py share: contenders, taking turns, agreement and tables."""

import csv
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PEERS = Path(__file__).parent
METRICS = ("alpha", "log_norm", "entropy", "D")
RANDOM_BULK = ("detX_num", "detX_val", "num_spikes", "sigma_mp", "mp_softrank", "bulk_max")
SAME_LAYER = 1e-6  # rows of one shape are one layer when their spectral norms differ by less, relatively
TOLERANCE = 1e-9  # the largest relative difference of a metric that counts as agreement
WARM_UP = 8  # sweeps until the JVM has compiled what it will
FEWEST = 3  # timed runs, where a run takes seconds
PEAK = "Peak MB is of the process up to its end, its start and warm-ups with it."


@dataclass(frozen=True)
class Setup:
    eigensweep: str
    java: list  # the command that runs a class of the bench
    minilm: Path
    runs: int
    scratch: Path
    torch: str | None = None  # a Python with requirements-torch.txt
    big: bool = False
    orders: list = field(default_factory=list)  # of matrices, where not all of them are wanted
    figures: dict = field(default_factory=dict)  # what sections found of the goals, by name

    def bench(self, main, *arguments):
        """The command that runs a class of the bench."""
        return [*self.java, f"eigensweep.bench.{main}", *map(str, arguments)]


def peak_megabytes(usage):
    """The most resident memory of a process that has ended."""
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


@dataclass
class Contender:
    """A whole command, with the seconds and the peak resident megabytes of each timed run."""

    name: str
    command: list
    output: Path  # where stdout goes
    accepted: tuple = (0,)
    environment: dict = field(default_factory=dict)
    seconds: list = field(default_factory=list)
    megabytes: list = field(default_factory=list)

    def run(self):
        errors = self.output.with_suffix(".err")
        with open(self.output, "wb") as stdout, open(errors, "wb") as stderr:
            start = time.monotonic()
            process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=os.environ | self.environment
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.accepted:
            said = errors.read_text(errors="replace").strip().splitlines()[-3:]
            sys.exit(f"bench-peers: {self.name} ended with {process.returncode}: {' | '.join(said)}")
        return seconds, peak_megabytes(usage)

    def row(self, baseline):
        return (
            f"| {self.name} | {min(self.seconds):.2f} | {statistics.median(self.seconds):.2f} "
            f"| {max(self.megabytes):.0f} | {times(self, baseline):.1f} |"
        )


@dataclass
class Warm:
    """A process that stays: it answers every line with the seconds that one more run took."""

    name: str
    command: list
    environment: dict = field(default_factory=dict)
    seconds: list = field(default_factory=list)
    megabytes: float = float("nan")  # at its end

    def __post_init__(self):
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            env=os.environ | self.environment,
        )
        if self.process.stdout.readline().strip() != "ready":  # its start must not disturb what is timed meanwhile
            sys.exit(f"bench-peers: {self.name} does not start: {self.process.wait()}")

    def run(self, quiet=False, call=""):
        """Once more; of a process that has several calls, this one."""
        self.process.stdin.write(f"{call}\n")
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"bench-peers: {self.name} ended early with {self.process.wait()}")
        if not quiet:
            print(f"warm: {self.name}: {float(answer):.3f} s", file=sys.stderr)
        return float(answer)

    def time(self, runs=1):
        self.seconds += [self.run() for _ in range(runs)]

    def close(self):
        """Ends it; what it says at its end, if it is JSON."""
        self.process.stdin.close()
        said = self.process.stdout.read()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.megabytes = peak_megabytes(usage)
        if self.process.returncode != 0:
            sys.exit(f"bench-peers: {self.name} ended with {self.process.returncode}")
        return json.loads(said) if said.strip() else None

    def row(self, baseline, digits=3):
        median = statistics.median(self.seconds)
        return (
            f"| {self.name} | {len(self.seconds)} | {min(self.seconds):.{digits}f} | {median:.{digits}f} "
            f"| {self.megabytes:.0f} | {times(self, baseline):.1f} |"
        )


def times(contender, baseline):
    """How many times as long as another it took, by the medians."""
    return statistics.median(contender.seconds) / statistics.median(baseline.seconds)


def alternate(contenders, runs, warm_up=True):
    """Warms each contender up once, then times them in turn, so that a change of the machine's load meets them all."""
    for turn in range(0 if warm_up else 1, runs + 1):
        for contender in contenders:
            seconds, megabytes = contender.run()
            print(f"{f'run {turn}' if turn else 'warm-up'}: {contender.name}: {seconds:.2f} s", file=sys.stderr)
            if turn:
                contender.seconds.append(seconds)
                contender.megabytes.append(megabytes)


def skipped(reason):
    """Says what is not timed; a section that returns this has no table."""
    print(f"skipped: {reason}")


def relative_difference(a, b):
    return 0.0 if a == b else abs(a - b) / max(abs(a), abs(b))


def analysed(path):
    """The rows of a table of layers that carry a spectrum."""
    with open(path, newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["spectral_norm"]]


def agreement(theirs, ours, metrics=METRICS, tolerance=TOLERANCE):
    """The largest relative difference of each metric over the peer's layers, all of which must be among ours."""
    worst = dict.fromkeys(metrics, 0.0)
    left = list(ours)
    for row in theirs:
        shape = [float(row[side]) for side in "NM"]
        same_shape = [other for other in left if [float(other[side]) for side in "NM"] == shape]
        distances = [relative_difference(float(row["spectral_norm"]), float(o["spectral_norm"])) for o in same_shape]
        if not distances or min(distances) > SAME_LAYER:
            sys.exit(f"bench-peers: eigensweep has no layer like {row['longname']} ({row['N']} x {row['M']})")
        twin = same_shape[distances.index(min(distances))]
        left.remove(twin)
        for metric in metrics:
            difference = relative_difference(float(row[metric]), float(twin[metric] or "nan"))
            if not difference <= tolerance:
                sys.exit(f"bench-peers: {metric} of {row['longname']}: {row[metric]} there, {twin[metric]} here")
            worst[metric] = max(worst[metric], difference)
    return worst


def warm_peer(name, model, flags, table, environment=None):
    """WeightWatcher in a process that stays."""
    return Warm(
        f"WeightWatcher `analyze()`, {name}",
        [
            *(sys.executable, str(PEERS / "weightwatcher_sweep.py"), str(model), "--warm"),
            *("--csv", str(table), "--without-model-text", *flags),
        ],
        environment or {},
    )


def warm_ours(setup, name, model, flags, table):
    """Ours in a process that stays, warmed up."""
    ours = Warm(f"eigensweep, {name}", setup.bench("WarmSweep", model, table, *flags))
    for _ in range(WARM_UP):
        ours.run()
    return ours


def in_turn(ours, peer, turns):
    """Times all once a turn, and ends them. Where there is one turn, because the peer takes so long, ours get more."""
    for _ in range(turns):
        for contender in ours:
            contender.time(1 if turns > 1 else FEWEST)
        peer.time()
    for contender in [*ours, peer]:
        contender.close()


def warm_table(rows, differences):
    return "\n".join(
        [
            "| call | runs | least s | median s | peak MB | median, ours = 1 |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            "Largest relative differences. " + "; ".join(differences) + ".",
        ]
    )


def worded(worst):
    return ", ".join(f"{metric} {value:.0e}" for metric, value in worst.items())
