"""Sections of compare.py: powerlaw, Vendi-Score and PyHessian."""

import json
import os
import subprocess
import sys
from importlib.metadata import version

from contest import FEWEST, PEAK, PEERS, TOLERANCE, Contender, Warm, alternate, relative_difference, skipped, warm_table, worded


def powerlaw_fit(setup):
    """The tail fit alone: every value but the last is tried as xmin, there as here."""
    values = setup.scratch / "values.txt"
    random = __import__("random").Random(1)
    drawn = sorted(
        (random.paretovariate(2) if i % 4 == 0 else random.uniform(0.05, 1.0)) for i in range(POWERLAW_VALUES)
    )
    values.write_text("\n".join(map(repr, drawn)), encoding="utf-8")
    ours = Warm("eigensweep `PowerLaw.fit`", setup.bench("WarmFit", values))
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
        setup.figures[f"Vendi, {d}, computing"] = computing[wide.name] / computing[ours.name]
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
        return skipped("PyHessian: it needs --torch")
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
