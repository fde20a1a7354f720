#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `lastmile run` prints is what it printed when somebody last looked.

Each line of RUNS is a run; tests/golden/NAME.FORMAT is its output, reviewed like code. The
version is written as VERSION there and the hash of the scenario's bytes as HASH, so that neither
a release nor a comment changes a golden.

Words are compared byte for byte, and so is the order of rows and keys. Numbers may differ a
little, because another processor's libm rounds the last bit of a logarithm otherwise:

  csv, json   a value by RELATIVE of itself, whatever its unit: 0.15 s of 41.6 h; a half-width
              by RELATIVE of its mean
  text        an estimate `mean ± half-width` by one in the last digit shown of either;
              every other number not at all

usage: check_golden.py [PROGRAM]          check; exit 1 if something differs
       check_golden.py --write [PROGRAM]  write what is printed now; review the difference

PROGRAM is build/tools/lastmile unless given; goldens come from the release build. Exit 2: the
program can't be run.
"""

import csv
import difflib
import io
import json
import math
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
RELATIVE = 1e-6
SHOWN = 12  # differences of one run that are printed

# name, scenario, format, further options; all with two replications. JSON carries what CSV does
# (tests/command_line sees to that) in five times the lines: one, without places, shows its form.
RUNS = [
    ("first-county", "first-county.yaml", "text", []),
    ("first-county", "first-county.yaml", "csv", []),
    ("first-county", "first-county.yaml", "json", ["--detail", "network"]),
    ("two-counties", "two-counties.yaml", "text", []),
    ("two-counties", "two-counties.yaml", "csv", ["--detail", "county"]),
    ("mm3-hub", "theory/mm3-hub.yaml", "text", []),
    ("mm3-hub", "theory/mm3-hub.yaml", "csv", []),
]

# As the text report prints one; ASCII digits only.
ESTIMATE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)( ± )([0-9]+(?:\.[0-9]+)?)")


def close(found, expected, scale=0.0):
    """`scale` is what a difference is small in comparison with, if not the numbers themselves."""
    return math.isclose(found, expected, rel_tol=RELATIVE, abs_tol=RELATIVE * scale + 1e-12)


def number(text):
    """The number a CSV cell holds, or None."""
    try:
        return float(text)
    except ValueError:
        return None


# ---- csv: only the last column, the value, is a measurement ----


def csv_differences(found, expected):
    found_rows = list(csv.reader(io.StringIO(found, newline="")))
    expected_rows = list(csv.reader(io.StringIO(expected, newline="")))
    names = [",".join(row[:-1]) for row in found_rows]
    expected_names = [",".join(row[:-1]) for row in expected_rows]
    if names != expected_names or found_rows[0] != expected_rows[0]:
        return line_differences(names, expected_names)
    differences = []
    for row, expected_row in zip(found_rows[1:], expected_rows[1:]):
        value, expected_value = number(row[-1]), number(expected_row[-1])
        if row[-1] == expected_row[-1]:
            continue
        if value is None or expected_value is None or not close(value, expected_value):
            what = " ".join(cell for cell in row[:-1] if cell)
            differences.append(f"{what}: {row[-1]}, not {expected_row[-1]}")
    return differences


# ---- json: the same tree, keys in the same order ----


def json_tree(text):
    return json.loads(text, object_pairs_hook=lambda pairs: ("object", pairs))


def json_differences(found, expected):
    return list(tree_differences(json_tree(found), json_tree(expected), "$"))


def tree_differences(found, expected, path, scale=0.0):
    if is_number(found) and is_number(expected):
        same_kind = isinstance(found, float) or isinstance(expected, float)
        if found != expected and not (same_kind and close(found, expected, scale)):
            yield f"{path}: {found}, not {expected}"
    elif isinstance(found, tuple) and isinstance(expected, tuple):
        yield from object_differences(found[1], expected[1], path)
    elif isinstance(found, list) and isinstance(expected, list):
        if len(found) != len(expected):
            yield f"{path}: {len(found)} items, not {len(expected)}"
        for index, (item, expected_item) in enumerate(zip(found, expected)):
            yield from tree_differences(item, expected_item, f"{path}[{index}]")
    elif found != expected:
        yield f"{path}: {json.dumps(found)[:80]}, not {json.dumps(expected)[:80]}"


def object_differences(found, expected, path):
    keys, expected_keys = [key for key, _ in found], [key for key, _ in expected]
    if keys != expected_keys:
        yield f"{path}: keys {keys}, not {expected_keys}"
        return
    mean = dict(expected).get("mean")
    scale = abs(mean) if is_number(mean) else 0.0
    for (key, value), (_, expected_value) in zip(found, expected):
        yield from tree_differences(value, expected_value, f"{path}.{key}", scale)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


# ---- text: the same words; estimates may differ in their last digit ----


def one_in_the_last_digit(found, expected):
    decimals = [len(text.partition(".")[2]) for text in (found, expected)]
    unit = 10.0 ** -min(decimals)
    return abs(float(found) - float(expected)) <= unit * 1.000001


def same_line(found, expected):
    if found == expected:
        return True
    if ESTIMATE.sub("#", found) != ESTIMATE.sub("#", expected):
        return False
    pairs = zip(ESTIMATE.finditer(found), ESTIMATE.finditer(expected))
    return all(
        one_in_the_last_digit(one.group(part), other.group(part))
        for one, other in pairs
        for part in (1, 3)
    )


def text_differences(found, expected):
    found_lines, expected_lines = found.splitlines(), expected.splitlines()
    if len(found_lines) == len(expected_lines):
        # What is close enough must not clutter the difference of what isn't.
        found_lines = [
            other if same_line(one, other) else one
            for one, other in zip(found_lines, expected_lines)
        ]
    return line_differences(found_lines, expected_lines)


def line_differences(found, expected):
    lines = difflib.unified_diff(expected, found, "golden", "printed", lineterm="", n=0)
    return [line for line in lines if not line.startswith("@@")]


DIFFERENCES = {"text": text_differences, "csv": csv_differences, "json": json_differences}


# ---- running ----


def run(program, scenario, form, options):
    """Did it run, and what it printed; or its words."""
    command = [program, "run", f"scenarios/{scenario}", "--replications", "2", "--format", form]
    result = subprocess.run(
        [*command, *options], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if result.returncode == 0:
        return True, result.stdout.decode("utf-8")
    return False, f"{' '.join(command)}: exit {result.returncode}\n{result.stderr.decode('utf-8')}"


def version_of(program):
    result = subprocess.run([program, "--version"], capture_output=True, check=True)
    return result.stdout.decode("utf-8").split()[1]


def without_identity(text, version):
    """Only where it says lastmile, version or hash: 0.1.0 might be a measurement."""
    text = re.sub(r"(lastmile|version)(\W{1,4})" + re.escape(version) + r"\b", r"\1\2VERSION", text)
    return re.sub(r"(hash)(\W{1,4})[0-9a-f]{16}\b", r"\1\2HASH", text)


def differences_from(path, printed, form):
    if not path.exists():
        return ["no such golden yet"]
    golden = path.read_bytes().decode("utf-8")
    return [] if golden == printed else DIFFERENCES[form](printed, golden)


def check(program, version, write):
    """The number of outputs that differ."""
    failed = 0
    for name, scenario, form, options in RUNS:
        path = GOLDEN / f"{name}.{form}"
        ran, printed = run(program, scenario, form, options)
        if ran:
            printed = without_identity(printed, version)
            if write:
                path.write_bytes(printed.encode("utf-8"))
            differences = differences_from(path, printed, form)
        else:
            differences = printed.splitlines()
        if differences:
            failed += 1
            print(f"{path.relative_to(ROOT)}: {len(differences)} differences")
            print(*(f"    {line}" for line in differences[:SHOWN]), sep="\n")
    return failed


def main():
    write = "--write" in sys.argv[1:]
    programs = [word for word in sys.argv[1:] if word != "--write"]
    program = pathlib.Path(programs[0] if programs else ROOT / "build/tools/lastmile").resolve()
    try:
        version = version_of(program)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"check_golden.py: {error}")
        return 2
    GOLDEN.mkdir(exist_ok=True)
    failed = check(str(program), version, write)
    print(f"golden: {len(RUNS)} outputs, {failed} differ (check_golden.py --write, then review)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
