#!/usr/bin/env python3
"""Writes the GGUF files that GgufFixturesTest reads, and what the package gguf makes of them.

    python3 -m venv venv && venv/bin/pip install gguf==0.19.0 numpy==2.4.6
    venv/bin/python scripts/references/gguf_fixtures.py core/src/test/resources/eigensweep/checkpoint/gguf
    venv/bin/python scripts/references/gguf_fixtures.py --grids core/src/main/resources/eigensweep/tensor/ggml-grids.bin
    venv/bin/python scripts/references/gguf_fixtures.py --names core/src/main/resources/eigensweep/checkpoint/gguf/gguf-names.txt

types.gguf has one matrix of each type, mostly of random codes under finite scales: the package cannot quantise all types.
version2.gguf has a header of version 2, and the two types that the package does not know. model-0000*-of-00002.gguf are a
Llama with experts in two shards, quantised by the package. values.csv has of every matrix the SHA-256 of its elements as
little-endian float32 (gguf.quants.dequantize), the first and the last one's bits, and by NumPy in float64 the squared
Frobenius norm and the largest squared singular value. --grids packs the tables of the IQ types, --names holds the table of
names to the package's.
"""
import csv
import hashlib
import re
import struct
import sys
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import quants

ROWS, COLUMNS = 5, 512
# Where the float16 scales of a block lie.
HALVES = {
    T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0], T.Q2_K: [80, 82], T.Q3_K: [108],
    T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208], T.IQ1_S: [0], T.IQ2_XXS: [0], T.IQ2_XS: [0], T.IQ2_S: [0],
    T.IQ3_XXS: [0], T.IQ3_S: [0], T.IQ4_NL: [0], T.IQ4_XS: [0], T.TQ1_0: [52], T.TQ2_0: [64], T.IQ1_M: [],
    T.MXFP4: [], T.NVFP4: [],
}
random = np.random.default_rng(20261124)


def half():
    return struct.pack("<e", random.choice([-1, 1]) * random.uniform(0.001, 0.05))


def blocks(qtype, rows, columns):
    """Random codes under finite scales, as rows of bytes."""
    elements, size = gguf.GGML_QUANT_SIZES[qtype]
    data = random.integers(0, 256, (rows * columns // elements, size), dtype=np.uint8)
    for i, block in enumerate(data):
        for at in HALVES[qtype]:
            block[at:at + 2] = np.frombuffer(half(), np.uint8)
        if qtype == T.MXFP4:  # the least exponents and some about 1
            block[0] = i if i < 4 else random.integers(100, 140)
        if qtype == T.IQ1_M:  # four bits of the scale in each of four words
            bits = struct.unpack("<H", half())[0]
            for k in range(4):
                block[49 + 2 * k] = block[49 + 2 * k] & 15 | (bits >> 4 * k & 15) << 4
    return data.reshape(rows, -1)


def expected(name, qtype, values):
    flat = np.ascontiguousarray(values, dtype="<f4").reshape(-1)
    matrix = values.reshape(-1, values.shape[-1]).astype(np.float64)
    assert np.isfinite(flat).all(), name
    return [
        name, qtype, "x".join(map(str, values.shape)), hashlib.sha256(flat.tobytes()).hexdigest(),
        flat[:1].tobytes()[::-1].hex(), flat[-1:].tobytes()[::-1].hex(),
        repr(float(np.sum(matrix * matrix))), repr(float(np.linalg.svd(matrix, compute_uv=False)[0] ** 2)),
    ]


def types(path):
    writer = gguf.GGUFWriter(path, "unknown")
    writer.add_array("tokenizer.ggml.tokens", ["a", "bc", ""])
    writer.add_array("tokenizer.ggml.scores", [0.5, -1.0])
    writer.add_bool("tokenizer.ggml.add_bos_token", True)
    writer.add_float64("test.float64", 0.1)
    writer.add_int8("test.int8", -1)
    writer.add_uint64("test.uint64", 1 << 63)
    rows = []
    for dtype in (np.float32, np.float16, np.float64):
        values = random.standard_normal((6, 40)).astype(dtype)
        name = f"F{8 * values.itemsize}.weight"
        writer.add_tensor(name, values)
        rows.append(expected(name, name[:3], values))
    values = quants.quantize(random.standard_normal((6, 40)).astype(np.float32), T.BF16)
    writer.add_tensor("BF16.weight", values, raw_dtype=T.BF16)
    rows.append(expected("BF16.weight", "BF16", quants.dequantize(values, T.BF16)))
    for qtype in HALVES:
        data = blocks(qtype, ROWS, COLUMNS)
        writer.add_tensor(f"{qtype.name}.weight", data, raw_dtype=qtype)
        rows.append(expected(f"{qtype.name}.weight", qtype.name, quants.dequantize(data, qtype)))
    finish(writer)
    return rows


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def text(value):
    return struct.pack("<Q", len(value)) + value.encode()


def version2(path):
    """By hand: the package writes version 3, which differs by the number alone. Q1_0 and Q2_0 are defined by
    dequantize_row_q1_0 and dequantize_row_q2_0 in ggml-quants.c."""
    scales = [np.frombuffer(b"".join(half() for _ in range(n)), "<f2").astype(np.float32) for n in (6, 12)]
    codes = [random.integers(0, 256, (n, 16), dtype=np.uint8) for n in (6, 12)]
    bits = np.unpackbits(codes[0], axis=1, bitorder="little")
    pairs = (codes[1][:, :, None] >> np.array([0, 2, 4, 6], np.uint8) & 3).reshape(12, 64).astype(np.float32)
    tensors = [
        ("q1.weight", 41, scales[0], codes[0], np.where(bits == 1, scales[0][:, None], -scales[0][:, None]).reshape(3, 256)),
        ("q2.weight", 42, scales[1], codes[1], (scales[1][:, None] * (pairs - 1)).reshape(6, 128)),
    ]
    infos, data, rows = b"", b"", []
    for name, number, d, q, values in tensors:
        data += b"\0" * (-len(data) % 64)
        infos += text(name) + struct.pack("<IQQIQ", 2, *reversed(values.shape), number, len(data))
        data += np.concatenate([d.astype("<f2").view(np.uint8).reshape(-1, 2), q], axis=1).tobytes()
        rows.append(expected(name, f"Q{number - 40}_0", values))
    header = b"GGUF" + struct.pack("<IQQ", 2, len(tensors), 2)
    header += text("general.alignment") + struct.pack("<II", 4, 64)
    header += text("general.nested") + struct.pack("<IIQIQHHIQ", 9, 9, 2, 2, 2, 7, 8, 8, 0) + infos
    path.write_bytes(header + b"\0" * (-len(header) % 64) + data)
    return rows


def model(path):
    writer = gguf.GGUFWriter(path, "llama", split_max_tensors=5)
    shapes = {
        "token_embd": (48, 64, T.Q8_0), "output_norm": (64, None, T.F32), "output": (48, 64, T.Q4_0),
        "blk.0.attn_q": (64, 64, T.Q8_0), "blk.0.attn_k": (32, 64, T.Q5_1), "blk.0.attn_output": (64, 64, T.F16),
        "blk.0.ffn_gate_inp": (3, 64, T.F32), "blk.0.ffn_gate_exps": (96, 64, T.Q4_1),
    }
    rows = []
    for name, (n, m, qtype) in shapes.items():
        values = random.standard_normal((n, m) if m else n).astype(np.float32)
        if name.endswith("_exps"):
            values = values.reshape(3, n // 3, m)
        data = quants.quantize(values, qtype)
        writer.add_tensor(f"{name}.weight", data, raw_dtype=qtype)
        if m:
            rows.append(expected(f"{name}.weight", qtype.name, quants.dequantize(data, qtype)))
    finish(writer)
    return rows


def grids(path):
    classes = [quants.IQ2_XXS, quants.IQ2_XS, quants.IQ2_S, quants.IQ3_XXS, quants.IQ3_S, quants.IQ1_S]
    path.write_bytes(b"".join(bytes.fromhex(c.grid_hex.decode()) for c in classes))


def tables(path):
    found, table = {}, {}
    for line in path.read_text().splitlines():
        if heading := re.fullmatch(r"\[([^:\]]+)(?:: (\S+))?\]", line):
            table = dict(found[heading[2]]) if heading[2] else {}
            found.update({name: table for name in heading[1].split()})
        elif line and not line.startswith("#"):
            ours, original = line.split()
            table[ours] = original
    return found


def check_names(path):
    architectures = {name: arch for arch, name in gguf.MODEL_ARCH_NAMES.items()}
    checked = 0
    for name, table in tables(path).items():
        arch = architectures[name]
        names = gguf.get_tensor_name_map(arch, 3)
        known = {gguf.TENSOR_NAMES[tensor].replace("{bid}", "#") for tensor in gguf.MODEL_TENSORS[arch]}
        for ours, original in table.items():
            if ours in known:
                assert names.get_name(original.replace("#", "2")) == ours.replace("#", "2"), (name, ours, original)
                checked += 1
        missing = sorted(known - table.keys())
        print(name, "lacks" if missing else "has all", *missing)
    print(checked, "names checked")


if sys.argv[1] == "--grids":
    grids(Path(sys.argv[2]))
elif sys.argv[1] == "--names":
    check_names(Path(sys.argv[2]))
else:
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    written = {
        "types.gguf": types(folder / "types.gguf"),
        "version2.gguf": version2(folder / "version2.gguf"),
        "model-00001-of-00002.gguf": model(folder / "model.gguf"),
    }
    with open(folder / "values.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["file", "tensor", "type", "shape", "sha256", "first", "last", "norm", "lambda_max"])
        out.writerows([name, *row] for name, rows in written.items() for row in rows)
