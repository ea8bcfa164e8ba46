#!/usr/bin/env python3
"""Writes what the tests of eigensweep.lab.augment hold ours to: torchvision on PIL images and on tensors.

    python3 -m venv venv && venv/bin/pip install torch torchvision pillow numpy
    venv/bin/python scripts/references/augmentation.py DIGITS app/lab/src/test/resources/eigensweep/data/augment

DIGITS is golden/hessian/digits_X.npy. recordings.json says what was done to which picture, and by which versions;
the pixels (channels x height x width) lie at the byte it names in pixels.bin.gz. Of pictures of 224 x 224 every 14th
row and column is kept, from the 6th on, and a CRC-32 of them all.
"""

import gzip
import json
import math
import sys
import zlib
from pathlib import Path

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms import AugMix, AutoAugment, AutoAugmentPolicy, ElasticTransform, RandAugment
from torchvision.transforms import InterpolationMode, TrivialAugmentWide, autoaugment, v2
from torchvision.transforms import functional as F

STRIDE, OFFSET, LARGE = 14, 5, 224
MODES = {"NEAREST": InterpolationMode.NEAREST, "BILINEAR": InterpolationMode.BILINEAR}
GEOMETRY = ["ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate"]
ENHANCE = ["Brightness", "Color", "Contrast", "Sharpness"]
SHAPES = {"tall20": (3, 20, 13), "rgb32": (3, 32, 32), "rgb224": (3, LARGE, LARGE)}


def synthetic(channels, height, width):
    """Recordings.synthetic repeats this."""
    scale = 224 // width
    c, y, x = np.meshgrid(np.arange(channels), np.arange(height) * scale, np.arange(width) * scale, indexing="ij")
    value = (((3 + c) * x + (5 - c) * y) // 4 + (x ^ y) // 2) % 256
    return (30 + value * (150 + 20 * c) // 255).astype(np.uint8)


def uniform(height, width, which):
    """Numbers in [0, 1) that Recordings.uniform repeats."""
    y, x = np.meshgrid(np.arange(height), np.arange(width), indexing="ij")
    return (((x * 7919 + y * 104729 + x * y * 31 + which * 1299709) % 1009) / 1009.0).astype(np.float32)


def pil(pixels):
    return Image.fromarray(pixels[0] if pixels.shape[0] == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0)))


def planes(image):
    if isinstance(image, torch.Tensor):
        return image.numpy()
    array = np.asarray(image)
    return array[None] if array.ndim == 2 else array.transpose(2, 0, 1)


class Recorder:
    """Keeps pixels, the same ones once."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.blob = bytearray()
        self.places = {}

    def keep(self, result):
        """Where the pixels lie, for the index."""
        pixels = np.ascontiguousarray(planes(result)).astype(np.uint8)
        entry = {}
        if pixels.shape[-1] == LARGE:
            entry["crc"] = zlib.crc32(pixels.tobytes())
            pixels = np.ascontiguousarray(pixels[:, OFFSET::STRIDE, OFFSET::STRIDE])
        content = pixels.tobytes()
        if content not in self.places:
            self.places[content] = len(self.blob)
            self.blob += content
        entry["at"] = self.places[content]
        return entry

    def given(self, name, backend):
        pixels = self.pictures[name]
        return pil(pixels) if backend == "PIL" else torch.from_numpy(pixels)


def magnitudes(op):
    return {
        "ShearX": [-0.99, -0.3, 0.1, 0.2, 0.627],
        "ShearY": [-0.99, -0.3, 0.1, 0.2, 0.627],
        "TranslateX": [-32.0, -4.4, 1.5, 3.0, 14.501511],
        "TranslateY": [-32.0, -4.4, 1.5, 3.0, 14.501511],
        "Rotate": [-135.0, -90.0, -26.666666, 0.0, 3.3333333, 30.0, 90.0, 117.0],
        "Posterize": [8, 7, 5, 4, 2],
        "Solarize": [255.0, 226.66666, 127.5, 85.0, 0.0],
    }.get(op, [-0.99, -0.9, -0.3, 0.0, 0.2, 0.9, 0.99] if op in ENHANCE else [0.0])


def elementary(recorder):
    cases = []
    ops = GEOMETRY + ENHANCE + ["Posterize", "Solarize", "AutoContrast", "Equalize", "Invert"]
    for backend in ["PIL", "TENSOR"]:
        for mode, interpolation in MODES.items():
            for op in ops:
                if mode == "BILINEAR" and op not in GEOMETRY:
                    continue
                for magnitude in magnitudes(op):
                    for name in recorder.pictures:
                        given = recorder.given(name, backend)
                        result = autoaugment._apply_op(given, op, magnitude, interpolation, None)
                        cases.append(
                            {"op": op, "magnitude": magnitude, "backend": backend, "interpolation": mode}
                            | {"picture": name} | recorder.keep(result)
                        )
    return cases


def affine(recorder):
    cases = []
    for angle, translate, scale, shear in [
        (30.0, [3, -2], 1.2, [10.0, 5.0]),
        (-77.0, [0, 4], 0.7, [0.0, -20.0]),
        (180.0, [0, 0], 1.0, [0.0, 0.0]),
        (0.0, [1, 1], 0.5, [0.0, 0.0]),
    ]:
        for backend in ["PIL", "TENSOR"]:
            for mode, interpolation in MODES.items():
                for name in recorder.pictures:
                    given = recorder.given(name, backend)
                    result = F.affine(given, angle, translate, scale, shear, interpolation)
                    cases.append(
                        {"angle": angle, "translate": translate, "scale": scale, "shear": shear, "backend": backend}
                        | {"interpolation": mode, "picture": name} | recorder.keep(result)
                    )
    return cases


def flips(recorder):
    return [
        {"flip": name, "picture": picture} | recorder.keep(flip(recorder.given(picture, "PIL")))
        for name, flip in [("HORIZONTAL", F.hflip), ("VERTICAL", F.vflip)]
        for picture in recorder.pictures
    ]


def displacement(height, width, alpha, sigma):
    """torchvision's, of given noise; where it refuses a picture smaller than the filter, the edge is reflected on."""
    fields = [torch.from_numpy(uniform(height, width, which))[None, None] for which in (0, 1)]
    kernel = int(8 * sigma + 1) | 1
    if kernel // 2 < min(height, width):
        drawn = iter(fields)
        rand, torch.rand = torch.rand, lambda size: next(drawn)
        try:
            return ElasticTransform.get_params([alpha, alpha], [sigma, sigma], [height, width])
        finally:
            torch.rand = rand
    weights = F._get_gaussian_kernel2d if hasattr(F, "_get_gaussian_kernel2d") else F.F_t._get_gaussian_kernel2d
    weights = weights([kernel, kernel], [sigma, sigma], torch.float32, torch.device("cpu"))[None, None]
    moved = []
    for field, size in zip(fields, [width, height]):
        padded = np.pad((field * 2 - 1)[0, 0].numpy(), kernel // 2, mode="reflect")
        blurred = torch.nn.functional.conv2d(torch.from_numpy(padded)[None, None], weights)
        moved.append(blurred * alpha / size)
    return torch.concat(moved, 1).permute([0, 2, 3, 1])


def elastic(recorder):
    cases = []
    for picture, alpha, sigma in [
        ("grey8", 50.0, 5.0), ("grey8", 20.0, 0.8), ("rgb32", 50.0, 5.0), ("tall20", 80.0, 1.2), ("rgb224", 50.0, 5.0),
    ]:
        given = recorder.given(picture, "PIL")
        field = displacement(given.height, given.width, alpha, sigma)
        part = field[0] if given.width < LARGE else field[0, OFFSET::STRIDE, OFFSET::STRIDE]
        for mode, interpolation in MODES.items():
            cases.append(
                {"picture": picture, "alpha": alpha, "sigma": sigma, "interpolation": mode}
                | recorder.keep(F.elastic_transform(given, field, interpolation, [0.0]))
                | {"field": [float(np.float32(v)) for v in part.flatten().tolist()] if mode == "NEAREST" else []}
            )
    return cases


def noise(recorder):
    cases = []
    for picture, pixels in recorder.pictures.items():
        height, width = pixels.shape[1:]
        normal = np.stack([(uniform(height, width, c) - np.float32(0.5)) * np.float32(6) for c in range(len(pixels))])
        randn_like, torch.randn_like = torch.randn_like, lambda *_, **__: torch.from_numpy(normal)
        try:
            for sigma in [0.1, 0.3, 0.5]:
                result = v2.GaussianNoise(sigma=sigma)(torch.from_numpy(pixels))
                cases.append({"picture": picture, "ratio": sigma} | recorder.keep(result))
        finally:
            torch.randn_like = randn_like
    return cases


def watched(transform, picture, seed):
    """Runs a policy and writes down what it did."""
    torch.manual_seed(seed)
    steps, original = [], autoaugment._apply_op

    def apply_op(image, op_name, magnitude, interpolation, fill):
        steps.append([op_name, magnitude])
        return original(image, op_name, magnitude, interpolation, fill)

    autoaugment._apply_op = apply_op
    try:
        return steps, transform(picture)
    finally:
        autoaugment._apply_op = original


def policies(recorder):
    cases = []
    transforms = {
        "autoaugment-cifar10": AutoAugment(AutoAugmentPolicy.CIFAR10),
        "autoaugment-imagenet": AutoAugment(AutoAugmentPolicy.IMAGENET),
        "randaugment": RandAugment(),
        "trivialaugment": TrivialAugmentWide(),
    }
    for name, transform in transforms.items():
        for seed in range(14):
            picture = ["rgb32", "rgb32", "grey8", "tall20", "rgb224"][seed % 5]
            drawn = {}
            if name.startswith("auto"):
                params = transform.get_params

                def get_params(count, params=params, drawn=drawn):
                    policy, probabilities, signs = params(count)
                    drawn.update(policy=policy, probabilities=probabilities.tolist(), signs=signs.tolist())
                    return policy, probabilities, signs

                transform.get_params = get_params
            steps, result = watched(transform, recorder.given(picture, "PIL"), seed)
            if drawn:
                transform.get_params = params
            cases.append({"name": name, "picture": picture, "steps": steps} | drawn | recorder.keep(result))
    return cases


def augmix(recorder):
    cases = []
    for seed in range(12):
        picture = ["rgb32", "grey8", "tall20", "rgb224"][seed % 4]
        transform = AugMix()
        samples, chains = [], []
        dirichlet, randint = transform._sample_dirichlet, torch.randint
        transform._sample_dirichlet = lambda params: samples.append(dirichlet(params)) or samples[-1]

        def depths(*arguments, **named):
            drawn = randint(*arguments, **named)
            if named.get("low") == 1:
                chains.append(int(drawn))
            return drawn

        torch.randint = depths
        try:
            steps, result = watched(transform, recorder.given(picture, "PIL"), seed)
        finally:
            torch.randint = randint
        pairs = iter(steps)
        cases.append(
            {"picture": picture, "original": samples[0].flatten().tolist(), "weights": samples[1].flatten().tolist()}
            | {"chains": [[next(pairs) for _ in range(depth)] for depth in chains]} | recorder.keep(result)
        )
    return cases


def spaces():
    recorded = []
    for size in [(8, 8), (32, 32), (20, 13), (224, 224), (375, 500)]:
        for name, space in {
            "STANDARD-10": AutoAugment()._augmentation_space(10, size),
            "STANDARD-31": RandAugment()._augmentation_space(31, size),
            "WIDE-31": TrivialAugmentWide()._augmentation_space(31),
            "AUGMIX-10": AugMix()._augmentation_space(10, size),
        }.items():
            recorded.append({
                "space": name, "height": size[0], "width": size[1],
                "operations": [
                    {"op": op, "signed": signed, "magnitudes": values.flatten().tolist() if values.ndim else []}
                    for op, (values, signed) in space.items()
                ],
            })
    return recorded


def mixup():
    images = torch.tensor(np.stack([uniform(4, 5, which) for which in range(3)]))[:, None]
    labels, lam = torch.tensor([2, 0, 3]), 0.3
    transform = v2.MixUp(num_classes=4)
    transform.make_params = lambda flat: {"lam": lam}
    mixed, soft = transform(images, labels)
    return {"lambda": lam, "labels": labels.tolist(), "classes": 4,
            "images": mixed.flatten().tolist(), "soft": soft.flatten().tolist()}


def main(digits, target):
    digit = np.load(digits)[0].reshape(1, 8, 8)
    sixteenths = np.rint(digit * 16)
    pictures = {"grey8": np.floor(sixteenths * 255 / 16 + 0.5).astype(np.uint8)}
    pictures |= {name: synthetic(*shape) for name, shape in SHAPES.items()}
    recorder = Recorder(pictures)
    recordings = {
        "versions": {"torchvision": torchvision.__version__, "torch": torch.__version__,
                     "pillow": PIL.__version__, "numpy": np.__version__},
        "digit": sixteenths.astype(int).flatten().tolist(),
        "elementary": elementary(recorder), "affine": affine(recorder), "flips": flips(recorder),
        "elastic": elastic(recorder), "noise": noise(recorder), "policies": policies(recorder),
        "augmix": augmix(recorder), "spaces": spaces(), "mixup": mixup(),
        "tables": {policy.value: AutoAugment(policy).policies for policy in
                   [AutoAugmentPolicy.CIFAR10, AutoAugmentPolicy.IMAGENET]},
    }
    text = json.dumps(recordings, separators=(",", ":")) + "\n"
    (target / "recordings.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    (target / "pixels.bin.gz").write_bytes(gzip.compress(bytes(recorder.blob), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
