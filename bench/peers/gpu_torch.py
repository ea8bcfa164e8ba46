"""What PyTorch takes on the same GPU for the spectra that eigensweep's gpu-check times.

gpu_torch.py TABLE.csv LARGEST writes a line for each order and precision: n, batch, precision, seconds of
linalg.svdvals, seconds of the Gram product and linalg.eigvalsh; both for the whole batch, weights already on the GPU.
"""

import sys
import time

import torch

ORDERS = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)
# svdvals of one matrix beyond this takes minutes.
LARGEST_SVD = 8192


def seconds(work, repetitions):
    """The best of some repetitions, after one that does not count."""
    work()
    torch.cuda.synchronize()
    best = float("inf")
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        best = min(best, time.perf_counter() - start)
    return best


def main():
    largest = int(sys.argv[2])
    generator = torch.Generator(device="cuda").manual_seed(7)
    with open(sys.argv[1], "w", encoding="utf-8") as table:
        for n in (order for order in ORDERS if order <= largest):
            batch = max(1, min(64, 2**26 // (n * n), 4 if n >= 2048 else 64))
            for name, dtype in (("F64", torch.float64), ("F32", torch.float32)):
                weights = torch.randn(batch, n, n, generator=generator, device="cuda", dtype=dtype)
                repetitions = 3 if n <= 1024 else 1
                svd = float("nan")
                if n <= LARGEST_SVD:
                    svd = seconds(lambda w=weights: torch.linalg.svdvals(w), repetitions)
                eigen = seconds(lambda w=weights: torch.linalg.eigvalsh(w.mT @ w), repetitions)
                table.write(f"{n},{batch},{name},{svd},{eigen}\n")
                table.flush()


main()
