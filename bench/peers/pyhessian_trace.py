"""The trace of the Hessian by PyHessian; bench/peers/compare.py times it. Needs requirements-torch.txt.

pyhessian_trace.py MODEL.safetensors IMAGES LABELS --probes N --threads T    prints trace, its parts and seconds as JSON
pyhessian_trace.py --make FOLDER DIGITS                                      writes the digits as a pair of IDX files
"""

import argparse
import gzip
import json
import statistics
import struct
import time
from pathlib import Path


def make(folder, digits):
    """The digits that come with eigensweep, their 0 to 16 spread to 0 to 240, as splits train and test, which are alike."""
    folder.mkdir(parents=True, exist_ok=True)
    images = gzip.decompress((digits / "digits-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((digits / "digits-labels-idx1-ubyte.gz").read_bytes())
    for split in ("train", "t10k"):
        pixels = bytes(15 * value for value in images[16:])
        (folder / f"{split}-images-idx3-ubyte").write_bytes(images[:16] + pixels)
        (folder / f"{split}-labels-idx1-ubyte").write_bytes(labels)


def trace(arguments):
    import torch
    from pyhessian import hessian
    from safetensors.torch import load_file

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    weights = load_file(arguments.model)
    images = Path(arguments.images).read_bytes()
    count, height, width = struct.unpack(">3i", images[4:16])
    x = torch.frombuffer(bytearray(images[16:]), dtype=torch.uint8).reshape(count, height * width).float() / 255
    y = torch.frombuffer(bytearray(Path(arguments.labels).read_bytes()[8:]), dtype=torch.uint8).long()
    layers = []
    for name in sorted((name for name in weights if name.endswith(".weight")), key=lambda n: int(n.split(".")[0])):
        out, into = weights[name].shape
        layers += [torch.nn.Linear(into, out), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers[:-1])
    model.load_state_dict(weights)
    computer = hessian(model, torch.nn.CrossEntropyLoss(), data=(x, y), cuda=False)
    start = time.perf_counter()
    values = computer.trace(maxIter=arguments.probes, tol=0)
    seconds = time.perf_counter() - start
    error = statistics.stdev(values) / len(values) ** 0.5
    print(
        json.dumps(
            {
                "trace": statistics.fmean(values),
                "standard_error": error,
                "products": len(values),
                "trace_seconds": seconds,
                "torch": torch.__version__,
            }
        )
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?")
    parser.add_argument("images", nargs="?")
    parser.add_argument("labels", nargs="?")
    parser.add_argument("--probes", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--make", nargs=2, type=Path, metavar=("FOLDER", "DIGITS"))
    arguments = parser.parse_args()
    if arguments.make:
        make(*arguments.make)
    else:
        trace(arguments)


if __name__ == "__main__":
    main()
