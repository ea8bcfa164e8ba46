"""Sections of compare.py: WeightWatcher, on a published model and on large square layers."""

import hashlib
import statistics
import subprocess
import sys
from importlib.metadata import version

from contest import (
    FEWEST,
    METRICS,
    PEAK,
    PEERS,
    RANDOM_BULK,
    WARM_UP,
    Contender,
    agreement,
    alternate,
    analysed,
    in_turn,
    times,
    warm_ours,
    warm_peer,
    warm_table,
    worded,
)


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
    setup.figures["MiniLM, whole command, s"] = statistics.median(baseline.seconds)
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
        setup.figures[f"WeightWatcher, warm, {name}"] = times(peer, ours)
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
SQUARES = (
    "import sys; sys.path.insert(0, sys.argv[1]); import against_weightwatcher as sections; "
    "sections.square_model(sys.argv[2], int(sys.argv[3]))"
)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
