"""Writes the matrices of a safetensors file as an ONNX model in float32, which WeightWatcher reads without PyTorch.

as_onnx.py MODEL.safetensors MODEL.onnx   the weights lie beside it, in MODEL.onnx.data: a file of the format ends at 2 GB
"""

import sys
from pathlib import Path

import ml_dtypes  # noqa: F401: NumPy has no bfloat16 without it
import onnx
from safetensors import safe_open


def main():
    stored, nodes, ends = [], [], []
    with safe_open(sys.argv[1], framework="np") as file:
        for i, name in enumerate(file.keys()):
            weight = file.get_tensor(name).astype("float32")
            stored.append(onnx.numpy_helper.from_array(weight, name))
            nodes.append(onnx.helper.make_node("MatMul", [f"x{i}", name], [f"y{i}"]))
            for end, side in (("x", 0), ("y", 1)):
                shape = [None, weight.shape[side]]
                ends.append(onnx.helper.make_tensor_value_info(f"{end}{i}", onnx.TensorProto.FLOAT, shape))
    graph = onnx.helper.make_graph(nodes, "layers", ends[::2], ends[1::2], stored)
    target = Path(sys.argv[2])
    onnx.save_model(
        onnx.helper.make_model(graph), target, save_as_external_data=True, location=f"{target.name}.data", size_threshold=0
    )


main()
