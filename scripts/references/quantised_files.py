"""Writes the fixtures of quantised weights, and beside each (NAME.weights.safetensors) the weights that its own library makes of it.

    pip install torch numpy safetensors transformers compressed-tensors bitsandbytes 'mlx[cpu]'
    pip install --no-deps auto-gptq==0.7.1 autoawq==0.2.9
    python -P quantised_files.py FOLDER    (beside it lies a file called statistics)

FOLDER is core/src/test/resources/eigensweep/checkpoint/quantised. Made with torch 2.15.0, compressed-tensors 0.20.1,
bitsandbytes 0.50.2, MLX 0.32.4, AutoGPTQ 0.7.1 and AutoAWQ 0.2.9, whose two source files are loaded without the packages around
them. Codes are drawn from a seed. The libraries compute in float32 here; scales are float16, so that products are exact.
"""

import importlib.util
import json
import os
import sys

import mlx.core as mx
import numpy as np
import torch
from bitsandbytes import functional as bnb
from bitsandbytes.backends.default.ops import _dequantize_4bit_compute
from compressed_tensors.compressors.nvfp4.base import NVFP4PackedCompressor
from compressed_tensors.compressors.mxfp4.base import MXFP4PackedCompressor
from compressed_tensors.compressors.pack_quantized.base import PackedQuantizationCompressor
from compressed_tensors.compressors.nvfp4.helpers import unpack_fp4_from_uint8
from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
from compressed_tensors.quantization.lifecycle.forward import dequantize
from safetensors.torch import save_file

SEED = 20261130
torch.manual_seed(SEED)
random = np.random.default_rng(SEED)


def source(package, path):
    """A module of a package, without the package."""
    where = importlib.util.find_spec(package).submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("part_of_" + package, os.path.join(where, path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def keep(folder, name, config, tensors, weights):
    place = os.path.join(folder, name)
    os.makedirs(place, exist_ok=True)
    save_file({key: value.contiguous() for key, value in tensors.items()}, os.path.join(place, "model.safetensors"))
    save_file({key: value.contiguous() for key, value in weights.items()}, os.path.join(place, "weights.safetensors"))
    if config is not None:
        with open(os.path.join(place, "config.json"), "w") as file:
            json.dump(config, file)
    print(name, {key: list(value.shape) for key, value in weights.items()})


def words(*shape):
    return torch.from_numpy(random.integers(-(2**31), 2**31, shape, dtype=np.int64).astype(np.int32))


def scales(*shape):
    return torch.from_numpy(np.exp(random.normal(-4, 0.5, shape)).astype(np.float16))


def gptq(folder, qlinear):
    tensors, weights = {}, {}
    inputs, outputs, group = 64, 32, 32
    for bits in (2, 3, 4, 8):
        for index in ("none", "activation"):
            name = f"layers.{bits}.{index}"
            layer = qlinear.QuantLinear(bits, group, inputs, outputs, False, weight_dtype=torch.float32)
            layer.qweight = words(inputs * bits // 32, outputs)
            layer.qzeros = words(inputs // group, outputs * bits // 32)
            half = scales(inputs // group, outputs)
            layer.scales = half.float()
            groups = torch.arange(inputs, dtype=torch.int32) // group
            if index == "activation":
                groups = groups[torch.from_numpy(random.permutation(inputs))]
            layer.g_idx = groups
            weights[name] = layer(torch.eye(inputs)).T
            tensors |= {f"{name}.qweight": layer.qweight, f"{name}.qzeros": layer.qzeros, f"{name}.scales": half}
            if index != "none":
                tensors[f"{name}.g_idx"] = groups
    keep(folder, "gptq", None, tensors, weights)


def awq(folder, packing):
    inputs, outputs, group = 96, 64, 32
    qweight, qzeros, half = words(inputs, outputs // 8), words(inputs // group, outputs // 8), scales(3, outputs)
    weight = packing.dequantize_gemm(qweight, qzeros, half.float(), 4, group)
    config = {"quantization_config": {"quant_method": "awq", "bits": 4, "group_size": group, "version": "gemm"}}
    tensors = {"layers.0.qweight": qweight, "layers.0.qzeros": qzeros, "layers.0.scales": half}
    keep(folder, "awq", config, tensors, {"layers.0": weight.T})


def compressed(folder):
    tensors, weights, groups = {}, {}, {}
    outputs, inputs = 40, 96
    for bits, size, symmetric in ((4, 32, True), (4, 32, False), (8, None, False), (3, 32, True), (6, 32, False)):
        name = f"layers.{bits}.{'symmetric' if symmetric else 'shifted'}"
        strategy = "group" if size else "channel"
        args = QuantizationArgs(num_bits=bits, type="int", strategy=strategy, group_size=size, symmetric=symmetric)
        scheme = QuantizationScheme(targets=[name], weights=args)
        count = inputs // size if size else 1
        half = 1 << bits - 1
        state = {"weight": torch.randn(outputs, inputs) * 0.05, "weight_scale": scales(outputs, count).float()}
        zeros = torch.from_numpy(random.integers(-half, half, (outputs, count)).astype(np.int8))
        state["weight_zero_point"] = zeros if not symmetric else torch.zeros_like(zeros)
        packed = PackedQuantizationCompressor.compress(state, scheme)
        weights[name] = PackedQuantizationCompressor.decompress(packed, scheme)["weight"].float()
        tensors |= {f"{name}.{key}": value for key, value in packed.items()}
        groups[name] = {"targets": [name], "weights": json.loads(args.model_dump_json())}
    config = {"quantization_config": {"quant_method": "compressed-tensors", "config_groups": groups}}
    keep(folder, "compressed-tensors", config, tensors, weights)


def floats(folder):
    tensors, weights = {}, {}
    outputs, inputs = 48, 96
    weight = torch.randn(outputs, inputs) * 0.05
    for name, size, compressor in (("nv", 16, NVFP4PackedCompressor), ("mx", 32, MXFP4PackedCompressor)):
        strategy = "tensor_group" if name == "nv" else "group"
        args = QuantizationArgs(num_bits=4, type="float", strategy=strategy, group_size=size, symmetric=True)
        scheme = QuantizationScheme(targets=["Linear"], weights=args)
        largest = weight.abs().reshape(outputs, -1, size).amax(2)
        if name == "nv":
            whole = 448 * 6 / weight.abs().max()
            state = {"weight": weight, "weight_scale": (largest / 6 * whole).to(torch.float8_e4m3fn).float()}
            state["weight_global_scale"] = whole.reshape(1)
        else:
            state = {"weight": weight, "weight_scale": 2.0 ** torch.floor(torch.log2(largest / 6))}
        packed = compressor.compress(state, scheme)
        tensors |= {f"layers.{name}.{key}": value for key, value in packed.items()}
        # As the library's decompress does it, which computes in bfloat16.
        codes = unpack_fp4_from_uint8(packed["weight_packed"], outputs, inputs, dtype=torch.float32)
        factors = compressor._decompress_scale(packed["weight_scale"], torch.float32)
        weights[f"layers.{name}"] = dequantize(
            codes, factors, args=args, global_scale=packed.get("weight_global_scale"), dtype=torch.float32)
    keep(folder, "floats", None, tensors, weights)


def bitsandbytes(folder):
    tensors, weights = {}, {}
    cases = (("nf4", False, 20, 96), ("nf4", False, 11, 33), ("nf4", True, 130, 130), ("fp4", False, 20, 96), ("fp4", True, 11, 33))
    for kind, nested, *shape in cases:
        name = f"layers.{kind}.{'nested' if nested else 'plain'}.{shape[0]}"
        weight = torch.randn(*shape) * 0.05
        codes, state = bnb.quantize_4bit(weight, blocksize=64, quant_type=kind, compress_statistics=nested)
        tensors[f"{name}.weight"] = codes
        tensors |= {f"{name}.weight.{key}": value for key, value in state.as_dict(packed=True).items()}
        # What the library defines and its CUDA kernels compute; that for CPUs goes wrong where rows are not whole blocks.
        absmax = state.absmax if not nested else bnb.dequantize_blockwise(state.absmax, state.state2) + state.offset
        weights[name] = _dequantize_4bit_compute(codes.reshape(-1), absmax, state.code, 64, shape, torch.float32)
    keep(folder, "bitsandbytes", None, tensors, weights)


def mlx(folder):
    tensors, weights, config = {}, {}, {"group_size": 32, "bits": 4}
    for bits in (2, 3, 4, 5, 6, 8):
        name = f"layers.{bits}"
        weight = mx.array((random.standard_normal((32, 96)) * 0.05).astype(np.float32))
        codes, factors, offsets = mx.quantize(weight, group_size=32, bits=bits)
        weights[name] = torch.from_numpy(np.array(mx.dequantize(codes, factors, offsets, group_size=32, bits=bits)))
        tensors |= {
            f"{name}.weight": torch.from_numpy(np.array(codes)),
            f"{name}.scales": torch.from_numpy(np.array(factors)),
            f"{name}.biases": torch.from_numpy(np.array(offsets)),
        }
        config[name] = {"group_size": 32, "bits": bits}
    keep(folder, "mlx", {"quantization": config}, tensors, weights)


folder = sys.argv[1]
with torch.no_grad():
    gptq(folder, source("auto_gptq", "nn_modules/qlinear/qlinear_cuda.py"))
    awq(folder, source("awq", "utils/packing_utils.py"))
    compressed(folder)
    floats(folder)
    bitsandbytes(folder)
    mlx(folder)
