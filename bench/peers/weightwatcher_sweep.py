"""What a WeightWatcher user runs on an ONNX file: import, load, analyze() with its defaults, print the table."""

import argparse
import logging

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
arguments = parser.parse_args()

if arguments.without_model_text:
    onnx.ModelProto.__str__ = lambda model: "an ONNX model"

watcher = ww.WeightWatcher(model=onnx.load(arguments.model))
details = watcher.analyze()
print(details.to_string())
if arguments.csv:
    details.to_csv(arguments.csv, index=False, float_format="%.17g")
