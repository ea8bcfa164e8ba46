"""Sections of compare.py: sweeps of models of the sizes that people have, against all that there is to do the same."""

import json
import statistics
import struct
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version

from contest import (
    FEWEST,
    PEERS,
    TOLERANCE,
    WARM_UP,
    Contender,
    Warm,
    agreement,
    alternate,
    analysed,
    in_turn,
    relative_difference,
    skipped,
    times,
    warm_ours,
    warm_peer,
    worded,
)

THREADS = 2
LIMITED = {"OPENBLAS_NUM_THREADS": str(THREADS)}
PRECISIONS = {"f64": (), "f32": ("--f32",)}  # with what WarmSweep is told
TOLERANCES = {"f64": TOLERANCE, "f32": 1e-3}
COMPARED = ("alpha", "log_norm", "D")  # entropy counts the rank, which a Gram matrix of drawn square weights hardly resolves
PRODUCT = 2048  # the order of the product that the bound is of
PRODUCTS = 10


@dataclass(frozen=True)
class Model:
    """What eigensweep.bench.SyntheticModel makes."""

    title: str
    shape: str
    big: bool = False  # it takes minutes
    warm: bool = False  # WeightWatcher is timed in a process that stays, too


def bert_base(setup):
    """The commonest size there is."""
    return real_size(setup, Model("BERT-base", "bert-base", warm=True))


def gpt2_medium(setup):
    """Layers of order 1024, and an embedding that WeightWatcher leaves out."""
    return real_size(setup, Model("GPT-2-medium", "gpt2-medium"))


def vit_b_32(setup):
    """A network for images."""
    return real_size(setup, Model("ViT-B/32", "vit-b-32"))


def tinyllama_1b(setup):
    """A Llama of 1.1 billion weights."""
    return real_size(setup, Model("A 1.1B Llama", "tinyllama-1b", big=True))


def llama_7b_block(setup):
    """One of 32 blocks of a Llama of 7 billion."""
    return real_size(setup, Model("A block of a 7B Llama", "llama-7b-block", big=True))


def real_size(setup, model):
    if model.big and not setup.big:
        return skipped(f"{model.title}: it needs --big, and minutes")
    if not setup.torch:
        skipped(f"{model.title}, the loop of PyTorch: it needs --torch")
    file, onnx = (setup.scratch / f"{model.shape}.{kind}" for kind in ("safetensors", "onnx"))
    subprocess.run(setup.bench("SyntheticModel", file, model.shape), check=True, stderr=subprocess.DEVNULL)
    subprocess.run([sys.executable, str(PEERS / "as_onnx.py"), str(file), str(onnx)], check=True)
    shapes, dtypes = header(file)
    bounds = {precision: bound(setup, shapes, precision) for precision in PRECISIONS}
    lines = [
        f"{model.title}: {len(shapes)} matrices, {file.stat().st_size / 1e6:.0f} MB of {dtypes}, drawn; {THREADS} threads.",
        "Whole commands:",
        "",
        *whole_commands(setup, model, file, onnx, bounds),
        "",
        "In processes that stay, the second call of each, from opening the file:",
        "",
        *second_calls(setup, model, file, onnx),
        "",
        "The bound is what the Gram matrices, `n^2 m` operations, and their eigenvalues, `4/3 n^3`, would take at the speed of",
        f"OpenBLAS's product on as many threads: {bounds['f64']:.2f} s in float64, {bounds['f32']:.2f} s in float32. Ours has every",
        "metric, a loop the eigenvalues of the smaller Gram matrices alone. WeightWatcher reads the same weights as ONNX in",
        "float32, and leaves out matrices of more than 50,000 rows. Peak MB counts what is resident of a mapped file.",
    ]
    for made in (file, onnx, onnx.with_name(f"{onnx.name}.data")):
        made.unlink()
    return "\n".join(lines)


def header(file):
    """The shapes of a safetensors file's tensors, and their types."""
    with open(file, "rb") as data:
        tensors = json.loads(data.read(struct.unpack("<Q", data.read(8))[0])).values()
    dtypes = sorted({tensor["dtype"].lower() for tensor in tensors})
    return [tensor["shape"] for tensor in tensors], ", ".join(dtypes)


def bound(setup, shapes, precision):
    """The seconds that the operations take at a product's speed, the fastest of several."""
    operations = sum(min(shape) ** 2 * max(shape) + 4 / 3 * min(shape) ** 3 for shape in shapes)
    product = Warm(f"product, {precision}", setup.bench("WarmSpectra", setup.scratch, precision, THREADS))
    least = min(product.run(quiet=True, call=f"product {PRODUCT}") for _ in range(PRODUCTS))
    product.close()
    return operations / (4 / 3 * PRODUCT**3) * least


def loops(setup, model, file, *more):
    """The loops that there are to compare with: library, precision, command, and the file of what they find."""
    pythons = {"torch": setup.torch, "numpy": sys.executable}
    for library, python in pythons.items():
        for precision in PRECISIONS if python else ():
            found = setup.scratch / f"{model.shape}-{library}-{precision}.json"
            arguments = [library, str(file), str(found), "--threads", str(THREADS), *more]
            arguments += ["--f32"] if precision == "f32" else []
            yield library, precision, [python, str(PEERS / "eigenvalue_loop.py"), *arguments], found


def whole_commands(setup, model, file, onnx, bounds):
    """A table, and a line on how far all of them agree."""
    ours = {precision: sweep(setup, model, file, precision) for precision in PRECISIONS}
    rivals = []
    for library, precision, command, found in loops(setup, model, file):
        loop = Contender(f"loop of {library} `eigvalsh`, {precision}", command, setup.scratch / "loop.txt")
        rivals.append((library, precision, loop, found))
    peer, table = weightwatcher(setup, model, onnx)
    alternate([*ours.values(), *(loop for _, _, loop, _ in rivals)], FEWEST if model.big else setup.runs, warm_up=not model.big)
    alternate([peer], 1, warm_up=False)
    apart = [f"WeightWatcher: {worded(agreement(analysed(table), analysed(ours['f64'].output), COMPARED))}"]
    for library, precision, loop, found in rivals:
        apart.append(f"{library} {precision} {loop_difference(found, ours[precision].output, TOLERANCES[precision]):.0e}")
        setup.figures[f"{model.title}, {precision}, loop of {library}"] = times(loop, ours[precision])
    for precision, contender in ours.items():
        bounded = statistics.median(contender.seconds) / bounds[precision]
        setup.figures[f"{model.title}, {precision}, whole command, bound = 1"] = bounded
    rows = [(contender, precision) for precision, contender in ours.items()]
    rows += [(loop, precision) for _, precision, loop, _ in rivals]
    rows.append((peer, "f64"))
    return [
        "| command | runs | least s | median s | peak MB | median, ours = 1 | bound = 1 |",
        "|---|---|---|---|---|---|---|",
        *(whole_row(contender, ours[precision], bounds[precision]) for contender, precision in rows),
        "",
        f"Largest relative differences. {apart[0]}; of largest eigenvalues and sums: {', '.join(apart[1:])}.",
    ]


def whole_row(contender, baseline, bound):
    median = statistics.median(contender.seconds)
    return (
        f"| {contender.name} | {len(contender.seconds)} | {min(contender.seconds):.2f} | {median:.2f} "
        f"| {max(contender.megabytes):.0f} | {times(contender, baseline):.1f} | {median / bound:.1f} |"
    )


def sweep(setup, model, file, precision):
    options = ("--precision", precision, "--threads", str(THREADS), "--format", "csv")
    output = setup.scratch / f"{model.shape}-{precision}.csv"
    return Contender(f"`eigensweep sweep`, {precision}", [setup.eigensweep, "sweep", str(file), *options], output)


def weightwatcher(setup, model, onnx):
    """The command, and the table it writes."""
    table = setup.scratch / f"{model.shape}-weightwatcher.csv"
    script = (sys.executable, str(PEERS / "weightwatcher_sweep.py"))
    command = [*script, str(onnx), "--csv", str(table), "--without-model-text"]
    name = f"WeightWatcher {version('weightwatcher')}, f64"
    return Contender(name, command, setup.scratch / "weightwatcher.txt", environment=LIMITED), table


def loop_difference(found, table, tolerance):
    """The largest relative difference of a layer's largest eigenvalue, or of their sum, by name."""
    layers = json.loads(found.read_text(encoding="utf-8"))
    worst = 0.0
    for row in analysed(table):
        for metric, value in layers.pop(f"{row['longname']}.weight").items():
            apart = relative_difference(value, float(row[metric]))
            if not apart <= tolerance:
                sys.exit(f"bench-peers: {metric} of {row['longname']}: {value} there, {row[metric]} here")
            worst = max(worst, apart)
    if layers:
        sys.exit(f"bench-peers: eigensweep has no layer {next(iter(layers))}")
    return worst


def second_calls(setup, model, file, onnx):
    """A table of second calls, each in a process of its own, several times in turn."""
    commands = {}
    for precision, flags in PRECISIONS.items():
        command = setup.bench("WarmSweep", file, setup.scratch / "second.csv", "--threads", THREADS, *flags)
        commands["eigensweep", precision] = command
    for library, precision, command, _ in loops(setup, model, file, "--warm"):
        commands[f"loop of {library} `eigvalsh`", precision] = command
    second = {}
    for _ in range(FEWEST if model.big else max(FEWEST, setup.runs)):
        for (name, precision), command in commands.items():
            process = Warm(f"{name}, {precision}", command)
            process.run()
            process.time()
            process.close()
            kept = second.setdefault((name, precision), process)
            if kept is not process:
                kept.seconds += process.seconds
                kept.megabytes = max(kept.megabytes, process.megabytes)
    for (name, precision), process in second.items():
        setup.figures[f"{model.title}, {precision}, second {name}"] = times(process, second["eigensweep", precision])
    rows = [process.row(second["eigensweep", precision]) for (_, precision), process in second.items()]
    return [
        "| call | runs | least s | median s | peak MB | median, ours = 1 |",
        "|---|---|---|---|---|---|",
        *rows,
        *(warm_weightwatcher(setup, model, file, onnx) if model.warm else ()),
    ]


def warm_weightwatcher(setup, model, file, onnx):
    """Rows of WeightWatcher's second `analyze()`, the model loaded before, and of ours when all is compiled."""
    tables = [setup.scratch / f"{model.shape}-warm-{side}.csv" for side in ("ours", "theirs")]
    ours = warm_ours(setup, f"f64, after {WARM_UP} calls", file, ["--threads", str(THREADS)], tables[0])
    peer = warm_peer("f64", onnx, [], tables[1], LIMITED)
    peer.run()
    in_turn([ours], peer, 1)
    setup.figures[f"WeightWatcher, warm, {model.title}"] = times(peer, ours)
    return ours.row(ours), peer.row(ours)
