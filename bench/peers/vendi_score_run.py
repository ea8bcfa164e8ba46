"""Scores embeddings with vendi-score, in the fastest of its forms; bench/peers/compare.py times it.

vendi_score_run.py FILE.npy [--float32]      prints {"vs": ..., "form": ..., "seconds": ...} as JSON
vendi_score_run.py FILE.npy --make N D       writes N embeddings of D dimensions instead, always the same
"""

import argparse
import json
import time

import numpy as np


def make(path, n, d):
    """Gaussian clusters: spectra of embeddings fall off, those of plain noise do not."""
    random = np.random.default_rng(20)
    centres = random.standard_normal((64, d))
    rows = centres[random.integers(0, 64, n)] + 0.6 * random.standard_normal((n, d))
    np.save(path, rows.astype(np.float32))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--float32", action="store_true", help="compute in the precision of the file")
    parser.add_argument("--make", nargs=2, type=int, metavar=("N", "D"))
    arguments = parser.parse_args()
    if arguments.make:
        make(arguments.file, *arguments.make)
        return
    from vendi_score import vendi

    start = time.perf_counter()
    embeddings = np.load(arguments.file)
    if not arguments.float32:
        embeddings = embeddings.astype(np.float64)
    n, d = embeddings.shape
    dual = d < n  # what its author calls dual is the d x d form
    score = vendi.score_dual(embeddings) if dual else vendi.score_X(embeddings)
    seconds = time.perf_counter() - start
    print(json.dumps({"vs": float(score), "form": "score_dual" if dual else "score_X", "seconds": seconds}))


if __name__ == "__main__":
    main()
