"""The loop that a user of PyTorch or NumPy would write: the eigenvalues of every layer's Gram matrix, and no metrics.

eigenvalue_loop.py torch|numpy MODEL.safetensors OUT.json [--f32] [--threads T] [--warm]

It writes the largest eigenvalue and the sum of each layer. With --warm it runs once for every line of its input, and
answers each with the seconds that took, from opening the file.
"""

import argparse
import json
import os
import sys
import time


def by_torch(model, dtype):
    import torch
    from safetensors import safe_open

    with safe_open(model, framework="pt") as file:
        for name in file.keys():
            weight = file.get_tensor(name).to(getattr(torch, dtype))
            weight = weight if len(weight) >= weight.shape[1] else weight.T
            yield name, torch.linalg.eigvalsh(weight.T @ weight).tolist()


def by_numpy(model, dtype):
    import ml_dtypes  # noqa: F401: NumPy has no bfloat16 without it
    import numpy
    from safetensors import safe_open

    with safe_open(model, framework="np") as file:
        for name in file.keys():
            weight = file.get_tensor(name).astype(dtype)
            weight = weight if len(weight) >= weight.shape[1] else weight.T
            yield name, numpy.linalg.eigvalsh(weight.T @ weight).tolist()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", choices=["torch", "numpy"])
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--f32", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warm", action="store_true")
    arguments = parser.parse_args()
    dtype = "float32" if arguments.f32 else "float64"
    for library in ("OMP", "MKL", "OPENBLAS"):  # read when a library is loaded, which happens below
        os.environ[f"{library}_NUM_THREADS"] = str(arguments.threads)
    loop = {"torch": by_torch, "numpy": by_numpy}[arguments.library]
    if arguments.warm:
        __import__(arguments.library)
        print("ready", flush=True)
        for _ in sys.stdin:
            start = time.monotonic()
            spectra = dict(loop(arguments.model, dtype))
            print(time.monotonic() - start, flush=True)
    else:
        spectra = dict(loop(arguments.model, dtype))
    found = {name: {"lambda_max": values[-1], "norm": sum(values)} for name, values in spectra.items()}
    with open(arguments.out, "w", encoding="utf-8") as out:
        json.dump(found, out)


main()
