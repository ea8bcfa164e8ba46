#!/usr/bin/env python3
"""Writes the small ONNX models that OnnxFixturesTest reads, as PyTorch's exporters and ONNX Runtime's quantisers make
them, each with an .npz of the weights that it really computes with.

    venv/bin/python -P scripts/references/onnx_models.py core/src/test/resources/eigensweep/checkpoint/onnx

The weights of exported models are those of the PyTorch module. Those of quantised models are numpy's
(code - zero point) * scale, held to what ONNX Runtime answers when the operator is shown the identity matrix, and, where
its quantiser can be asked, to the float weights that it quantised.

Run with torch 2.15.0, onnx 1.23.2, onnxscript 0.7.2, onnxruntime 1.32.0, numpy 2.4.6.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import nn

warnings.filterwarnings("ignore")


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(8, 8)
        self.key = nn.Linear(8, 8, bias=False)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        return self.norm(self.query(x) @ self.key(x).transpose(-1, -2) @ x)


class Net(nn.Module):
    """One of each that an exporter rewrites: a linear layer's transpose, a recurrent layer's gates."""

    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(20, 8)
        self.layer = nn.ModuleList([Block(), Block()])
        self.lstm = nn.LSTM(8, 6, num_layers=2, bidirectional=True, batch_first=True)
        self.conv = nn.Conv1d(12, 4, 3)
        self.head = nn.Linear(4, 10)
        self.gru = nn.GRU(10, 3, batch_first=True)

    def forward(self, ids):
        x = self.emb(ids)
        for layer in self.layer:
            x = layer(x)
        x, _ = self.lstm(x)
        x = self.conv(x.transpose(1, 2)).relu().transpose(1, 2)
        return self.gru(self.head(x))[0]


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(5, 4, batch_first=True)
        self.out = nn.Linear(4, 7)

    def forward(self, x):
        return self.out(self.rnn(x)[0])


def torch_models(target):
    torch.manual_seed(5)
    net = Net().eval()
    export(net, torch.arange(10)[None], target / "torchscript.onnx", dynamo=False)
    export(net, torch.arange(10)[None], target / "dynamo.onnx", dynamo=True)
    np.savez(target / "torch.npz", **matrices(net))
    recurrent = Recurrent().eval()
    export(recurrent, torch.ones(1, 6, 5), target / "dynamo_plain.onnx", dynamo=True, optimize=False)
    np.savez(target / "dynamo_plain.npz", **matrices(recurrent))


def export(net, given, path, **options):
    torch.onnx.export(net, (given,), str(path), **options)
    model = onnx.load(path)
    Path(f"{path}.data").unlink(missing_ok=True)
    slimmed(model)
    onnx.save(model, path)


def matrices(net):
    return {name: value.numpy() for name, value in net.state_dict().items() if value.ndim > 1}


def slimmed(model):
    """Without what says where the exporter ran."""
    for node in model.graph.node:
        kept = [p for p in node.metadata_props if p.key == "pkg.torch.onnx.name_scopes"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
        node.doc_string = ""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.graph.value_info[:]
    for value in list(model.graph.input) + list(model.graph.output) + list(model.graph.initializer):
        del value.metadata_props[:]
        value.doc_string = ""


def heavy(rng, *shape):
    return (rng.standard_normal(shape) * (rng.pareto(2.5, shape[-1]) + 0.2)).astype(np.float32)


def float_model(rng):
    """A table that is looked up, a matrix without a name of its own, one with, a kernel, a recurrent layer."""
    weights = {
        "emb.weight": heavy(rng, 30, 16),
        "onnx::MatMul_10": heavy(rng, 16, 24),
        "fc2.weight": heavy(rng, 24, 8),
        "conv.weight": heavy(rng, 6, 8, 3),
        "onnx::LSTM_20": heavy(rng, 2, 20, 6),
        "onnx::LSTM_21": heavy(rng, 2, 20, 5),
    }
    nodes = [
        helper.make_node("Gather", ["emb.weight", "ids"], ["x0"], "/emb/Gather"),
        helper.make_node("MatMul", ["x0", "onnx::MatMul_10"], ["x1"], "/layer.0/fc1/MatMul"),
        helper.make_node("Relu", ["x1"], ["x2"], "/layer.0/Relu"),
        helper.make_node("MatMul", ["x2", "fc2.weight"], ["x3"], "/layer.0/fc2/MatMul"),
        helper.make_node("Transpose", ["x3"], ["x4"], "/Transpose", perm=[0, 2, 1]),
        helper.make_node("Conv", ["x4", "conv.weight"], ["x5"], "/conv/Conv"),
        helper.make_node("Transpose", ["x5"], ["x6"], "/Transpose_1", perm=[2, 0, 1]),
        helper.make_node(
            "LSTM", ["x6", "onnx::LSTM_20", "onnx::LSTM_21"], ["y"], "/lstm/LSTM", hidden_size=5, direction="bidirectional"
        ),
    ]
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return model


class Ids(CalibrationDataReader):
    def __init__(self):
        self.left = [{"ids": np.arange(i, i + 12, dtype=np.int64)[None] % 30} for i in range(4)]

    def get_next(self):
        return self.left.pop() if self.left else None


NAMES = {
    "emb.weight": "emb.weight",
    "onnx::MatMul_10": "layer.0.fc1.weight",
    "fc2.weight": "fc2.weight",
    "conv.weight": "conv.weight",
    "onnx::LSTM_20": "lstm.weight_ih_l0",
    "onnx::LSTM_21": "lstm.weight_hh_l0",
}


def runtime_models(target):
    rng = np.random.default_rng(7)
    model = float_model(rng)
    source = target / "float.onnx"
    onnx.save(model, source)
    quantize_dynamic(source, target / "dynamic.onnx", per_channel=True, weight_type=QuantType.QInt8)
    quantize_dynamic(source, target / "dynamic_uint8.onnx", weight_type=QuantType.QUInt8)
    for name, form in {"qdq": QuantFormat.QDQ, "qoperator": QuantFormat.QOperator}.items():
        quantize_static(source, target / f"{name}.onnx", Ids(), quant_format=form, per_channel=True)
    source.unlink()
    for name in ["dynamic", "dynamic_uint8", "qdq", "qoperator"]:
        np.savez(target / f"{name}.npz", **affine(onnx.load(target / f"{name}.onnx"), originals(model)))


def originals(model):
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def affine(model, originals):
    """The weights by their names, from X_quantized, X_scale, X_zero_point; those that were left alone as they are."""
    tensors = originals | {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {}
    for stored, name in NAMES.items():
        weight = tensors[stored]
        if stored + "_quantized" in tensors:
            codes = tensors[stored + "_quantized"].astype(np.float64)
            scale = tensors[stored + "_scale"].astype(np.float64)
            zero = tensors[stored + "_zero_point"].astype(np.float64)
            weight = (codes - along(zero, codes, name)) * along(scale, codes, name)
            close = originals[stored].swapaxes(1, 2) if name.startswith("lstm") else originals[stored]
            assert np.abs(weight - close).max() <= 1.01 * scale.max(), name
        if weight.ndim == 3 and name.startswith("lstm"):
            weights[name], weights[name + "_reverse"] = weight
        else:
            weights[name] = weight
    return weights


def along(values, codes, name):
    if values.size == 1:
        return values.reshape([1] * codes.ndim)
    if name.startswith("lstm"):
        return values.reshape(2, 1, -1)
    axis = 0 if name.startswith("conv") else codes.ndim - 1
    return values.reshape([-1 if d == axis else 1 for d in range(codes.ndim)])


def block_models(target):
    """4 and 8 bits in blocks of 16 of the 40 inputs, so that the last block is filled up."""
    rng = np.random.default_rng(8)
    weights = {"model.layers.0.q_proj.weight": heavy(rng, 40, 12), "onnx::MatMul_5": heavy(rng, 40, 10)}
    names = dict(zip(weights, ["model.layers.0.q_proj.weight", "model.lm_head.weight"]))
    nodes = [
        helper.make_node("MatMul", ["x", list(weights)[0]], ["y0"], "/model/layers.0/q_proj/MatMul"),
        helper.make_node("MatMul", ["x", list(weights)[1]], ["y1"], "/model/lm_head/MatMul"),
    ]
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [40, 40])],
        [helper.make_tensor_value_info(y, TensorProto.FLOAT, None) for y in ("y0", "y1")],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    for name, symmetric, form, bits in [
        ("nbits", True, QuantFormat.QOperator, 4),
        ("nbits_zero_points", False, QuantFormat.QOperator, 4),
        ("nbits_8", False, QuantFormat.QOperator, 8),
        ("nbits_qdq", False, QuantFormat.QDQ, 4),
    ]:
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
        config = DefaultWeightOnlyQuantConfig(block_size=16, is_symmetric=symmetric, quant_format=form, bits=bits)
        quantiser = MatMulNBitsQuantizer(model, block_size=16, is_symmetric=symmetric, algo_config=config)
        quantiser.process()
        onnx.save(quantiser.model.model, target / f"{name}.onnx")
        effective = answers_to_identity(target / f"{name}.onnx", 40)
        for (stored, weight), answer in zip(weights.items(), effective):
            assert np.abs(answer - weight).max() <= 2.1 * np.abs(weight).max() / 2**bits, stored
        np.savez(target / f"{name}.npz", **{names[s]: e for s, e in zip(weights, effective)})


def answers_to_identity(path, size):
    """What a model of matrices multiplies with, in float32: exact, as every sum has one term."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": np.eye(size, dtype=np.float32)})


def main():
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    torch_models(target)
    runtime_models(target)
    block_models(target)
    for file in sorted(target.iterdir()):
        print(file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
