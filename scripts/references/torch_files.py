#!/usr/bin/env python3
"""Writes the small files that TorchFilesTest reads: what PyTorch can put into a file besides a plain state dict.

    python3 -m venv venv && venv/bin/pip install torch safetensors numpy
    venv/bin/python scripts/references/torch_files.py core/src/test/resources/eigensweep/checkpoint/torch_files

The files in the repository were written by torch 2.15.0, safetensors 0.8.0, numpy 2.4.6 on Python 3.11.
`expected.safetensors` has what the reader is to find in each, as PyTorch itself has it, under `FILE/NAME`.
"""

import argparse
import collections
import dataclasses
import datetime
import enum
import os
import pathlib
import sys
import warnings

import numpy
import safetensors.torch
import torch
from torch import nn

warnings.filterwarnings("ignore")


class Kind(enum.Enum):
    FIRST = 1


@dataclasses.dataclass
class Config:
    width: int = 1


@dataclasses.dataclass(frozen=True)
class Frozen:
    __slots__ = ("width",)
    width: int


class Pair(collections.namedtuple("Pair", "weight step")):
    pass


class Net(nn.Module):
    """With everything that a module can hold."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 12)
        self.conv = nn.Conv1d(3, 4, 5)
        self.up = nn.ConvTranspose2d(3, 4, 2)
        self.table = nn.Embedding(10, 6)
        self.pairs = nn.Bilinear(3, 4, 5)
        self.rnn = nn.LSTM(4, 3)
        self.mha = nn.MultiheadAttention(6, 2)
        self.norm = nn.LayerNorm([4, 5])
        self.token = nn.Parameter(torch.randn(1, 7, 6))
        self.register_buffer("mask", torch.ones(6, 6).tril())

    def forward(self, x):
        return self.fc(x)


class Masked(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 12)
        self.register_buffer("mask", torch.ones(8, 8).tril())

    def forward(self, x):
        return self.fc(x @ self.mask)


EXPECTED = {}


def heavy(rng, rows, columns):
    scale = rng.pareto(1.5, columns) + 0.2
    return torch.tensor(rng.standard_normal((rows, columns)) * scale, dtype=torch.float32)


def expect(file, **tensors):
    for name, tensor in tensors.items():
        EXPECTED[file + "/" + name.replace("__", ".")] = tensor.detach().contiguous().clone()


def main(folder):
    os.makedirs(folder, exist_ok=True)
    at = lambda name: os.path.join(folder, name)
    save = lambda content, name, **how: torch.save(content, at(name), **how)
    rng = numpy.random.default_rng(20261201)
    torch.manual_seed(1)
    w, v = heavy(rng, 12, 8), heavy(rng, 12, 8)
    for kind in (Kind, Config, Frozen, Pair, Net, Masked):
        kind.__module__ = "research.models"  # that nobody who reads the file has
    sys.modules["research"] = sys.modules["research.models"] = sys.modules[__name__]

    legacy(save, expect, w, v)
    numbers(save, expect, w, v)
    containers(save, expect, w, v)
    training(save, expect, w, v)
    modules(at, save, w)
    safetensors.torch.save_file({"w.weight": w}, at("safetensors.bin"))
    expect("safetensors.bin", w__weight=w)
    safetensors.torch.save_file(EXPECTED, at("expected.safetensors"))
    for name in sorted(os.listdir(folder)):
        print(f"{os.path.getsize(at(name)):8d} {name}")


def legacy(save, expect, w, v):
    """The format before PyTorch 1.6. A module's class is stored with its source."""
    old = {"_use_new_zipfile_serialization": False}
    wide = torch.zeros(20, 8)
    wide[4:16] = w
    content = {"w.weight": w, "half.weight": v.half(), "part.weight": wide[4:16], "t.weight": v.t(), "ids": torch.arange(5)}
    save(content, "legacy.pt", **old)
    expect("legacy.pt", w__weight=w, half__weight=v.half(), part__weight=w, t__weight=v.t(), ids=torch.arange(5))
    save({"w.weight": w.bfloat16()}, "legacy_protocol4.pt", pickle_protocol=4, **old)
    expect("legacy_protocol4.pt", w__weight=w.bfloat16())
    module = nn.Sequential(nn.Linear(8, 12), nn.BatchNorm1d(12))
    save(module, "legacy_module.pt", **old)
    expect("legacy_module.pt", **{k.replace(".", "__"): t for k, t in module.state_dict().items()})


def numbers(save, expect, w, v):
    per_tensor = torch.quantize_per_tensor(w, 0.1, 3, torch.qint8)
    scales, zeros = torch.rand(12) + 0.1, torch.arange(12)
    per_channel = torch.quantize_per_channel(w, scales.double(), zeros, 0, torch.quint8)
    save({"one.weight": per_tensor, "rows.weight": per_channel}, "quantised.pt")
    expect("quantised.pt", one__weight=per_tensor.dequantize(), rows__weight=per_channel.dequantize())
    save({"neg.weight": torch._neg_view(w), "conj.weight": torch.complex(w, v).conj()}, "negated.pt")
    expect("negated.pt", neg__weight=-w)
    sparse = w * (w.abs() > w.abs().median())
    layouts = {"coo.weight": sparse.to_sparse(), "csr.weight": sparse.to_sparse_csr(), "bsr.weight": sparse.to_sparse_bsr((2, 2))}
    save({**layouts, "dense.weight": w}, "sparse.pt")
    expect("sparse.pt", dense__weight=w)
    save({"meta.weight": torch.empty(12, 8, device="meta"), "dense.weight": w}, "meta.pt")
    expect("meta.pt", dense__weight=w)
    save({"nested": torch.nested.nested_tensor([w, v[:5]]), "dense.weight": w}, "nested_tensor.pt")
    expect("nested_tensor.pt", dense__weight=w)
    types = {"a": torch.float8_e4m3fn, "b": torch.float8_e5m2fnuz, "c": torch.float8_e4m3fnuz, "d": torch.bfloat16, "e": torch.float16, "f": torch.float64, "g": torch.uint16}
    for protocol in (2, 4, 5):
        name = f"types_protocol{protocol}.pt"
        save({key: w.to(dtype) for key, dtype in types.items()}, name, pickle_protocol=protocol)
        expect(name, **{key: w.to(dtype).double() for key, dtype in types.items()})


def containers(save, expect, w, v):
    save([w, {"a": v}, (w * 2,)], "list.pt")
    expect("list.pt", **{"0": w, "1__a": v, "2__0": w * 2})
    save(w, "tensor.pt")
    expect("tensor.pt", tensor=w)
    save({0: w, ("a", 1): v, None: w * 2, 1.5: w * 3}, "odd_keys.pt")
    expect("odd_keys.pt", **{"0": w, "(a, 1)": v, "None": w * 2, "?3": w * 3})
    save({"pair": Pair(w, 3), "queue": collections.deque([v], maxlen=2)}, "objects.pt")
    expect("objects.pt", pair__0=w, queue__0=v)
    buffer = nn.Buffer(v) if hasattr(nn, "Buffer") else v
    save({"w": nn.Parameter(w), "b": buffer}, "parameters.pt")
    expect("parameters.pt", w=w, b=v)


def training(save, expect, w, v):
    """Checkpoints with all that a training leaves behind beside its weights."""
    extras = {
        "config": Config(), "frozen": Frozen(3), "kind": Kind.FIRST, "function": nn.functional.relu, "class": Net, "type": dict,
        "dtype": torch.float32, "device": torch.device("cuda:0"), "size": torch.Size([1]), "path": pathlib.PosixPath("/x"),
        "when": datetime.datetime(2020, 1, 1), "zone": datetime.timezone.utc, "args": argparse.Namespace(lr=0.1),
        "lists": collections.defaultdict(list, a=[1]), "count": collections.Counter("aab"), "complex": 1j, "set": {1},
        "frozenset": frozenset([2]), "bytes": bytearray(b"x"), "huge": 10**30, "range": range(3), "slice": slice(1, 2),
        "array": numpy.arange(3), "number": numpy.float64(0.5), "numpy type": numpy.dtype("f4"), "class of numbers": numpy.float32,
        "generator": numpy.random.default_rng(0), "state": numpy.random.RandomState(0), "torch generator": torch.Generator().get_state(),
    }  # fmt: skip
    save({"state_dict": {"fc.weight": w}, **extras}, "extras.pt")
    save({"state_dict": {"fc.weight": w}, **extras}, "extras_protocol4.pt", pickle_protocol=4)
    optimiser = {"state": {0: {"exp_avg": v, "step": torch.tensor(3.0)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    lightning = {
        "epoch": 3, "pytorch-lightning_version": "2.0", "state_dict": {"net.fc.weight": w}, "loops": {},
        "callbacks": {"ModelCheckpoint{'monitor': 'val'}": {"best_model_score": torch.tensor(1.0)}},
        "optimizer_states": [optimiser], "hyper_parameters": argparse.Namespace(lr=0.1, path=pathlib.PosixPath("/x")),
    }  # fmt: skip
    save(lightning, "lightning.ckpt")
    expect("lightning.ckpt", **{"net.fc.weight": w})
    save({"model": {"fc.weight": w}, "ema": {"fc.weight": w * 1.01}, "optimizer": optimiser}, "ema.pt")
    expect("ema.pt", model__fc__weight=w, ema__fc__weight=w * 1.01)


def modules(at, save, w):
    net = Net()
    save(net, "module.pt")
    expect("module.pt", **{k.replace(".", "__"): t for k, t in net.state_dict().items()})
    graph = torch.fx.symbolic_trace(nn.Sequential(nn.Linear(8, 12)))
    save(graph, "graph_module.pt")
    expect("graph_module.pt", **{k.replace(".", "__"): t for k, t in graph.state_dict().items()})
    script = torch.jit.script(Masked().eval())
    torch.jit.save(script, at("script.pt"))
    expect("script.pt", **{k.replace(".", "__"): t for k, t in script.state_dict().items()})
    plain = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Linear(12, 8)).eval()
    torch.jit.save(torch.jit.freeze(torch.jit.script(plain)), at("frozen.pt"))
    expect("frozen.pt", CONSTANTS__c0=plain[0].weight, CONSTANTS__c1=plain[0].bias, CONSTANTS__c2=plain[2].weight)
    quantised = torch.ao.quantization.quantize_dynamic(plain, {nn.Linear}, dtype=torch.qint8)
    save(quantised.state_dict(), "dynamic.pt")
    weights = {f"{i}._packed_params._packed_params.0": quantised[i].weight().dequantize() for i in (0, 2)}
    expect("dynamic.pt", **weights)


if __name__ == "__main__":
    main(sys.argv[1])
