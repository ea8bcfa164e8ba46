#!/usr/bin/env python3
"""Writes the tiny TorchScript model that TorchScriptImageModelTest runs, and what it gives; see embeddings.py.

    venv-with-torch/bin/python scripts/references/torchscript.py app/lab/src/test/resources/eigensweep/data/embedding
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn


def main():
    target = Path(sys.argv[1])
    torch.manual_seed(11)
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval()
    scripted = torch.jit.script(model)
    scripted.save(str(target / "tiny.pt"))
    torch.save(model.state_dict(), target / "weights_only.pt")
    planes = np.load(target.parent / "image" / "resize24-crop20.npy").astype(np.float32) / np.float32(255)
    mean = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
    std = np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]
    with torch.no_grad():
        vector = scripted(torch.from_numpy((planes - mean) / std)[None])
    np.save(target / "tiny_torchscript.npy", vector.numpy())
    versions = {"torch": torch.__version__, "python": platform.python_version()}
    (target / "torchscript.json").write_text(json.dumps(versions) + "\n")


main()
