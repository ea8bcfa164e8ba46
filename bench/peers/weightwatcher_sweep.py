"""What a WeightWatcher user runs on an ONNX file: import, load, analyze(), print the table."""

import argparse
import logging
import sys
import time

logging.disable(logging.WARNING)

import onnx
import weightwatcher as ww

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("model", metavar="FILE.onnx")
parser.add_argument("--csv", metavar="OUT", help="also write the table with all digits")
parser.add_argument(
    "--without-model-text",
    action="store_true",
    help="spare WeightWatcher the two log lines, never shown, in which it formats the whole model as text",
)
parser.add_argument(
    "--random-bulk",
    action="store_true",
    help="analyze(randomize=True, mp_fit=True, detX=True) instead of its defaults",
)
parser.add_argument(
    "--warm",
    action="store_true",
    help="load once, then analyze() for every line of the input and answer it with the seconds that took",
)
parser.add_argument("--warm-up", metavar="FILE.onnx", help="analyze() this one first, once")
arguments = parser.parse_args()

if arguments.without_model_text:
    onnx.ModelProto.__str__ = lambda model: "an ONNX model"

watcher = ww.WeightWatcher(model=onnx.load(arguments.model))
more = dict.fromkeys(("randomize", "mp_fit", "detX"), arguments.random_bulk)
if arguments.warm_up:
    ww.WeightWatcher(model=onnx.load(arguments.warm_up)).analyze(**more)
if arguments.warm:
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.monotonic()
        details = watcher.analyze(**more)
        print(time.monotonic() - start, flush=True)
else:
    details = watcher.analyze(**more)
    print(details.to_string())
if arguments.csv:
    details.to_csv(arguments.csv, index=False, float_format="%.17g")
