#!/usr/bin/env python3
"""Writes models that do harm, a few hundred bytes each, for HostileModelsTest: sentence encoders of one input whose
tokeniser or network takes all the time or memory there is, and a program of TorchScript that never ends.

    venv/bin/python -P scripts/references/hostile_models.py app/lab/src/test/resources/eigensweep/data/hostile

Run with torch 2.15.0 and onnx 1.23.2.
"""

import json
import sys
from pathlib import Path

import torch
from onnx import TensorProto, helper


def tokenizer(**parts):
    """A tokeniser of whole words with a part replaced."""
    made = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 1, "b": 2, "aa": 3}, "unk_token": "[UNK]"},
    }
    return json.dumps(made | parts)


def encoder(nodes, name, extra=()):
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "t"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, name, [ids], [out], list(extra))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return model.SerializeToString()


def good():
    """Each token is a vector of its number and 1."""
    shape = helper.make_tensor("axes", TensorProto.INT64, [1], [2])
    one = helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0])
    return encoder([
        helper.make_node("Cast", ["input_ids"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["f", "axes"], ["u"]),
        helper.make_node("Mul", ["u", "u"], ["square"]),
        helper.make_node("Add", ["square", "one"], ["more"]),
        helper.make_node("Concat", ["u", "more"], ["out"], axis=2),
    ], "good", [shape, one])


def expanding():
    """4,000,000,000 numbers a text."""
    shape = helper.make_tensor("shape", TensorProto.INT64, [1], [4_000_000_000])
    return encoder([
        helper.make_node("ConstantOfShape", ["shape"], ["out"]),
    ], "expanding", [shape])


def endless():
    """A loop without a limit whose condition stays true."""
    cond_in = helper.make_tensor_value_info("c", TensorProto.BOOL, [])
    cond_out = helper.make_tensor_value_info("c2", TensorProto.BOOL, [])
    i = helper.make_tensor_value_info("i", TensorProto.INT64, [])
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", "t"])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", "t"])
    body = helper.make_graph([
        helper.make_node("Identity", ["c"], ["c2"]),
        helper.make_node("Neg", ["x"], ["y"]),
    ], "body", [i, cond_in, x], [cond_out, y])
    true = helper.make_tensor("true", TensorProto.BOOL, [], [True])
    return encoder([
        helper.make_node("Cast", ["input_ids"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Loop", ["", "true", "f"], ["out"], body=body),
    ], "endless", [true])


PROGRAM = """
def forward(self, x):
    i = 0
    while i >= 0:
        i = (i + 1) % 7
    return x.flatten(1)
"""


def endless_program(file):
    script = torch.jit.script(torch.nn.Module())
    script.define(PROGRAM)
    script.save(str(file))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "good-tokenizer.json").write_text(tokenizer())
    double = {"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}
    (folder / "doubling-tokenizer.json").write_text(
        tokenizer(normalizer={"type": "Sequence", "normalizers": [double] * 64}))
    (folder / "aborting-tokenizer.json").write_text(
        tokenizer(pre_tokenizer={"type": "Split", "pattern": {"Regex": "(?:(?:a*)*)*$|(a+)+b"},
                                 "behavior": "Isolated", "invert": False}))
    (folder / "good.onnx").write_bytes(good())
    (folder / "expanding.onnx").write_bytes(expanding())
    (folder / "endless.onnx").write_bytes(endless())
    endless_program(folder / "endless.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
