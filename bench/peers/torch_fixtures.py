#!/usr/bin/env python3
"""Writes the small PyTorch files that TorchFixturesTest reads, so that the test runs without PyTorch.

    python3 -m venv venv && venv/bin/pip install torch safetensors numpy
    venv/bin/python bench/peers/torch_fixtures.py core/src/test/resources/eigensweep/checkpoint

The files in the repository were written by torch 2.15.0, safetensors 0.8.0, numpy 2.4.6 on Python 3.11. Each `.pt` has
a twin `.safetensors` with the same weights, contiguous and under the names that the reader is to give them.
"""

import collections
import json
import os
import sys

import numpy
import safetensors.torch
import torch
from torch import nn


class Net(nn.Module):
    """Pickled as a whole: a class that exists nowhere but in this script."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(40, 16)
        self.body = nn.Sequential(nn.Linear(16, 24), nn.ReLU(), nn.Linear(24, 16))
        self.conv = nn.Conv2d(3, 12, 3)
        self.norm = nn.BatchNorm2d(12)
        self.head = nn.Linear(16, 40, bias=False)
        self.head.weight = self.embed.weight  # tied
        self.act = nn.functional.gelu

    def forward(self, ids):
        return self.head(self.act(self.body(self.embed(ids))))


def weights():
    gen = torch.Generator().manual_seed(20261122)
    rand = lambda *shape: torch.randn(*shape, generator=gen)
    storage = rand(3, 20, 30)
    kernel = rand(12, 16, 3, 3)
    out = collections.OrderedDict()
    out["f32.weight"] = rand(24, 16)
    out["f64.weight"] = rand(24, 16).double()
    out["bf16.weight"] = rand(32, 20).bfloat16()
    out["f16.weight"] = rand(20, 32).half()
    out["f8_e4m3.weight"] = rand(16, 16).to(torch.float8_e4m3fn)
    out["f8_e5m2.weight"] = rand(16, 16).to(torch.float8_e5m2)
    out["transposed.weight"] = rand(16, 40).t()
    out["bf16_transposed.weight"] = rand(16, 24).bfloat16().t()
    out["second_of_three.weight"] = storage[1]
    out["every_other_row.weight"] = rand(40, 12)[::2]
    out["columns.weight"] = rand(14, 40)[:, 5:25]
    out["conv.weight"] = kernel
    out["conv_channels_last.weight"] = rand(12, 16, 3, 3).to(memory_format=torch.channels_last)
    out["conv1d.weight"] = rand(24, 16, 5)
    out["embed.weight"] = rand(40, 16)
    out["lm_head.weight"] = out["embed.weight"]
    out["bias"] = rand(24)
    out["steps"] = torch.tensor(7)
    out["mask.weight"] = torch.ones(12, 12, dtype=torch.bool)
    out["codes.weight"] = torch.arange(144, dtype=torch.int8).reshape(12, 12)
    out["empty.weight"] = torch.zeros(0, 12)
    return out


def twin(path, tensors):
    safetensors.torch.save_file({name: t.detach().contiguous().clone() for name, t in tensors.items()}, path)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    at = lambda name: os.path.join(folder, name)
    sd = weights()
    torch.save(sd, at("torch_state_dict.pt"))
    twin(at("torch_state_dict.safetensors"), sd)

    torch.manual_seed(1)
    net = Net()
    optimizer = torch.optim.Adam(net.body.parameters(), lr=0.1)
    net(torch.arange(12)).sum().backward()
    optimizer.step()
    # Pickled as a class of a module that nobody who reads the file has.
    Net.__module__ = "research.models"
    sys.modules["research"] = sys.modules["research.models"] = sys.modules[__name__]
    torch.save(net, at("torch_module.pt"))
    twin(at("torch_module.safetensors"), net.state_dict())
    torch.save(
        {
            "epoch": 3,
            "state_dict": net.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
            "best": numpy.float64(0.5),
            "args": {"lr": 0.1, "betas": (0.9, 0.999), "device": torch.device("cpu"), "size": torch.Size([1, 2])},
        },
        at("torch_training.pt"),
    )

    small = {"weight": torch.eye(12)}
    torch.save({"a": [small, {"deep": (torch.eye(12),)}]}, at("torch_nested.pt"))
    torch.save(small, at("torch_legacy.pt"), _use_new_zipfile_serialization=False)

    script = nn.Sequential(nn.Linear(16, 24), nn.Linear(24, 12))
    torch.jit.save(torch.jit.script(script), at("torch_script.pt"))
    twin(at("torch_script.safetensors"), script.state_dict())

    arrays(folder, sd)

    numpy.savez(at("numpy.npz"), **{"dense": sd["f32.weight"].numpy(), "order_f": numpy.asfortranarray(sd["f64.weight"].numpy()), "names": numpy.array(["a", "b"])})
    numpy.savez_compressed(at("numpy_compressed.npz"), **{"dense": sd["f32.weight"].numpy(), "order_f": numpy.asfortranarray(sd["f64.weight"].numpy())})

    shards(folder, {k: sd[k] for k in ("f32.weight", "bf16.weight", "conv.weight", "embed.weight")})
    for name in sorted(os.listdir(folder)):
        path = at(name)
        if os.path.isfile(path):
            print(f"{os.path.getsize(path):8d} {name}")


def arrays(folder, sd):
    """NumPy's arrays in PyTorch's files: as weights, and as the state of a random generator beside them."""
    at = lambda name: os.path.join(folder, name)
    weights = {
        "dense": sd["f32.weight"].numpy(),
        "order_f": numpy.asfortranarray(sd["f64.weight"].numpy()),
        "half": sd["f16.weight"].numpy(),
    }
    others = {
        "ids": numpy.arange(12, dtype=numpy.int32),
        "names": numpy.array(["a", "b"]),
        "objects": numpy.array([None, "x"], dtype=object),
        "rng": numpy.random.RandomState(1).get_state(),
        "torch": sd["bf16.weight"],
    }
    torch.save(weights | others, at("torch_numpy.pt"))
    torch.save(weights | others, at("torch_numpy_protocol5.pt"), pickle_protocol=5)
    twin(at("torch_numpy.safetensors"), {k: torch.from_numpy(v) for k, v in weights.items()} | {"torch": sd["bf16.weight"]})


def shards(folder, tensors):
    """`pytorch_model.bin.index.json` with two shards, as transformers writes it."""
    where = os.path.join(folder, "torch_sharded")
    os.makedirs(where, exist_ok=True)
    names = list(tensors)
    files = {"pytorch_model-00001-of-00002.bin": names[:2], "pytorch_model-00002-of-00002.bin": names[2:]}
    for file, part in files.items():
        torch.save({name: tensors[name] for name in part}, os.path.join(where, file))
    index = {"metadata": {"total_size": 0}, "weight_map": {n: f for f, part in files.items() for n in part}}
    with open(os.path.join(where, "pytorch_model.bin.index.json"), "w") as out:
        json.dump(index, out, indent=2)


if __name__ == "__main__":
    main(sys.argv[1])
