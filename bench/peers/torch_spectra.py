"""Spectra of one matrix by PyTorch, whose LAPACK is MKL; against_mkl.py asks it and eigensweep in turn.

torch_spectra.py FOLDER f64|f32 THREADS   answers `eigvalsh 384` or `svdvals 384` with the seconds that a call takes, the
                                          median of as many as fill a tenth of a second; at the end of its input it
                                          says which values it found last
torch_spectra.py FOLDER --make N...       writes the matrices: weight-N.bin and its Gram matrix, gram-N.bin, in float64
"""

import json
import statistics
import sys
import time
from pathlib import Path

ENOUGH, MOST = 0.1, 1000  # seconds, calls


def make(folder, n):
    """A square Gaussian matrix with a heavy tail; the symmetric one is its Gram matrix divided by N."""
    import numpy

    weight = numpy.random.default_rng(n).standard_normal((n, n)) * (numpy.arange(n) + 1.0) ** -0.3
    weight.tofile(folder / f"weight-{n}.bin")
    gram = weight.T @ weight / n
    ((gram + gram.T) / 2).tofile(folder / f"gram-{n}.bin")


def answer(folder, dtype, threads):
    import numpy
    import torch

    torch.set_num_threads(threads)
    matrices = {"eigvalsh": "gram", "svdvals": "weight"}
    found = {}
    print("ready", flush=True)
    for line in sys.stdin:
        name, n = line.split()
        numbers = numpy.fromfile(folder / f"{matrices[name]}-{n}.bin").reshape(int(n), int(n))
        matrix = torch.from_numpy(numbers).to(dtype)
        call = getattr(torch.linalg, name)
        seconds = []
        begin = time.perf_counter()
        while not seconds or len(seconds) < MOST and time.perf_counter() - begin < ENOUGH:
            start = time.perf_counter()
            values = call(matrix)
            seconds.append(time.perf_counter() - start)
        found[line.strip()] = values.tolist()
        print(statistics.median_high(seconds), flush=True)
    print(json.dumps(found))


def main():
    folder = Path(sys.argv[1])
    if sys.argv[2] == "--make":
        for n in sys.argv[3:]:
            make(folder, int(n))
    else:
        import torch

        answer(folder, {"f64": torch.float64, "f32": torch.float32}[sys.argv[2]], int(sys.argv[3]))


if __name__ == "__main__":
    main()
