#!/usr/bin/env python3
"""Makes the golden set of core/src/test/resources/golden again, and says how far it is from the one that is there.

    python3 -m venv venv && venv/bin/pip install weightwatcher==0.7.5.5 powerlaw==1.5 vendi-score==0.0.3 \\
        numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 onnx==1.23.2
    venv/bin/python scripts/references/weightwatcher_golden.py [--write FOLDER] [--minilm FILE.onnx]

With weightwatcher==0.7.7 powerlaw==2.0.0 instead, and torch, it is the set of its folder 0.7.7.

Inputs are drawn from NumPy's PCG64 with seeds 1 to 8 and must have the SHA-256 in arrays.csv. Without --minilm the
tables of all-MiniLM-L6-v2 are left out; `scripts/eigensweep demo` puts that file at models/minilm in the cache. With
--write tables, spectra, versions and the drawn arrays are written into a folder. Exit 1 if a value is further than
1e-12 (relative; zero to rounding counts as zero) from the set, or than what the column can hold (LOOSE).
"""
import argparse
import contextlib
import hashlib
import importlib.metadata
import io
import json
import logging
import pathlib
import platform
import sys

logging.disable(logging.WARNING)

import numpy as np
import onnx
import pandas
import weightwatcher
from onnx import helper, numpy_helper

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "core/src/test/resources/golden"
NEWEST = "0.7.7"
IS_NEWEST = importlib.metadata.version("weightwatcher") == NEWEST
TABLES = GOLDEN / NEWEST if IS_NEWEST else GOLDEN
TOLERANCE = 1e-12

# A minimum found by steps, of which the last may fall to either side; the smallest singular value, whose error is of the
# largest; eigenvalues that are rounding, whose roots vendi-score adds up.
LOOSE = {
    "sigma_mp": 1e-5,
    "mp_softrank": 1e-5,
    "bulk_max": 1e-5,
    "bulk_min": 1e-3,
    "num_spikes": 0.1,
    "sv_min": 1e-9,
    "condition": 1e-9,
    "score_K_q0.5": 1e-8,
}
# An eigenvalue below is zero to rounding: a matrix without full rank has those.
ZERO = 1e-12
# Drawn by permutation: another orientation of W is another draw.
DRAWN = {"rand_", "max_rand_eval", "ww_maxdist", "ww_softrank", "num_traps"}
# What differs with the way in (module or ONNX), or is a name.
LABELS = {"layer_id", "name", "longname", "layer_type", "hf", "warning", "status", "has_esd", "xmax"}


def arrays():
    """The inputs, float32."""
    draw = np.random.default_rng
    out = {
        "gauss_512x512": draw(1).standard_normal((512, 512)) / np.sqrt(512),
        "gauss_1024x256": draw(2).standard_normal((1024, 256)) / np.sqrt(1024),
        "student_t3_1000x800": draw(3).standard_t(3, (1000, 800)) / np.sqrt(1000),
    }
    random = draw(4)
    base = random.standard_normal((600, 150)) / np.sqrt(600)
    copied = random.integers(0, 150, 250)
    factor = 2.0 ** random.integers(-2, 2, 250)
    out["rankdef_600x400_r150"] = np.hstack([base, base[:, copied] * factor])
    out["conv_3x3x64x128"] = draw(5).standard_t(4, (3, 3, 64, 128)) * 0.05
    out["tiny_10x10"] = draw(6).standard_normal((10, 10)) / np.sqrt(10)
    random = draw(7)
    centres = random.standard_normal((12, 384))
    labels = random.integers(0, 12, 500)
    out["embed_500x384"] = centres[labels] + 0.6 * random.standard_normal((500, 384))
    out = {name: array.astype(np.float32) for name, array in out.items()}
    noisy = out["embed_500x384"] + 0.5 * draw(8).standard_normal((500, 384))
    out["embed_aug_500x384"] = noisy.astype(np.float32)
    return out


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def held_to_their_hash(inputs):
    wanted = pandas.read_csv(GOLDEN / "arrays.csv").set_index("array")["sha256"]
    for name, array in inputs.items():
        found = hashlib.sha256(npy(array)).hexdigest()
        if found != wanted[name]:
            sys.exit(f"{name}: SHA-256 {found}, not {wanted[name]}")
    print(len(inputs), "arrays have their SHA-256")


def as_onnx(weights):
    """A model that multiplies by each; a kernel as PyTorch lays it out."""
    tensors = [
        numpy_helper.from_array(np.ascontiguousarray(w.transpose(3, 2, 0, 1) if w.ndim == 4 else w), name)
        for name, w in weights.items()
    ]
    ends = [helper.make_tensor_value_info(end, onnx.TensorProto.FLOAT, [1]) for end in "xy"]
    node = helper.make_node("Identity", ["x"], ["y"])
    return helper.make_model(helper.make_graph([node], "golden", ends[:1], ends[1:], tensors))


def scaled(weights, factor):
    """Kernels by WeightWatcher's factor, in float32 as NumPy 1 did it; under NumPy 2 it does it in float64."""
    return {name: w * np.float32(np.sqrt(factor)) if w.ndim == 4 else w for name, w in weights.items()}


def analyze(model, **options):
    np.random.seed(0)
    with contextlib.redirect_stdout(io.StringIO()):  # 0.7.7 prints a line a small layer
        return weightwatcher.WeightWatcher(model=model).analyze(**options)


def spectrum(weight):
    """What the metrics are of: squared singular values in float64, of all slices of a kernel, not scaled."""
    slices = weight.reshape(-1, *weight.shape[-2:]).astype(np.float64)
    return np.sort(np.concatenate([np.linalg.svd(s, compute_uv=False) ** 2 for s in slices]))


def minilm_names(model):
    """The module's name of every initializer: that of the MatMul that reads it."""
    return {
        source: node.name.strip("/").removesuffix("/MatMul").replace("/", ".") + ".weight"
        for node in model.graph.node
        if node.op_type == "MatMul"
        for source in node.input
    }


def few(count, draw):
    """Spectra of few eigenvalues: of a random matrix, of a power law, of three distinct values, of equal ones at the top."""
    yield "wishart", np.linalg.svd(draw.standard_normal((count + 2, count)), compute_uv=False) ** 2
    yield "pareto", (1 - draw.random(count)) ** (-1 / 1.5)
    yield "three_values", draw.choice([0.5, 1.0, 4.0], count)
    yield "equal_at_the_top", np.concatenate([draw.random(count // 2), np.full(count - count // 2, 2.0)])


def small_spectra():
    """WeightWatcher's fits of spectra around the 20 eigenvalues below which 0.7.7 has another estimator."""
    draw = np.random.default_rng(9)
    watcher = weightwatcher.WeightWatcher()
    rows = []
    for count in (2, 3, 5, 7, 8, 9, 10, 12, 15, 17, 18, 19, 20, 21, 24):
        for shape, evals in few(count, draw):
            evals = np.sort(evals)
            if evals[0] == evals[-1]:
                continue  # no tail: alpha is nan, or 0
            with contextlib.redirect_stdout(io.StringIO()):
                alpha, _, xmin, _, d, sigma, spikes, *_ = watcher.fit_powerlaw(evals, plot=False)
            rows.append((f"{shape}_{count}", " ".join(f"{e:.17g}" for e in evals), alpha, d, sigma, xmin, spikes))
    return pandas.DataFrame(rows, columns=["longname", "evals", "alpha", "D", "sigma", "xmin", "num_pl_spikes"])


def exp_entropy(values):
    p = values[values > 0] / values.sum()
    return np.exp(-np.sum(p * np.log(p)))


def beyond_weightwatcher(evals):
    """Columns that WeightWatcher has not, from eigenvalues in ascending order. alpha_hill is PL_Alpha_Hill of TempBalance
    (github.com/YefanZhou/TempBalance, tempbalance.py, pl_fitting='median'), in float64."""
    evals = np.sort(evals)
    sigma = np.sqrt(evals)
    n = len(evals)
    i = n // 2
    k = n - i
    alpha = 1 + k / (np.sum(np.log(evals[i:])) - k * np.log(evals[i]))
    d = np.max(np.abs(1 - (evals[i:] / evals[i]) ** (1 - alpha) - np.arange(k) / k))
    return {
        "alpha_hill": alpha,
        "hill_xmin": evals[i],
        "hill_D": d,
        "effective_rank": exp_entropy(sigma),
        "effective_rank_lambda": exp_entropy(evals),
        "participation_ratio": evals.sum() ** 2 / np.sum(evals**2),
        "nuclear_norm": sigma.sum(),
        "condition": sigma[-1] / sigma[0],
    }


def beyond(spectra):
    return pandas.DataFrame([{"longname": name} | beyond_weightwatcher(evals) for name, evals in spectra.items()])


def vendi_values(inputs):
    from vendi_score import vendi

    def cosine(x):
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    first, second = (inputs[name].astype(np.float64) for name in ("embed_500x384", "embed_aug_500x384"))
    rho = np.sum(first * second) / (np.linalg.norm(first) * np.linalg.norm(second))
    x, made = cosine(first), cosine(second)
    kernel = x @ x.T
    p = np.arange(1.0, 501) / np.arange(1.0, 501).sum()
    score = vendi.score_X(made, normalize=False)
    values = {"score_X_cosine": vendi.score_X(x, normalize=False), "score_K_p_linear": vendi.score_K(kernel, p=p)}
    values |= {f"score_K_q{q}": vendi.score_K(kernel, q=q) for q in (0.5, 1, 2, 3, 5, 10, "inf")}
    values |= {f"score_dual_q{q}": vendi.score_dual(x, q=q) for q in (0.1, 0.5, 1, 2, 3, 5, 10, "inf")}
    return values | {"rho": rho, "VS_aug": score, "weighted_VS": rho * score}


def distance(found, wanted):
    """The largest relative difference; what is zero to rounding on both sides is equal."""
    found, wanted = np.asarray(found, float), np.asarray(wanted, float)
    zero = (np.abs(found) < ZERO) & (np.abs(wanted) < ZERO)
    size = np.maximum(np.abs(wanted), ZERO)
    return float(np.max(np.where(zero, 0, np.abs(found - wanted) / size), initial=0))


def in_order(table):
    """Rows by layer, under the names of the module."""
    names = table.get("hf", table["longname"]).str.replace("[._]", "_", regex=True)
    keys = pandas.DataFrame({"name": names, "slice": table.get("slice_id", 0)})
    return table.loc[keys.sort_values(["name", "slice"]).index].reset_index(drop=True)


class Report:
    def __init__(self):
        self.failed = False

    def line(self, what, worst, limit=TOLERANCE):
        wrong = not worst <= limit
        self.failed |= wrong
        print(f"{what:60s} {worst:.1e}{'  FURTHER THAN ' + format(limit, 'g') if wrong else ''}", flush=True)

    def table(self, name, found):
        path = TABLES / (name + ".csv")
        if not path.is_file():
            print(f"{name:60s} is new")
            return
        wanted = pandas.read_csv(path)
        assert len(found) == len(wanted), (name, len(found), len(wanted))
        found, wanted = in_order(found), in_order(wanted)
        worst, where = 0.0, ""
        for column in wanted.columns:
            if column in LABELS or column == "evals" or any(column.startswith(drawn) for drawn in DRAWN):
                continue
            if column.startswith(("bulk_mean", "bulk_var", "tail_")):
                continue  # of eigenvectors, which we have not; a repeated eigenvalue's are arbitrary
            value = distance(found[column], wanted[column])
            if column in LOOSE:
                self.line(f"{name} {column}", value, LOOSE[column])
            elif value > worst:
                worst, where = value, column
        self.line(f"{name} ({where})", worst)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--minilm", metavar="FILE.onnx")
    arguments = parser.parse_args()
    packages = ["weightwatcher", "powerlaw", "numpy", "scipy", "pandas", "onnx"] + ["vendi-score"] * (not IS_NEWEST)
    versions = {"python": platform.python_version()} | {p: importlib.metadata.version(p) for p in packages}
    print(json.dumps(versions))

    inputs = arrays()
    held_to_their_hash(inputs)
    weights = {name: a for name, a in inputs.items() if not name.startswith("embed")}
    minilm, names = None, {}
    if arguments.minilm:
        minilm = onnx.load(arguments.minilm)
        onnx.ModelProto.__str__ = lambda model: "an ONNX model"  # logged, formatted in full, and never shown
        names = minilm_names(minilm)

    report = Report()
    tables = newest_tables(weights, minilm, names) if IS_NEWEST else tables_0755(weights, minilm, names)
    for name, make in tables.items():
        tables[name] = make()
        report.table(name, tables[name])
    for name, weight in weights.items():
        found, wanted = spectrum(weight), np.load(GOLDEN / "evals" / (name + ".npy"))
        report.line(f"evals/{name}, by the largest", float(np.max(np.abs(found - wanted)) / wanted[-1]))
    scores = {}
    if not IS_NEWEST:
        golden = json.loads((GOLDEN / "vendi_golden.json").read_text())
        scores = vendi_values(inputs)
        for name, value in scores.items():
            report.line(f"vendi_golden.json {name}", distance(value, golden[name]), LOOSE.get(name, TOLERANCE))

    if arguments.write:
        folder = arguments.write
        (folder / "evals").mkdir(parents=True, exist_ok=True)
        (folder / "versions.json").write_text(json.dumps(versions, indent=1))
        if scores:
            (folder / "vendi_golden.json").write_text(json.dumps(scores, indent=1))
        for name, table in tables.items():
            table.to_csv(folder / (name + ".csv"), index=False, float_format="%.17g")
        for name, array in inputs.items():
            (folder / (name + ".npy")).write_bytes(npy(array))
        for name, weight in weights.items():
            np.save(folder / "evals" / (name + ".npy"), spectrum(weight))
    sys.exit(report.failed)


def tables_0755(weights, minilm, names):
    kernel = {name: a for name, a in weights.items() if a.ndim == 4}
    halved = as_onnx(scaled(weights, 0.5))
    random_bulk = dict(detX=True, randomize=True, mp_fit=True)
    tables = {
        "ww_synth_default": lambda: analyze(halved, conv2d_norm=False),
        "ww_synth_plpkg": lambda: analyze(halved, conv2d_norm=False, pl_package="powerlaw"),
        "ww_synth_conv_nopool": lambda: analyze(as_onnx(scaled(kernel, 4.5)), conv2d_norm=False, pool=False),
        "ww_synth_conv2dnormFalse": lambda: analyze(as_onnx(kernel), conv2d_norm=False),
        "ww_synth_detX_rand_mpfit_vectors": lambda: analyze(halved, conv2d_norm=False, vectors=True, **random_bulk),
    }
    if minilm:
        # What is drawn is not compared, and costs as much again.
        not_drawn = dict(detX=True, mp_fit=True)
        for name, options in (("ww_minilm_default_named", {}), ("ww_minilm_torch_rand_mp_detX", not_drawn)):
            tables[name] = lambda options=options: analyze(minilm, **options).replace({"longname": names})
    return tables


def newest_tables(weights, minilm, names):
    """Kernels as WeightWatcher scales them: since NumPy 2 in float64."""
    model = as_onnx(weights)
    kernel = as_onnx({name: a for name, a in weights.items() if a.ndim == 4})
    halves = {name: spectrum(a) * (0.5 if a.ndim == 4 else 1) for name, a in weights.items()}
    tables = {
        "ww_synth": lambda: analyze(model, ERG=True, randomize=True, mp_fit=True),
        "ww_synth_conv_nopool": lambda: analyze(kernel, pool=False, ERG=True),
        "ww_synth_conv2dnormFalse": lambda: analyze(kernel, conv2d_norm=False, ERG=True),
        "ww_small_spectra": small_spectra,
        "numpy_synth": lambda: beyond(halves),
    }
    if minilm:
        swept = analyze(minilm, ERG=True).replace({"longname": names})
        matrices = {names.get(t.name, t.name): numpy_helper.to_array(t) for t in minilm.graph.initializer}
        tables["ww_minilm"] = lambda: swept
        tables["numpy_minilm"] = lambda: beyond({name: spectrum(matrices[name]) for name in swept["longname"]})
    return tables


main()
