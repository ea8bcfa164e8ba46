"""Times eigensweep against its Python peers and checks that they agree; scripts/bench-peers runs it.

A section of the result is a function from Setup to Markdown, or to None where it cannot be measured here: write it and
name it in SECTIONS. Only the standard library is imported, so that this process stays small beside what it measures.
"""

import argparse
import shlex
import tempfile
from pathlib import Path

import machines
from against_mkl import mkl_eigenvalues
from against_others import hessian_trace, powerlaw_fit, vendi_whole_command
from against_weightwatcher import minilm_random_bulk, minilm_whole_command, square_layers, warm_calls
from contest import Setup
from goals import NEEDED, goals
from real_sizes import bert_base, gpt2_medium, llama_7b_block, tinyllama_1b, vit_b_32

SECTIONS = (
    minilm_whole_command,
    minilm_random_bulk,
    warm_calls,
    square_layers,
    mkl_eigenvalues,
    bert_base,
    gpt2_medium,
    vit_b_32,
    tinyllama_1b,
    llama_7b_block,
    powerlaw_fit,
    vendi_whole_command,
    hessian_trace,
    goals,
)


def chosen(only):
    """The sections to run: all, or those named; the goals alone bring what their figures are from."""
    if not only:
        return SECTIONS
    names = {*only, *NEEDED} if only == ["goals"] else set(only)
    return [section for section in SECTIONS if section.__name__ in names]


def main():
    names = [section.__name__ for section in SECTIONS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eigensweep", required=True, help="the command to time")
    parser.add_argument("--java", required=True, help="the command that runs a class of the bench")
    parser.add_argument("--minilm", required=True, type=Path, help="all-minilm-l6-v2.onnx")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--orders", type=int, nargs="*", help="of the matrices of mkl_eigenvalues")
    parser.add_argument("--torch", help="a Python that has requirements-torch.txt")
    parser.add_argument("--big", action="store_true", help="models that take minutes, too")
    parser.add_argument("--only", metavar="SECTION", nargs="*", choices=names)
    parser.add_argument("--write", type=Path, metavar="FILE", help="renew the tables of FILE between the marker lines")
    arguments = parser.parse_args()
    if arguments.write:
        machines.around_markers(arguments.write)  # before the long part
    with tempfile.TemporaryDirectory() as scratch:
        setup = Setup(
            arguments.eigensweep,
            shlex.split(arguments.java),
            arguments.minilm,
            arguments.runs,
            Path(scratch),
            arguments.torch,
            arguments.big,
            arguments.orders or [],
        )
        machine, versions = machines.here(setup), machines.stack(setup)
        results = {}
        for section in chosen(arguments.only):
            taken = machines.conditions(section.__name__, machine, versions)
            table = section(setup)
            if table:
                results[section.__name__] = f"{taken}\n\n{table}"
                print(f"{results[section.__name__]}\n", flush=True)
                if arguments.write:
                    machines.write(arguments.write, results, machines.kind(machine), names)


if __name__ == "__main__":
    main()
