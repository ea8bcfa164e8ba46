#!/usr/bin/env python3
"""Records what core/src/test/java/eigensweep/sweep/ZooTest.java holds our sweeps of real models to.

    scripts/zoo --fetch FOLDER
    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 torch==2.15.0 onnx==1.23.2 safetensors==0.8.0 h5py==3.16.0
    OMP_NUM_THREADS=1 venv/bin/python scripts/references/zoo.py FOLDER [FILE ...]

Every file is opened with its format's own library. Arrays with two axes longer than 1 are counted, and weights become matrices: two axes; kernels, a matrix a position, halved; stacks; what quantisers and weight norms made,
as the model computes with it. Their singular values are numpy.linalg.svd's, in float64. Written are `files.csv` (two columns
of it) and `layers.csv`; of models of many layers a choice by hash.
"""
import csv
import hashlib
import math
import pathlib
import pickle
import re
import sys
import types
import warnings

import numpy as np

warnings.filterwarnings("ignore")

ZOO = pathlib.Path(__file__).resolve().parents[2] / "core/src/test/resources/golden/zoo"
MOST_LAYERS = 24  # recorded of one file
BUFFER = re.compile(r"(.*[._])?(running_\w+|num_batches_tracked)$")
FIXED = re.compile(r"forward_basis_buffer|stft_conv|cq_t2010|_w3j_")  # transforms that nobody trained
OPTIMISER = re.compile(r"(.*\.)?optimi[sz]er(_state|_states|_state_dict|_weights)?(\.|$|/).*")


# What each reader gives: name, array, and how its matrices lie: "matrix", "kernel" (out, in, positions), "kernel-last"
# (positions, in, out), "stack" (the last two axes), or None where that is not certain.


def torch_arrays(path):
    import torch

    class Module(torch.nn.Module):
        """What an unknown class is taken for."""

    class Unpickler(pickle.Unpickler):
        def find_class(self, module, name):
            try:
                return super().find_class(module, name)
            except (ImportError, AttributeError):
                return type(name, (Module,), {"__module__": module})

    pickles = types.ModuleType("pickles")
    pickles.__dict__.update(pickle.__dict__)
    pickles.Unpickler = Unpickler
    pickles.load = lambda file, **options: Unpickler(file, **options).load()
    if path.suffix == ".jit":
        return dict_arrays(torch.jit.load(path, map_location="cpu").state_dict())
    return dict_arrays(torch.load(path, map_location="cpu", weights_only=False, pickle_module=pickles))


def dict_arrays(root):
    import torch

    found, modules = {}, [""]

    def walk(prefix, value):
        if isinstance(value, torch.nn.Module):
            value = value.state_dict()
        if torch.is_tensor(value):
            if value.dim() >= 2:
                value = value.detach().cpu()
                found[prefix] = value.double().numpy() if value.is_floating_point() else value.numpy()
        elif isinstance(value, np.ndarray):
            if value.ndim >= 2:
                found[prefix] = value
        elif isinstance(value, dict):
            for key, item in value.items():
                walk(f"{prefix}.{key}" if prefix else str(key), item)
        elif isinstance(value, (list, tuple)):
            for index, item in enumerate(value):
                walk(f"{prefix}.{index}" if prefix else str(index), item)

    walk("", root)
    return [(name, array, torch_reading(name, array)) for name, array in found.items()]


def torch_reading(name, array):
    if array.dtype.kind != "f" or BUFFER.match(name) or FIXED.search(name) or OPTIMISER.match(name):
        return None
    if array.ndim == 2:
        return None if name.endswith("bias") else "matrix"
    return "kernel" if name.endswith("weight") else None


def safetensors_arrays(path):
    from safetensors.torch import load_file

    return dict_arrays(load_file(path))


def npy_arrays(path):
    array = np.load(path)
    return [(path.name.removesuffix(".npy"), array, "matrix" if array.ndim == 2 else bare(array))]


def bare(array):
    """Whose axes the file does not explain: the positions of a kernel have the smaller sum, on a tie they come last."""
    return "kernel-last" if sum(array.shape[:-2]) < sum(array.shape[2:]) else "kernel"


def hdf5_arrays(path):
    import h5py

    found = []

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and item.ndim >= 2 and item.dtype.kind in "fiu":
            array = item[()]
            reading = None
            if array.dtype.kind == "f" and not OPTIMISER.match(name):
                keras = re.search(r"(kernel|embeddings)(:0)?$", name)
                reading = "matrix" if array.ndim == 2 else "kernel-last" if keras else bare(array)
            found.append((name, array, reading))

    with h5py.File(path) as file:
        file.visititems(visit)
    return found


# The inputs of ONNX operators that are weights.
MULTIPLIES = {"MatMul": (0, 1), "Gemm": (0, 1)}
CONVOLVES = {"Conv": 1, "ConvTranspose": 1}
INTEGERS = {"MatMulInteger": -1, "ConvInteger": 0}  # and the axis of their scales
RECURS = {"LSTM": (1, 2), "GRU": (1, 2), "RNN": (1, 2)}


def onnx_arrays(path):
    import onnx

    model = onnx.load(path)
    if model.functions:
        raise SystemExit(f"{path} has functions, which are not read here")
    reader = Onnx()
    reader.walk(model.graph, {})
    return [(name.rstrip("#"), *reader.readings.get(name, (array, None))) for name, array in reader.arrays.items()]


class Onnx:
    """The constants of a model, and the weights that its operators make of them."""

    def __init__(self):
        self.arrays = {}
        self.readings = {}

    def walk(self, graph, outer):
        from onnx import numpy_helper

        values = dict(outer)  # what is known under each name: whose array it is, and its elements as they are used
        for tensor in graph.initializer:
            self.keep(values, tensor.name, numpy_helper.to_array(tensor))
        for node in graph.node:
            for attribute in node.attribute:
                if node.op_type == "Constant" and attribute.name == "value":
                    self.keep(values, node.output[0], numpy_helper.to_array(attribute.t))
            self.use(node, values)
            for attribute in node.attribute:
                for inner in [attribute.g] if attribute.HasField("g") else attribute.graphs:
                    self.walk(inner, values)

    def keep(self, values, name, array):
        key = name
        while array.ndim >= 2 and key in self.arrays:  # the branches of an If have names of their own
            key += "#"
        values[name] = (key, array)
        if array.ndim >= 2:
            self.arrays[key] = array

    def use(self, node, values):
        op = node.op_type
        known = [values.get(name) for name in node.input]
        source, array = known[0] if known and known[0] else ("", None)
        attributes = {a.name: list(a.ints) or a.i for a in node.attribute}
        constants = [None if each is None else each[1] for each in known]
        view = None
        if array is None or op in MULTIPLIES:
            pass
        elif op == "DequantizeLinear" and constants[1] is not None:
            view = dequantised(array, *constants[1:], axis=attributes.get("axis", 1))
            if node.input[0] in values.get("gathered", ()):
                self.read(source, view, "stack")
        elif op == "Transpose":
            view = array.transpose(attributes.get("perm"))
        elif op in ("Identity", "Cast"):
            view = array
        elif op == "Squeeze":
            axes = attributes.get("axes", constants[1].tolist() if len(constants) > 1 else None)
            view = array.squeeze(None if axes is None else tuple(axes))
        elif op == "Unsqueeze":
            view = np.expand_dims(array, tuple(attributes["axes"] if "axes" in attributes else constants[1].tolist()))
        elif op == "Reshape" and constants[1] is not None:
            view = array.reshape(constants[1].tolist())
        elif op == "Gather" and array.ndim == 2 and array.dtype.kind == "f":
            self.read(source, array, "stack")
        elif op == "Gather" and array.ndim == 2 and array.dtype.itemsize == 1:
            view = array
            values["gathered"] = (*values.get("gathered", ()), node.output[0])
        elif op == "Slice" and re.search(r"weight_(ih|hh)", source):
            self.read(source, array, "stack")  # by gates, to put them into ONNX's order
        if view is not None:
            values[node.output[0]] = (source, view)
        self.weights(node, known, values)

    def weights(self, node, known, values):
        op = node.op_type
        for place in MULTIPLIES.get(op, ()):
            if known[place]:
                self.read(*known[place], "stack")
        if op in CONVOLVES and known[1] and not FIXED.search(node.name + " " + node.output[0]):
            self.read(*known[1], "kernel")
        for place in RECURS.get(op, ()):
            if known[place]:
                self.read(*known[place], "directions")
        if op in INTEGERS and known[1]:
            # ONNX Runtime's dynamic quantisation names the scale after the weight.
            scale = values[node.input[1].removesuffix("_quantized") + "_scale"][1]
            zero = known[3][1] if len(known) > 3 and known[3] else None
            kernel = op == "ConvInteger"
            self.read(known[1][0], dequantised(known[1][1], scale, zero, axis=INTEGERS[op]), "kernel" if kernel else "stack")
        if op == "DynamicQuantizeLSTM":
            for place, scale in ((1, 8), (2, 10)):
                each = [known[at][1].reshape(len(known[place][1]), 1, -1) for at in (scale, scale + 1)]
                self.read(known[place][0], dequantised(known[place][1], *each), "directions")

    def read(self, name, array, reading):
        if name in self.arrays and array.dtype.kind == "f" and array.ndim >= 2 and not FIXED.search(name):
            self.readings.setdefault(name, (array, "matrix" if array.ndim == 2 else reading))


def dequantised(codes, scale, zero=None, axis=1):
    codes, scale = codes.astype(np.float64), scale.astype(np.float64)
    zero = np.zeros_like(scale) if zero is None else zero.astype(np.float64)
    if scale.ndim == 1 and scale.size > 1:
        shape = [-1 if i == axis % codes.ndim else 1 for i in range(codes.ndim)]
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return (codes - zero) * scale


READERS = {
    "PyTorch": torch_arrays,
    "TorchScript": torch_arrays,
    "safetensors": safetensors_arrays,
    "npy": npy_arrays,
    "HDF5": hdf5_arrays,
    "ONNX": onnx_arrays,
}


def with_weight_norms(arrays):
    """The weight in the place of its direction: g v / |v|, the norm over all axes but the first."""
    byname = {name: array for name, array, _ in arrays}
    effective = []
    for name, array, reading in arrays:
        magnitude = next((name[: -len(v)] + g for v, g in (("_v", "_g"), ("original1", "original0"))
                          if name.endswith(v) and name[: -len(v)] + g in byname), None)
        if magnitude:
            g = byname[magnitude]
            axes = tuple(i for i in range(array.ndim) if g.shape[i] == 1)
            weight = g * array / np.sqrt((array ** 2).sum(axes, keepdims=True))
            effective.append((name, weight, "kernel" if array.ndim > 2 else "matrix"))
        elif not (name.endswith("_g") or name.endswith("original0")):
            effective.append((name, array, reading))
    return effective


def matrices(array, reading):
    """Stacks of matrices, one for each spectrum; and the factor on eigenvalues."""
    array = array.astype(np.float64)
    if reading == "kernel":
        return [np.moveaxis(array.reshape(*array.shape[:2], -1), 2, 0)], 0.5
    if reading == "kernel-last":
        return [array.reshape(-1, *array.shape[-2:])], 0.5
    if reading == "directions":
        return [array[i : i + 1] for i in range(len(array))], 1.0
    return [array.reshape(-1, *array.shape[-2:])], 1.0


def record(array, reading):
    stacks, factor = matrices(array, reading)
    for stack in stacks:
        eigenvalues = np.linalg.svd(stack, compute_uv=False).ravel() ** 2 * factor
        yield eigenvalues.size, math.fsum(eigenvalues), eigenvalues.max()


def is_matrix(array):
    return sum(side > 1 for side in array.shape) > 1


def is_weight(array):
    """Whether it is neither empty nor a mask."""
    return array.size > 0 and not np.isin(array, (0.0, 1.0)).all()


def record_file(folder, row):
    path = folder / row["file"]
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise SystemExit(f"{path} is not the file of files.csv")
    if row["refused"]:
        return []
    arrays = READERS[row["format"]](path)
    readable = [(name, array, reading) for name, array, reading in with_weight_norms(arrays)
                if reading and array.dtype.kind == "f" and is_weight(array)]
    row["arrays"] = sum(is_matrix(array) for _, array, _ in arrays)
    row["spectra"] = sum(len(array) if reading == "directions" else 1 for _, array, reading in readable)
    chosen = sorted(readable, key=lambda each: hashlib.sha256(each[0].encode()).digest())[:MOST_LAYERS]
    layers = []
    for name, array, reading in readable:
        if any(name == other[0] for other in chosen):
            layers += [(row["file"], name, *numbers) for numbers in record(array, reading)]
    print(row["file"], row["arrays"], "arrays", row["spectra"], "spectra", len(layers), "recorded", flush=True)
    return layers


def main():
    folder, wanted = pathlib.Path(sys.argv[1]), set(sys.argv[2:])
    with open(ZOO / "files.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = []
    if wanted and (ZOO / "layers.csv").exists():
        with open(ZOO / "layers.csv", newline="") as file:
            kept = [tuple(layer.values()) for layer in csv.DictReader(file) if layer["file"] not in wanted]
    for row in rows:
        if not wanted or row["file"] in wanted:
            kept += record_file(folder, row)
    order = {row["file"]: place for place, row in enumerate(rows)}
    with open(ZOO / "layers.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "tensor", "num_evals", "norm", "lambda_max"))
        writer.writerows((f, t, n, repr(float(norm)), repr(float(most)))
                         for f, t, n, norm, most in sorted(kept, key=lambda layer: order[layer[0]]))
    with open(ZOO / "files.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
