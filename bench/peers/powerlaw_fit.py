"""Fits a power law with Python's powerlaw: for every line of the input once, answered with the seconds that took."""

import contextlib
import json
import sys
import time
import warnings

import powerlaw

warnings.simplefilter("ignore")

with open(sys.argv[1], encoding="utf-8") as file:
    values = [float(line) for line in file]
fit = None
print("ready", flush=True)
for _ in sys.stdin:
    start = time.monotonic()
    with contextlib.redirect_stdout(sys.stderr):
        fit = powerlaw.Fit(values, verbose=False)
        fit.power_law.alpha  # computed when it is asked for
    print(time.monotonic() - start, flush=True)
print(json.dumps({"alpha": float(fit.power_law.alpha), "xmin": float(fit.xmin), "D": float(fit.power_law.D)}))
