"""What PyTorch takes on the same GPU for the spectra that eigensweep's gpu-check times.

gpu_torch.py TABLE.csv LARGEST SECONDS writes a line for each order, precision and routine as soon as it is measured:
routine, n, precision, seconds a matrix. Weights are on the GPU already. `eigvalsh` has the Gram product and
linalg.eigvalsh, in batches of the size that gpu-check has; `svdvals` is linalg.svdvals, in smaller ones beyond n = 128,
which it takes one by one anyway. After SECONDS no other is begun.
"""

import sys
import time

import torch

ORDERS = (32, 64, 128, 256, 512, 1024, 2048, 4096)
# Those for which a goal is set come first: time may not be enough for all.
GOALS = (1024, 2048, 4096)
PRECISIONS = (("F64", torch.float64), ("F32", torch.float32))
# What takes so long is not measured again.
LONG_SECONDS = 4


def batch_of(routine, n):
    """How many matrices at once."""
    batch = 64 if n <= 1024 else 32 if n <= 2048 else 16
    return batch if routine == "eigvalsh" or n <= 128 else min(batch, 4 if n <= 512 else 1)


def seconds(work):
    """The best of some repetitions after one that does not count, unless each is long."""
    best = float("inf")
    for repetition in range(4):
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        last = time.perf_counter() - start
        if repetition > 0 or last > LONG_SECONDS:
            best = min(best, last)
        if last > LONG_SECONDS:
            break
    return best


def eigvalsh(weights):
    return torch.linalg.eigvalsh(weights.mT @ weights)


def svdvals(weights):
    return torch.linalg.svdvals(weights)


def main():
    largest = int(sys.argv[2])
    end = time.perf_counter() + float(sys.argv[3])
    generator = torch.Generator(device="cuda").manual_seed(7)
    orders = [n for n in GOALS if n <= largest] + [n for n in ORDERS if n <= largest and n not in GOALS]
    for _, dtype in PRECISIONS:  # libraries are loaded, handles made
        small = torch.randn(2, 64, 64, generator=generator, device="cuda", dtype=dtype)
        eigvalsh(small), svdvals(small)
    with open(sys.argv[1], "w", encoding="utf-8") as table:
        for n in orders:
            for routine in (eigvalsh, svdvals):
                for name, dtype in PRECISIONS:
                    if time.perf_counter() > end:
                        return
                    batch = batch_of(routine.__name__, n)
                    weights = torch.randn(batch, n, n, generator=generator, device="cuda", dtype=dtype)
                    taken = seconds(lambda: routine(weights)) / batch
                    table.write(f"{routine.__name__},{n},{name},{taken}\n")
                    table.flush()


main()
