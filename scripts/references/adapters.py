#!/usr/bin/env python3
"""Writes the adapters that AdapterReferenceTest merges, and what PEFT and LyCORIS make of them.

    python3 -m venv venv && venv/bin/pip install torch peft lycoris-lora safetensors
    venv/bin/python -P scripts/references/adapters.py core/src/test/resources/eigensweep/checkpoint/adapters

Each folder holds an adapter as its library saves it and `merged.safetensors`: the weights it changed, as the library
merges them in float64. `base.safetensors` is the model of them all. Parameters are float32 numbers, so that both sides
begin from the same. The versions stand in versions.json. (-P: the statistics.py of this folder is not Python's.)
"""

import json
import platform
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import peft
import torch
import transformers
from lycoris.modules.locon import LoConModule
from lycoris.modules.loha import LohaModule
from lycoris.modules.lokr import LokrModule
from peft import PeftModel, get_peft_model, get_peft_model_state_dict
from safetensors.torch import save_file
from torch import nn
from transformers.pytorch_utils import Conv1D

warnings.filterwarnings("ignore")


class Named(nn.Module):
    """A module of named children, to give weights the names they have in real models."""

    def __init__(self, **children):
        super().__init__()
        for name, child in children.items():
            self.add_module(name, child)


class Experts(nn.Module):
    """Stacks of matrices, inputs last or, as in gpt-oss, in the middle."""

    def __init__(self, experts, inner, outer, transposed):
        super().__init__()
        up, down = (2 * inner, outer), (outer, inner)
        self.is_transposed = transposed
        self.gate_up_proj = nn.Parameter(torch.empty(experts, *(up[::-1] if transposed else up)))
        self.down_proj = nn.Parameter(torch.empty(experts, *(down[::-1] if transposed else down)))


def model():
    attention = lambda: Named(q=nn.Linear(7, 9), v=nn.Linear(7, 9), o=nn.Linear(9, 9))
    block = Named(attn=Named(c_attn=Conv1D(18, 6), c_proj=Conv1D(6, 6)))
    model = Named(
        layers=nn.ModuleDict({"0": attention(), "1": attention(), "10": attention()}),
        h=nn.ModuleDict({"0": block}),
        wte=nn.Embedding(13, 6),
        lm_head=nn.Linear(6, 13, bias=False),
        conv=nn.Conv2d(4, 6, 3),
        conv1=nn.Conv1d(4, 5, 3),
        point=nn.Conv2d(4, 5, 1),
        moe=Named(experts=Experts(3, 5, 4, False)),
        oss=Named(experts=Experts(3, 4, 4, True)),
    )
    return randomise(model, 0)


def randomise(module, seed):
    generator = torch.Generator().manual_seed(seed)
    for _, parameter in sorted(module.named_parameters()):
        parameter.data = torch.randn(parameter.shape, generator=generator, dtype=torch.float32).double()
    return module


def randomise_adapter(module, seed):
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(module.named_parameters()):
        if any(part in name for part in ("lora_", "hada_", "lokr_", "ia3_", "modules_to_save")):
            values = torch.randn(parameter.shape, generator=generator, dtype=torch.float32)
            if "magnitude" in name:
                values = values.abs() + 1
            parameter.data = values.double()


def single(tensors):
    return {name: tensor.detach().float().contiguous() for name, tensor in tensors.items()}


def by_peft(folder, config):
    folder.mkdir(parents=True, exist_ok=True)
    base = {name: tensor.clone() for name, tensor in model().state_dict().items()}
    wrapped = get_peft_model(model(), config)
    randomise_adapter(wrapped, 1)
    save_file(single(get_peft_model_state_dict(wrapped)), folder / "adapter_model.safetensors")
    wrapped.peft_config["default"].save_pretrained(folder)
    merged = PeftModel.from_pretrained(model(), folder).merge_and_unload().state_dict()
    changed = {name: t for name, t in merged.items() if t.dim() > 1 and not torch.equal(t, base[name])}
    save_file({name: tensor.contiguous() for name, tensor in changed.items()}, folder / "merged.safetensors")


def by_lycoris(folder, modules):
    """Modules of LyCORIS, named as in the files of kohya's scripts."""
    folder.mkdir(parents=True, exist_ok=True)
    base = model()
    stored, merged = {}, {}
    for seed, (name, (kind, arguments)) in enumerate(modules.items()):
        module = kind(name, base.get_submodule(name), 1.0, alpha=3, **arguments).double()
        generator = torch.Generator().manual_seed(seed)
        for _, parameter in sorted(module.named_parameters()):
            parameter.data = torch.randn(parameter.shape, generator=generator, dtype=torch.float32).double()
        prefix = "lora_unet_" + name.replace(".", "_") + "."
        stored |= {prefix + key: value for key, value in module.custom_state_dict().items()}
        weight = base.get_submodule(name).weight
        # What forward adds. get_merged_weight of LoHa and LoKr multiplies by alpha / r twice (4.1.3).
        once = kind is not LoConModule
        update = module.get_weight(weight.shape) if once else module.get_diff_weight(1.0, weight.shape)[0]
        merged[name + ".weight"] = (weight + update).detach().contiguous()
        if weight.dim() == 2:
            module.apply_to()
            module.eval()
            eye = torch.eye(weight.shape[1], dtype=torch.float64)
            forward = base.get_submodule(name)(eye) - base.get_submodule(name).bias
            assert torch.allclose(forward.T, merged[name + ".weight"], atol=1e-12), name
    save_file(single(stored), folder / "lycoris.safetensors")
    save_file(merged, folder / "merged.safetensors")


def main(out):
    attention = ["q", "o"]
    lora = lambda **settings: peft.LoraConfig(**{"r": 2, "lora_alpha": 16, **settings})
    save_file(single(model().state_dict()), out / "base.safetensors")
    by_peft(out / "linear", lora(target_modules=attention, lora_bias=True))
    by_peft(out / "rslora", lora(target_modules=attention, use_rslora=True))
    ranks = {r"layers\.1\.q": 3, "^layers.0.q": 1, ".*10.*": 4, "o": 5}
    alphas = {"0.q": 7, "layers.(0|1).q": 5, r"layers\.\d+\.o": 3, "q": 2}
    by_peft(out / "patterns", lora(target_modules=attention, rank_pattern=ranks, alpha_pattern=alphas))
    by_peft(out / "conv1d", lora(target_modules=["c_attn", "c_proj"], fan_in_fan_out=True))
    by_peft(out / "conv1d-and-head", lora(target_modules=["c_attn", "c_proj", "lm_head"]))
    by_peft(out / "embedding", lora(target_modules=["wte"]))
    by_peft(out / "convolutions", lora(target_modules=["conv", "conv1", "point"]))
    by_peft(out / "modules-to-save", lora(target_modules=["q"], modules_to_save=["lm_head"]))
    by_peft(out / "dora", lora(target_modules=["q", "c_attn", "wte", "conv"], use_dora=True))
    parameters = ["moe.experts.gate_up_proj", "moe.experts.down_proj"]
    by_peft(out / "experts", lora(target_modules=[], target_parameters=parameters))
    parameters = ["oss.experts.gate_up_proj", "experts.down_proj", "layers.0.q.weight"]
    by_peft(out / "experts-inputs-first", lora(target_modules=[], target_parameters=parameters, rank_pattern={"q.weight": 4}))
    by_peft(out / "loha", peft.LoHaConfig(r=2, alpha=3, target_modules=["q", "conv", "conv1", "point"]))
    core = peft.LoHaConfig(r=2, alpha=3, target_modules=["q", "conv", "conv1"], use_effective_conv2d=True)
    by_peft(out / "loha-core", core)
    by_peft(out / "lokr", peft.LoKrConfig(r=1, alpha=3, target_modules=["q", "o", "conv"]))
    both = peft.LoKrConfig(r=1, alpha=3, target_modules=["q", "conv"], decompose_both=True)
    both.use_effective_conv2d = True
    by_peft(out / "lokr-core", both)
    ia3 = peft.IA3Config(target_modules=["q", "v", "c_attn"], feedforward_modules=["v"])
    by_peft(out / "ia3", ia3)
    by_lycoris(
        out / "lycoris",
        {
            "layers.0.q": (LoConModule, {"lora_dim": 2}),
            "layers.0.o": (LohaModule, {"lora_dim": 2}),
            "layers.1.q": (LokrModule, {"lora_dim": 1, "factor": 3}),
            "layers.1.o": (LokrModule, {"lora_dim": 8, "factor": 3}),
            "layers.10.o": (LokrModule, {"lora_dim": 1, "factor": 3, "decompose_both": True}),
            "conv": (LoConModule, {"lora_dim": 2, "use_tucker": True}),
            "conv1": (LohaModule, {"lora_dim": 2, "use_tucker": True}),
            "point": (LoConModule, {"lora_dim": 2}),
        },
    )
    versions = {module.__name__: module.__version__ for module in (torch, peft, transformers)}
    versions |= {"lycoris-lora": version("lycoris-lora"), "python": platform.python_version()}
    (out / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")
    for extra in list(out.rglob("README.md")):
        extra.unlink()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
