"""Sections of compare.py: eigenvalues of one matrix, here and by PyTorch, whose LAPACK is MKL."""

import statistics
import subprocess
import sys
import time

from contest import FEWEST, PEERS, Warm, skipped

ORDERS = (128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)
LONG = 2000  # from this order on a call takes seconds
WARM_UP_SECONDS = 2.0  # ours, an order
PAUSE = 0.05  # until the threads of the other side have stopped to look for work
SVD = "svdvals"
PRECISIONS = {"f64": ("float64", 1e-11), "f32": ("float32", 2e-4)}  # what may lie between both sides, of the largest


def mkl_eigenvalues(setup):
    """Eigenvalues of one matrix in processes that stay: of a symmetric one, and of W^T W, against singular values."""
    if not setup.torch:
        return skipped("MKL: it needs --torch")
    orders = setup.orders or ORDERS
    made = [str(setup.scratch), "--make", *map(str, orders)]
    subprocess.run([setup.torch, str(PEERS / "torch_spectra.py"), *made], check=True)
    tables, differences = [], []
    for threads in (1, 2):
        for precision in PRECISIONS:
            rows, worst = compared(setup, orders, precision, threads)
            name = PRECISIONS[precision][0]
            tables += [f"{name}, {threads} thread{'s' if threads > 1 else ''}:", "", *HEAD, *rows, ""]
            differences.append(f"{name}, {threads}: {worst:.0e}")
    for n in orders:
        for matrix in ("weight", "gram"):
            (setup.scratch / f"{matrix}-{n}.bin").unlink()
    return "\n".join(
        [
            "Milliseconds of one call in processes that stay, medians of the turns that both sides take. `product` is",
            "OpenBLAS's product of `4/3 n^3` operations on as many threads.",
            "",
            *tables,
            "Largest differences, of the largest eigenvalue: " + "; ".join(differences) + ".",
            "",
            "The matrices are float64 in files; torch converts them before it is timed, ours within a call. `svdvals` is of",
            f"a square matrix, and timed once from order {LONG} on; beside it are ours of `W^T W`, the product with it. A turn",
            f"is as many calls as fill a tenth of a second. Ours are warmed up for {WARM_UP_SECONDS:.0f} seconds an order, torch by a turn.",
        ]
    )


HEAD = (
    "| n | ours | torch `eigvalsh` | ours = 1 | ours of `W^T W` | torch `svdvals` | ours = 1 | `product` | ours, `product` = 1 "
    "| of `W^T W`, as many operations = 1 |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def compared(setup, orders, precision, threads):
    """The rows of a table, and the largest difference between both sides."""
    arguments = (str(setup.scratch), precision, str(threads))
    ours = Warm(f"eigensweep {precision} {threads}", setup.bench("WarmSpectra", *arguments))
    torch = Warm(f"torch {precision} {threads}", [setup.torch, str(PEERS / "torch_spectra.py"), *arguments])
    rows = []
    for n in orders:
        calls = [(ours, "eigenvalues"), (torch, "eigvalsh"), (ours, "spectrum"), (torch, SVD), (ours, "product")]
        taken = in_turns(calls, n, FEWEST if n >= LONG else max(FEWEST, setup.runs))
        mine, eigvalsh, whole, svdvals, product = (1e3 * taken[name] for _, name in calls)
        setup.figures[f"MKL {precision} {threads} {n}"] = eigvalsh / mine
        # A Gram matrix is n^3 operations more, as it is symmetric.
        bound = product * (1 + 4 / 3) / (4 / 3)
        setup.figures[f"Gram and eigenvalues {precision} {threads} {n}"] = whole / bound
        rows.append(
            f"| {n} | {mine:.3g} | {eigvalsh:.3g} | {eigvalsh / mine:.2f} | {whole:.3g} | {svdvals:.3g} "
            f"| {svdvals / whole:.2f} | {product:.3g} | {mine / product:.1f} | {whole / bound:.1f} |"
        )
        print(f"{precision}, {threads}: {rows[-1]}", file=sys.stderr)
    return rows, difference(ours.close(), torch.close(), orders, PRECISIONS[precision][1])


def in_turns(calls, n, turns):
    """The median seconds of each call, by name."""
    taken = {name: [] for _, name in calls}
    for process, name in calls:
        warm_up(process, name, n)
    for turn in range(turns):
        for process, name in calls:
            if name != SVD or n < LONG or turn == 0:
                time.sleep(PAUSE)
                taken[name].append(process.run(quiet=True, call=f"{name} {n}"))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def warm_up(process, name, n):
    if name == SVD and n >= LONG:
        return
    begin = time.monotonic()
    process.run(quiet=True, call=f"{name} {n}")
    while name in ("eigenvalues", "spectrum") and time.monotonic() - begin < WARM_UP_SECONDS:
        process.run(quiet=True, call=f"{name} {n}")


def difference(ours, torch, orders, tolerance):
    """The largest difference of an eigenvalue, of the largest one: of both matrices, and by both of torch's calls."""
    worst = 0.0
    for n in orders:
        squares = [value**2 for value in reversed(torch[f"{SVD} {n}"])]
        for found, values in ((ours[f"eigenvalues {n}"], torch[f"eigvalsh {n}"]), (ours[f"spectrum {n}"], squares)):
            apart = max(abs(a - b) for a, b in zip(found, values, strict=True)) / values[-1]
            if not apart <= tolerance:
                sys.exit(f"bench-peers: eigenvalues of order {n} are {apart:.0e} of the largest apart")
            worst = max(worst, apart)
    return worst
