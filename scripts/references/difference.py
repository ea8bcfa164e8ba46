#!/usr/bin/env python3
"""Makes core/src/test/resources/golden/difference.csv: what WeightWatcher's base_model and NumPy say of changes.

    python3 -m venv venv && venv/bin/pip install weightwatcher==0.7.7 onnx==1.23.2 numpy==2.4.6 scipy==1.17.1
    venv/bin/python scripts/references/difference.py [--write]

Four models by their shapes: MiniLM's matrices, a block of GPT-2 and its table of positions, every shape of ResNet-18,
the experts of a small mixture. Weights are whole numbers by 2^-6 that fit into float32 together with their change, so
that WeightWatcher, which subtracts in float32, rounds nothing. They are drawn by SplitMix64, Java's SplittableRandom,
from seeds 2 k and 2 k + 1 for row k of the table. A row has WeightWatcher's columns of the change and, from a singular
value decomposition in float64, the norm, the ends of the spectrum and the sum of its logarithms (np_). Without --write
the table is compared with the one that is there, to 1e-12. Layers of three axes, which WeightWatcher leaves out, have
NumPy's columns only, a row an expert.
"""
import argparse
import csv
import io
import logging
import pathlib
import sys

logging.disable(logging.WARNING)

import numpy as np
import onnx
import weightwatcher
from onnx import helper, numpy_helper

TABLE = pathlib.Path(__file__).resolve().parents[2] / "core/src/test/resources/golden/difference.csv"
TOLERANCE = 1e-12
UNIT = 2.0**-6  # so large that no eigenvalue lies below 1e-5, where WeightWatcher cuts
THEIRS = (
    "N M rf num_evals alpha xmin D sigma norm log_norm spectral_norm log_spectral_norm stable_rank entropy alpha_weighted"
    " log_alpha_norm num_pl_spikes matrix_rank rank_loss warning"
).split()
OURS = ["np_norm", "np_lambda_max", "np_lambda_min", "np_sum_log"]


def minilm():
    yield "embeddings.position_embeddings.weight", (512, 384)
    for i in range(6):
        for part in ("query", "key", "value"):
            yield f"encoder.layer.{i}.attention.self.{part}.weight", (384, 384)
        yield f"encoder.layer.{i}.attention.output.dense.weight", (384, 384)
        yield f"encoder.layer.{i}.intermediate.dense.weight", (1536, 384)
        yield f"encoder.layer.{i}.output.dense.weight", (384, 1536)


def gpt2():
    yield "transformer.wpe.weight", (1024, 768)
    yield "transformer.h.0.attn.c_attn.weight", (768, 2304)
    yield "transformer.h.0.attn.c_proj.weight", (768, 768)
    yield "transformer.h.0.mlp.c_fc.weight", (768, 3072)
    yield "transformer.h.0.mlp.c_proj.weight", (3072, 768)


def resnet18():
    yield "conv1.weight", (64, 3, 7, 7)
    yield "layer1.0.conv1.weight", (64, 64, 3, 3)
    for stage, (narrow, wide) in {2: (64, 128), 3: (128, 256), 4: (256, 512)}.items():
        yield f"layer{stage}.0.conv1.weight", (wide, narrow, 3, 3)
        yield f"layer{stage}.0.conv2.weight", (wide, wide, 3, 3)
        yield f"layer{stage}.0.downsample.0.weight", (wide, narrow, 1, 1)
    yield "fc.weight", (1000, 512)


def experts():
    yield "model.layers.0.self_attn.q_proj.weight", (64, 64)
    for e in range(4):
        yield f"model.layers.0.block_sparse_moe.experts.{e}.w1.weight", (96, 64)
        yield f"model.layers.0.block_sparse_moe.experts.{e}.w2.weight", (64, 96)
    yield "model.layers.1.mlp.experts.gate_up_proj", (4, 64, 192)


MODELS = {"minilm": minilm, "gpt2": gpt2, "resnet18": resnet18, "experts": experts}


def bits(seed, count):
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def field(z, start, width):
    return ((z >> np.uint64(start)) & np.uint64((1 << width) - 1)).astype(np.int64)


def drawn(row, shape):
    """A weight, heavy in its first inputs, and its change, heavy in its first outputs, in units."""
    z = bits(2 * row, int(np.prod(shape)))
    weight = (sum(field(z, 12 * part, 12) for part in range(4)) - 8190).reshape(shape)
    z = bits(2 * row + 1, int(np.prod(shape)))
    change = (field(z, 0, 8) + field(z, 8, 8) - 255).reshape(shape)
    inputs, outputs = (2, 1) if len(shape) == 3 else (1, 0)
    weight = weight * along(1 + 63 // (1 + np.arange(shape[inputs])), inputs, len(shape))
    change = change * along(1 + 31 // (1 + np.arange(shape[outputs])), outputs, len(shape))
    return weight, change


def along(factors, axis, rank):
    return factors.reshape([-1 if a == axis else 1 for a in range(rank)])


def as_onnx(tensors):
    stored = [numpy_helper.from_array((w * UNIT).astype(np.float32), name) for name, w in tensors.items()]
    ends = [helper.make_tensor_value_info(end, onnx.TensorProto.FLOAT, [1]) for end in "xy"]
    node = helper.make_node("Identity", ["x"], ["y"])
    return helper.make_model(helper.make_graph([node], "model", ends[:1], ends[1:], stored))


def by_numpy(matrices, factor):
    values = [np.linalg.svd(m * UNIT, compute_uv=False) ** 2 * factor for m in matrices]
    spectrum = np.sort(np.concatenate(values))
    return dict(zip(OURS, (spectrum.sum(), spectrum[-1], spectrum[0], np.log(spectrum).sum())))


def rows():
    number = 0
    for model, layers in MODELS.items():
        before, after, out = {}, {}, {}
        for name, shape in layers():
            weight, change = drawn(number, shape)
            before[name], after[name] = weight, weight + change
            row = {"model": model, "longname": name, "row": number, "shape": " ".join(map(str, shape))}
            if len(shape) == 3:
                for e, expert in enumerate(change):
                    out[name, e] = row | {"expert": e} | by_numpy([expert], 1)
            else:
                slices = np.moveaxis(change, (0, 1), (-2, -1)).reshape(-1, *shape[:2])
                out[name] = row | by_numpy(slices, 0.5 if len(shape) == 4 else 1)
            number += 1
        # Given to the constructor, the model would be analysed alone: a base_model of analyze() counts beside its model.
        watcher = weightwatcher.WeightWatcher()
        details = watcher.analyze(model=as_onnx(after), base_model=as_onnx(before))
        for found in details.to_dict("records"):
            out[found["longname"]].update({column: found[column] for column in THEIRS})
        yield from out.values()


def text(value):
    return f"{value:.17g}" if isinstance(value, (float, np.floating)) else str(value)


def table():
    out = io.StringIO()
    writer = csv.DictWriter(out, ["model", "longname", "row", "shape", "expert", *THEIRS, *OURS], lineterminator="\n")
    writer.writeheader()
    for row in rows():
        writer.writerow({column: text(value) for column, value in row.items()})
    return out.getvalue()


def distance(a, b):
    try:
        a, b = float(a), float(b)
    except ValueError:
        return 0.0 if a == b else float("inf")
    return 0.0 if a == b else abs(a - b) / max(abs(a), abs(b))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the table instead of comparing it")
    made = table()
    if parser.parse_args().write:
        TABLE.write_text(made, encoding="utf-8")
        return
    there, here = (list(csv.DictReader(io.StringIO(text))) for text in (TABLE.read_text(encoding="utf-8"), made))
    worst = {column: max(distance(a[column], b[column]) for a, b in zip(there, here, strict=True)) for column in here[0]}
    print({column: value for column, value in worst.items() if value})
    if max(worst.values()) > TOLERANCE:
        sys.exit(1)


if __name__ == "__main__":
    main()
