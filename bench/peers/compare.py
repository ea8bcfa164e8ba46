"""Times eigensweep against its Python peers and checks that they agree; scripts/bench-peers runs it.

A section of the result is a function from Setup to Markdown: write it and name it in SECTIONS.
Only the standard library is imported, so that this process stays small beside what it measures.
"""

import argparse
import csv
import datetime
import hashlib
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

PEERS = Path(__file__).parent
BEGIN, END = "<!-- bench-peers:begin -->", "<!-- bench-peers:end -->"
METRICS = ("alpha", "log_norm", "entropy", "D")
RANDOM_BULK = ("detX_num", "detX_val", "num_spikes", "sigma_mp", "mp_softrank", "bulk_max")
SAME_LAYER = 1e-6  # rows of one shape are one layer when their spectral norms differ by less, relatively
TOLERANCE = 1e-9  # the largest relative difference of a metric that counts as agreement


@dataclass(frozen=True)
class Setup:
    eigensweep: str
    warm: list
    minilm: Path
    runs: int
    scratch: Path
    torch: str | None = None  # a Python with requirements-torch.txt


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
    seconds: list = field(default_factory=list)
    megabytes: list = field(default_factory=list)

    def run(self):
        errors = self.output.with_suffix(".err")
        with open(self.output, "wb") as stdout, open(errors, "wb") as stderr:
            start = time.monotonic()
            process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.accepted:
            said = errors.read_text(errors="replace").strip().splitlines()[-3:]
            sys.exit(f"bench-peers: {self.name} ended with {process.returncode}: {' | '.join(said)}")
        return seconds, peak_megabytes(usage)

    def row(self, baseline):
        ratio = statistics.median(self.seconds) / statistics.median(baseline.seconds)
        return (
            f"| {self.name} | {min(self.seconds):.2f} | {statistics.median(self.seconds):.2f} "
            f"| {max(self.megabytes):.0f} | {ratio:.1f} |"
        )


@dataclass
class Warm:
    """A process that stays: it answers every line with the seconds that one more run took."""

    name: str
    command: list
    seconds: list = field(default_factory=list)
    megabytes: float = float("nan")  # at its end

    def __post_init__(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1
        )
        if self.process.stdout.readline().strip() != "ready":  # its start must not disturb what is timed meanwhile
            sys.exit(f"bench-peers: {self.name} does not start: {self.process.wait()}")

    def run(self, quiet=False):
        self.process.stdin.write("\n")
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
        ratio = median / statistics.median(baseline.seconds)
        return (
            f"| {self.name} | {len(self.seconds)} | {min(self.seconds):.{digits}f} | {median:.{digits}f} "
            f"| {self.megabytes:.0f} | {ratio:.1f} |"
        )


def alternate(contenders, runs, warm_up=True):
    """Warms each contender up once, then times them in turn, so that a change of the machine's load meets them all."""
    for turn in range(0 if warm_up else 1, runs + 1):
        for contender in contenders:
            seconds, megabytes = contender.run()
            print(f"{f'run {turn}' if turn else 'warm-up'}: {contender.name}: {seconds:.2f} s", file=sys.stderr)
            if turn:
                contender.seconds.append(seconds)
                contender.megabytes.append(megabytes)


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


def minilm_whole_command(setup):
    """The command a user types, from start to exit, on a real sentence encoder."""
    ours = setup.scratch / "eigensweep.csv"
    theirs = setup.scratch / "weightwatcher.csv"
    sweep = [sys.executable, str(PEERS / "weightwatcher_sweep.py"), str(setup.minilm), "--csv"]
    baseline = Contender(
        "`eigensweep sweep`",
        [setup.eigensweep, "sweep", str(setup.minilm), "--format", "csv"],
        ours,
        accepted=(0, 3),  # 3: some tensors were left out, and named; those that count are checked below
    )
    contenders = [
        baseline,
        Contender(f"WeightWatcher {version('weightwatcher')}", [*sweep, str(theirs)], setup.scratch / "a.txt"),
        Contender(
            "the same, spared its text of the model",
            [*sweep, str(setup.scratch / "spared.csv"), "--without-model-text"],
            setup.scratch / "b.txt",
        ),
    ]
    alternate(contenders, setup.runs)
    layers = analysed(theirs)
    worst = agreement(layers, analysed(ours))
    first = analysed(ours)[0]
    return "\n".join(
        [
            f"Whole command on `{setup.minilm.name}` (SHA-256 {digest(setup.minilm)}...), {setup.runs} timed runs of each,",
            "in turn, after one warm-up:",
            "",
            "| command | least s | median s | peak MB | median, ours = 1 |",
            "|---|---|---|---|---|",
            *[contender.row(baseline) for contender in contenders],
            "",
            f"All {len(layers)} layers of WeightWatcher agree; largest relative differences: "
            + ", ".join(f"{metric} {difference:.0e}" for metric, difference in worst.items())
            + f". Ours: backend {first.get('backend')}, {first.get('precision')}, {first.get('method')}.",
            "",
            "WeightWatcher's defaults. The second row is what a user runs: on an ONNX model it spends most of its time",
            "formatting the whole model as text for two log lines that are never shown. The third row is without that.",
        ]
    )


def minilm_random_bulk(setup):
    """The dearest options of the peer: a Marchenko-Pastur fit of each layer and of its shuffled weights."""
    ours = setup.scratch / "eigensweep-bulk.csv"
    theirs = setup.scratch / "weightwatcher-bulk.csv"
    baseline = Contender(
        "`eigensweep sweep --mp --randomize`",
        [setup.eigensweep, "sweep", str(setup.minilm), "--mp", "--randomize", "--format", "csv"],
        ours,
        accepted=(0, 3),
    )
    peer = Contender(
        f"WeightWatcher {version('weightwatcher')}, spared its text of the model",
        [
            *(sys.executable, str(PEERS / "weightwatcher_sweep.py"), str(setup.minilm)),
            *("--csv", str(theirs), "--without-model-text", "--random-bulk"),
        ],
        setup.scratch / "c.txt",
    )
    baseline.run()
    alternate([baseline, peer], 1, warm_up=False)
    for _ in range(setup.runs - 1):
        alternate([baseline], 1, warm_up=False)
    layers = analysed(theirs)
    worst = agreement(layers, analysed(ours), RANDOM_BULK)
    return "\n".join(
        [
            f"The same model, `analyze(randomize=True, mp_fit=True, detX=True)` there; {setup.runs} timed runs of ours after",
            "one warm-up, one of the peer, which takes a minute, without:",
            "",
            "| command | least s | median s | peak MB | median, ours = 1 |",
            "|---|---|---|---|---|",
            *[contender.row(baseline) for contender in (baseline, peer)],
            "",
            f"All {len(layers)} layers agree; largest relative differences: "
            + ", ".join(f"{metric} {difference:.0e}" for metric, difference in worst.items())
            + ". Columns of shuffled weights are drawn at random and not compared.",
        ]
    )


WARM_UP = 8  # sweeps until the JVM has compiled what it will
FEWEST = 3  # timed runs, where a run takes seconds


def warm_peer(name, model, flags, table):
    """WeightWatcher in a process that stays."""
    return Warm(
        f"WeightWatcher `analyze()`, {name}",
        [
            *(sys.executable, str(PEERS / "weightwatcher_sweep.py"), str(model), "--warm"),
            *("--csv", str(table), "--without-model-text", *flags),
        ],
    )


def warm_ours(setup, name, model, flags, table):
    """Ours in a process that stays, warmed up."""
    ours = Warm(f"eigensweep, {name}", [*setup.warm, str(model), str(table), *flags])
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


def warm_calls(setup):
    """Calls in processes that already run: no start of a JVM or a Python, no import."""
    cases = [
        ("MiniLM", [], [], METRICS, max(FEWEST, setup.runs)),
        ("MiniLM, randomize, mp, detX", ["--mp", "--randomize"], ["--random-bulk"], RANDOM_BULK, 1),
    ]
    rows = []
    differences = []
    for name, ours_flags, theirs_flags, metrics, their_runs in cases:
        tables = [setup.scratch / f"{name}-{side}.csv" for side in ("ours", "theirs")]
        ours = warm_ours(setup, name, setup.minilm, ours_flags, tables[0])
        peer = warm_peer(name, setup.minilm, theirs_flags, tables[1])
        if not theirs_flags:
            peer.run()
        in_turn([ours], peer, their_runs)
        rows += [ours.row(ours), peer.row(ours)]
        differences.append(f"{name}: {worded(agreement(analysed(tables[1]), analysed(tables[0]), metrics))}")
    return "\n".join(
        [
            "In processes that stay, on the same file, timed in turn.",
            "",
            warm_table(rows, differences),
            "",
            "Alike: the file, the cores, float64. Not alike: a call of ours is a whole sweep, from opening the file to the",
            "last row, a call there `analyze()` alone, the model loaded before and spared its text.",
            f"Ours is warmed up by {WARM_UP} calls, for a JVM compiles as it runs, the peer by one. With randomize, mp and detX",
            f"a call of the peer takes a minute: it is timed once, without a warm-up, ours {FEWEST} times before it. {PEAK}",
        ]
    )


PEAK = "Peak MB is of the process up to its end, its start and warm-ups with it."


def square_model(path, n):
    """Eight square Gaussian layers with a heavy tail, as an ONNX model."""
    import numpy
    import onnx

    random = numpy.random.default_rng(n)
    scales = (numpy.arange(n) + 1.0) ** -0.3
    weights = [(random.standard_normal((n, n)) * scales).astype(numpy.float32) for _ in range(8)]
    nodes = [onnx.helper.make_node("MatMul", [f"x{i}", f"w{i}"], [f"x{i + 1}"]) for i in range(8)]
    ends = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [None, n]) for name in ("x0", "x8")]
    stored = [onnx.numpy_helper.from_array(weight, f"w{i}") for i, weight in enumerate(weights)]
    onnx.save(onnx.helper.make_model(onnx.helper.make_graph(nodes, "squares", ends[:1], ends[1:], stored)), path)


def square_layers(setup):
    """Where time goes on large models: eight square layers of one size, in float64 and in float32."""
    rows = []
    differences = []
    models = {n: setup.scratch / f"square-{n}.onnx" for n in SQUARE_ORDERS}
    smallest, largest = models[SQUARE_ORDERS[0]], models[SQUARE_ORDERS[-1]]
    for n, model in models.items():
        subprocess.run([sys.executable, "-c", SQUARES, str(PEERS), str(model), str(n)], check=True)
        tables = [setup.scratch / f"square-{n}-{side}.csv" for side in ("f64", "f32", "theirs")]
        wide = warm_ours(setup, f"8 of {n} x {n}", model, [], tables[0])
        narrow = warm_ours(setup, f"8 of {n} x {n}, float32", model, ["--f32"], tables[1])
        peer = warm_peer(f"8 of {n} x {n}", model, ["--warm-up", str(smallest)], tables[2])
        in_turn([wide, narrow], peer, 1 if model == largest else max(FEWEST, setup.runs))
        theirs = analysed(tables[2])
        rows += [wide.row(wide), narrow.row(wide), peer.row(wide)]
        exact = agreement(theirs, analysed(tables[0]), ("alpha",))
        near = agreement(theirs, analysed(tables[1]), ("alpha",), 1e-4)
        differences.append(f"n = {n}: {worded(exact)}, in float32 {worded(near)}")
        if model != smallest:
            model.unlink()
    return "\n".join(
        [
            "Eight square layers, in processes that stay, on the same files, timed in turn:",
            "",
            warm_table(rows, differences),
            "",
            "Alike: the file, the cores; float64 where float32 is not named. Not alike: a call of ours is a whole sweep, there",
            "`analyze()` alone, the model loaded before and spared its text; ours is",
            f"warmed up by {WARM_UP} calls on the same file, the peer by one on the layers of {SQUARE_ORDERS[0]}. At {SQUARE_ORDERS[-1]} a call",
            f"of the peer takes two minutes: it is timed once, ours {FEWEST} times before it. {PEAK}",
        ]
    )


SQUARE_ORDERS = (1024, 2048, 4096)
SQUARES = "import sys; sys.path.insert(0, sys.argv[1]); import compare; compare.square_model(sys.argv[2], int(sys.argv[3]))"


def powerlaw_fit(setup):
    """The tail fit alone: every value but the last is tried as xmin, there as here."""
    values = setup.scratch / "values.txt"
    random = __import__("random").Random(1)
    drawn = sorted(
        (random.paretovariate(2) if i % 4 == 0 else random.uniform(0.05, 1.0)) for i in range(POWERLAW_VALUES)
    )
    values.write_text("\n".join(map(repr, drawn)), encoding="utf-8")
    ours = Warm("eigensweep `PowerLaw.fit`", [*setup.warm[:-1], "eigensweep.bench.WarmFit", str(values)])
    peer = Warm(f"powerlaw {version('powerlaw')} `Fit`", [sys.executable, str(PEERS / "powerlaw_fit.py"), str(values)])
    for _ in range(FIT_WARM_UP):
        ours.run(quiet=True)
    peer.run()
    for _ in range(max(FEWEST, setup.runs)):
        ours.time()
        peer.time()
    found, theirs = ours.close(), peer.close()
    worst = {name: relative_difference(found[name], theirs[name]) for name in ("alpha", "xmin", "D")}
    if max(worst.values()) > TOLERANCE:
        sys.exit(f"bench-peers: the fit is {theirs} there, {found} here")
    rows = [ours.row(ours, digits=6), peer.row(ours, digits=6)]
    return "\n".join(
        [
            f"The power-law fit of {POWERLAW_VALUES} values, in processes that stay, timed in turn:",
            "",
            warm_table(rows, [worded(worst)]),
            "",
            "Alike: the values, read before; every one but the last is tried as xmin. Not alike: ours is warmed",
            f"up by {FIT_WARM_UP} calls of a millisecond, for a JVM compiles as it runs, the peer by one. {PEAK}",
        ]
    )


FIT_WARM_UP = 200
POWERLAW_VALUES = 8192


def vendi_whole_command(setup):
    """The Vendi Score of 5000 embeddings, from start to exit and without the start."""
    lines = [
        f"Vendi Score of 5000 embeddings in float32 (`bench/peers/vendi_score_run.py --make`), {setup.runs} timed runs of each,",
        "in turn, after one warm-up; \"computing\" is what the command itself says it took from opening the file to the score:",
        "",
        "| command, d | least s | median s | peak MB | median, ours = 1 | computing, least s |",
        "|---|---|---|---|---|---|",
    ]
    differences = []
    for d in (384, 3072):
        data = setup.scratch / f"embeddings-{d}.npy"
        run = [sys.executable, str(PEERS / "vendi_score_run.py"), str(data)]
        subprocess.run([*run, "--make", "5000", str(d)], check=True)
        ours = Contender(
            f"`eigensweep vendi`, {d}",
            [setup.eigensweep, "vendi", str(data), "--format", "json"],
            setup.scratch / f"vendi-{d}.json",
        )
        name = f"vendi-score {version('vendi-score')} `score_dual`"
        wide = Contender(f"{name} in float64, {d}", run, setup.scratch / f"wide-{d}.json")
        narrow = Contender(f"{name} in float32, {d}", [*run, "--float32"], setup.scratch / f"narrow-{d}.json")
        contenders = [ours, wide, narrow]
        computing = dict.fromkeys((c.name for c in contenders), float("inf"))
        for turn in range(setup.runs + 1):
            alternate(contenders, 1 if turn else 0, warm_up=not turn)
            for contender in contenders:
                said = json.loads(contender.output.read_text(encoding="utf-8"))
                computing[contender.name] = min(computing[contender.name], said["seconds"])
        for contender in contenders:
            lines.append(f"{contender.row(ours)} {computing[contender.name]:.2f} |")
        scores = [json.loads(c.output.read_text(encoding="utf-8"))["vs"] for c in contenders]
        if not relative_difference(scores[0], scores[1]) <= TOLERANCE:
            sys.exit(f"bench-peers: the Vendi Score of d = {d}: {scores[1]} there, {scores[0]} here")
        differences.append([relative_difference(scores[0], other) for other in scores[1:]])
    lines += [
        "",
        "Relative differences from ours: "
        + "; ".join(f"float64 {wide:.0e}, float32 {narrow:.0e}" for wide, narrow in differences)
        + ". Ours computes in float64.",
    ]
    return "\n".join(lines)


DIGITS = PEERS.parents[1] / "app/lab/src/main/resources/eigensweep/lab/images"
RECIPE = """data: {{name: {data}, split: train, test: test}}
model: {{name: mlp, hidden: {hidden}, activation: tanh}}
optimizer: {{name: adamw}}
schedule: {{learning_rate: 0.002}}
epochs: 3
threads: {threads}
"""
PROBES = 100


def hessian_trace(setup):
    """A hundred products with the Hessian of an MLP on all 1797 digits, in float32 on both sides."""
    if not setup.torch:
        return "PyHessian was not timed: it needs `scripts/bench-peers --torch`."
    os.environ["OMP_WAIT_POLICY"] = "passive"  # as our launcher does: who waits does not hold a core, here as there
    script = str(PEERS / "pyhessian_trace.py")
    data = setup.scratch / "digits"
    subprocess.run([setup.torch, script, "--make", str(data), str(DIGITS)], check=True)
    lines = [
        f"The trace of the Hessian of a tanh MLP on all 1797 digits, {PROBES} probes in one batch, float32, two threads",
        "(`OMP_WAIT_POLICY=passive` for both);",
        f"{setup.runs} timed runs of each, in turn, after one warm-up. \"Products\" is what the command itself says the probes took:",
        "",
        "| command, parameters | least s | median s | peak MB | median, ours = 1 | products, least s | ours = 1 |",
        "|---|---|---|---|---|---|---|",
    ]
    traces = []
    for hidden, parameters in (("[32]", 2410), ("[512, 512]", 301066)):
        recipe = setup.scratch / f"{parameters}.yaml"
        recipe.write_text(RECIPE.format(data=data, hidden=hidden, threads=2), encoding="utf-8")
        run = setup.scratch / f"run-{parameters}"
        subprocess.run([setup.eigensweep, "train", str(recipe), "-q", "-o", str(run)], check=True, stdout=subprocess.DEVNULL)
        ours = Contender(
            f"`eigensweep hessian`, {parameters}",
            [setup.eigensweep, "hessian", str(run), "--probes", str(PROBES), "--top", "0", "--format", "json"],
            setup.scratch / f"trace-{parameters}.json",
        )
        model = str(run / "model.safetensors")
        files = [str(data / f"train-{kind}-ubyte") for kind in ("images-idx3", "labels-idx1")]
        peer = Contender(
            f"PyHessian `trace()`, {parameters}",
            [setup.torch, script, model, *files, "--probes", str(PROBES), "--threads", "2"],
            setup.scratch / f"pyhessian-{parameters}.json",
        )
        products = {ours.name: [], peer.name: []}
        for turn in range(setup.runs + 1):
            alternate([ours, peer], 1 if turn else 0, warm_up=not turn)
            said = {c.name: json.loads(c.output.read_text(encoding="utf-8")) for c in (ours, peer)}
            for name in products if turn else ():
                products[name].append(said[name]["trace_seconds"])
        for contender in (ours, peer):
            ratio = min(products[contender.name]) / min(products[ours.name])
            lines.append(f"{contender.row(ours)} {min(products[contender.name]):.3f} | {ratio:.1f} |")
        a, b = said[ours.name], said[peer.name]
        error = (a["standard_error"] ** 2 + b["standard_error"] ** 2) ** 0.5
        if not abs(a["trace"] - b["trace"]) <= 4 * error:
            sys.exit(f"bench-peers: the trace at {parameters}: {b['trace']} there, {a['trace']} here, error {error}")
        traces.append(f"{a['trace']:.2f} here, {b['trace']:.2f} there (error {error:.2f})")
    lines += ["", f"Traces: {'; '.join(traces)}. PyHessian on torch {b['torch']}."]
    return "\n".join(lines)


SECTIONS = (
    minilm_whole_command,
    minilm_random_bulk,
    warm_calls,
    square_layers,
    powerlaw_fit,
    vendi_whole_command,
    hessian_trace,
)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def conditions():
    """The line that says where and with what the figures were taken."""
    stack = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "onnx", "protobuf"))
    return (
        f"{datetime.date.today()}, {processor()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f} at the start; "
        f"Python {platform.python_version()}, {stack}."
    )


def around_markers(document):
    """What stands before and after the part of the document that the result replaces."""
    text = document.read_text(encoding="utf-8") if document.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"bench-peers: {document.name} needs the lines {BEGIN} and {END}")
    return before + begin, end + after


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eigensweep", required=True, help="the command to time")
    parser.add_argument("--warm", required=True, help="the command that answers every line with the seconds of a sweep")
    parser.add_argument("--minilm", required=True, type=Path, help="all-minilm-l6-v2.onnx")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--torch", help="a Python that has requirements-torch.txt")
    parser.add_argument("--only", metavar="SECTION", choices=[section.__name__ for section in SECTIONS])
    parser.add_argument("--write", type=Path, metavar="FILE", help="rewrite the part of FILE between the marker lines")
    arguments = parser.parse_args()
    if arguments.write and arguments.only:
        parser.error("--write takes all sections, --only one")
    if arguments.write:
        around_markers(arguments.write)  # before the long part
    chosen = [section for section in SECTIONS if arguments.only in (None, section.__name__)]
    taken = conditions()
    with tempfile.TemporaryDirectory() as scratch:
        setup = Setup(
            arguments.eigensweep,
            shlex.split(arguments.warm),
            arguments.minilm,
            arguments.runs,
            Path(scratch),
            arguments.torch,
        )
        result = "\n\n".join([taken, *[section(setup) for section in chosen]])
    print(result)
    if arguments.write:
        before, after = around_markers(arguments.write)
        arguments.write.write_text(f"{before}\n{result}\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
