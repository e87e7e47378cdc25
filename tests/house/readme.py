#!/usr/bin/env python3
"""The tables of the README that are printed by the program.

    tests/house/readme.py [--update]

A table stands between `<!-- PAGE -->` and `<!-- end of PAGE -->`, PAGE being what `cnpg-dr help --print` takes. Without
--update it names those that differ.
"""
import os, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
PAGES = ("commands", "exits", "refusals", "rules", "troubleshooting")


def renewed(program):
    """The README as it should be, and the pages that it has otherwise."""
    text, old = README.read_text(), []
    for page in PAGES:
        table = subprocess.run([program, "help", "--print", page], capture_output=True, text=True, check=True).stdout
        parts = re.split(rf"(<!-- {page} -->\n)(.*?)(<!-- end of {page} -->)", text, maxsplit=1, flags=re.S)
        if len(parts) != 5 or parts[2].strip() != table.strip():
            old.append(page)
        if len(parts) == 5:
            parts[2] = f"\n{table}\n"
            text = "".join(parts)
    return text, old


def differing(program):
    return renewed(program)[1]


if __name__ == "__main__":
    new, old = renewed(pathlib.Path(os.environ.get("BUILD", ROOT / "build")) / "cnpg-dr")
    if "--update" in sys.argv:
        README.write_text(new)
    print(*old, sep="\n")
