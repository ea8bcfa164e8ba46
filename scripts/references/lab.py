#!/usr/bin/env python3
"""Records what PyTorch and torchvision compute, for the tests of eigensweep.lab.train.

    venv-with-torch-and-torchvision/bin/python scripts/references/lab.py app/lab/src/test/resources/eigensweep/lab/train

Weights and images are not recorded but drawn: number i of stream k is that of SplitMix64 with seed k, which the tests
draw as well.
"""

import json
import math
import platform
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch import nn

IMAGES, LABELS, GRADIENTS, START = 10_000, 10_001, 20_000, 30_000


def stream(seed, n):
    """n numbers in [0, 1)."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) / 2.0**53


def variables(model):
    return [(name, value) for name, value in model.state_dict().items() if "num_batches" not in name]


def draw(model):
    """Kernels and matrices U(-b, b) with b = sqrt(6 / fan_in); scales and variances U(1/2, 3/2); the rest U(-0.1, 0.1)."""
    with torch.no_grad():
        for k, (name, value) in enumerate(variables(model)):
            u = stream(k, value.numel())
            if value.dim() > 1:
                numbers = (2 * u - 1) * math.sqrt(6 / (value.numel() / value.shape[0]))
            elif name.endswith(("weight", "running_var")):
                numbers = 0.5 + u
            else:
                numbers = 0.2 * u - 0.1
            value.copy_(torch.from_numpy(numbers.astype(np.float32)).reshape(value.shape))


def images(*shape):
    return torch.from_numpy(stream(IMAGES, math.prod(shape)).astype(np.float32)).reshape(shape)


def cifar_resnet18():
    model = torchvision.models.resnet18(num_classes=10)
    model.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    model.maxpool = nn.Identity()
    return model


def resnet18():
    model = cifar_resnet18()
    draw(model)
    x = images(4, 3, 32, 32)
    y = torch.from_numpy((stream(LABELS, 4) * 10).astype(np.int64))
    model.eval()
    evaluated = model(x)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    logits = model(x)
    loss = nn.functional.cross_entropy(logits, y)
    loss.backward()
    optimizer.step()
    after = {name: [float(v.double().sum()), float(v.reshape(-1)[-1])] for name, v in variables(model)}
    model.eval()
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "names": [[name, list(value.shape)] for name, value in variables(model)],
        "labels": y.tolist(),
        "evaluation_logits": evaluated.flatten().tolist(),
        "training_logits": logits.flatten().tolist(),
        "loss": float(loss),
        "after_sum_and_last": after,
        "after_evaluation_logits": model(x).flatten().tolist(),
    }


def architecture(model, x):
    draw(model)
    model.eval()
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "names": [[name, list(value.shape)] for name, value in variables(model)],
        "evaluation_logits": model(x)[:, :10].flatten().tolist(),
    }


def trajectory(make):
    """50 steps with gradients that do not depend on the weights, of all sizes; the rate falls to a tenth after 25."""
    n = 30
    w = nn.Parameter(torch.from_numpy((2 * stream(START, n) - 1).astype(np.float32)))
    optimizer = make([w])
    scale = 10.0 ** -(np.arange(n) % 10)
    kept = {}
    for step in range(1, 51):
        w.grad = torch.from_numpy(((2 * stream(GRADIENTS + step, n) - 1) * scale).astype(np.float32))
        optimizer.param_groups[0]["lr"] = 0.05 if step <= 25 else 0.005
        optimizer.step()
        if step in (1, 2, 10, 26, 50):
            kept[str(step)] = w.detach().tolist()
    return kept


def rates(make, base, steps):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=base)
    scheduler = make(optimizer)
    out = []
    for _ in range(steps):
        out.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return out


def main():
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    optim, schedulers = torch.optim, torch.optim.lr_scheduler
    records = {
        "resnet18": resnet18(),
        "resnet18_imagenet": architecture(torchvision.models.resnet18(), images(1, 3, 64, 64)),
        "resnet50_imagenet": architecture(torchvision.models.resnet50(), images(1, 3, 64, 64)),
        "optimizers": {
            "sgd": trajectory(lambda p: optim.SGD(p, lr=1)),
            "sgd_momentum_decay": trajectory(lambda p: optim.SGD(p, lr=1, momentum=0.9, weight_decay=0.01)),
            "adamw": trajectory(lambda p: optim.AdamW(p, lr=1, weight_decay=0.01)),
        },
        "schedules": {
            "cosine": rates(lambda o: schedulers.CosineAnnealingLR(o, 40), 0.1, 40),
            "steps": rates(lambda o: schedulers.MultiStepLR(o, [3, 6], 0.1), 0.1, 10),
        },
        "versions": {
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
    }
    (folder / "pytorch.json").write_text(json.dumps(records, indent=0) + "\n")


main()
