"""Which machine figures are of, and how a document keeps those of several kinds of machine side by side.

Between its two marker lines a document has parts, each the table of a section on one kind of machine, under a line with
both names. A new table takes the place of the one of its section and its kind, or joins the others of its section.
"""

import datetime
import json
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version

BEGIN, END = "<!-- bench-peers:begin -->", "<!-- bench-peers:end -->"
PART = re.compile(r"^<!-- bench-peers: (\w+) on (.+) -->\n", re.MULTILINE)
MKL = (
    "import torch; print(torch.__version__.split('+')[0]); "
    "print(*[line for line in torch.__config__.show().splitlines() if 'Math Kernel Library' in line])"
)


def here(setup):
    """What the bench says of this machine: processor, vector kernels, OpenBLAS and its kernels, Java."""
    said = subprocess.run(setup.bench("Machine"), check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(said.stdout)


def openblas(machine):
    """`OpenBLAS 0.3.31` and the name of the kernels that it chose."""
    words = machine["blas"].split()
    return " ".join(words[:2]), next((word for word in reversed(words) if "=" not in word), "")


def kind(machine):
    """The name of a kind of machine: what figures depend on besides versions."""
    return f"{machine['cpu']}, {machine['kernels']}, {openblas(machine)[1]}"


def stack(setup):
    """The versions of what is compared with."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "onnx", "protobuf"))
    python = f"Python {platform.python_version()}, {versions}"
    if not setup.torch:
        return python
    said = subprocess.run([setup.torch, "-c", MKL], check=True, text=True, stdout=subprocess.PIPE).stdout.splitlines()
    mkl = re.search(r"Version ([\d.]+)", said[1] if len(said) > 1 else "")
    return f"{python}, torch {said[0]} with {f'MKL {mkl[1]}' if mkl else 'no MKL'}"


def conditions(section, machine, versions):
    """The line above a table: what, where, when and with what its figures were taken."""
    library, kernels = openblas(machine)
    return (
        f"*`{section}` on {machine['cpu']}, {os.cpu_count()} CPUs; kernels: {machine['kernels']}; {library} {kernels}; "
        f"{datetime.date.today()}, load {os.getloadavg()[0]:.1f} at the start; {versions}.*"
    )


def parts(text):
    """The parts between the markers: by section and kind, in order."""
    pieces = PART.split(text)
    return {(pieces[i], pieces[i + 1]): pieces[i + 2].strip() for i in range(1, len(pieces), 3)}


def around_markers(document):
    """What stands before, between and after the marker lines."""
    text = document.read_text(encoding="utf-8") if document.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    inside, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"bench-peers: {document.name} needs the lines {BEGIN} and {END}")
    return before, inside, after


def renewed(text, results, this, sections):
    """The parts with those of this kind of machine renewed that there is a result for: sections in their order, in each
    the kinds as they were, a new one last."""
    known = parts(text)
    kinds = list(dict.fromkeys([*(kind for _, kind in known), this]))
    known |= {(section, this): result for section, result in results.items()}
    order = list(dict.fromkeys([*sections, *(section for section, _ in known)]))
    return "\n\n".join(
        f"<!-- bench-peers: {section} on {kind} -->\n{known[section, kind]}"
        for section in order
        for kind in kinds
        if (section, kind) in known
    )


def write(document, results, this, sections):
    """Renews a document's parts."""
    before, inside, after = around_markers(document)
    inside = renewed(inside, results, this, sections)
    document.write_text(f"{before}{BEGIN}\n{inside}\n{END}{after}", encoding="utf-8")
