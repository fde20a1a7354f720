#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The longest functions of the program, for information: aim for 20 lines, stop at 60.

usage: longest_functions.py [HOW_MANY]

Takes a function to be what clang-format lays out as one: a line that starts at the margin, and
from its brace at the margin to the closing one.
"""

import pathlib
import re
import sys

NAME = re.compile(r"(\w+)\(")


def functions_of(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = None
    for number, line in enumerate(lines, start=1):
        if line == "{":
            begin = number
        elif line == "}" and begin is not None:
            head = begin - 1
            while head > 0 and not re.match(r"[A-Za-z].*\(", lines[head - 1]):
                head -= 1
            name = NAME.search(lines[head - 1]) if head > 0 else None
            yield number - head + 1, f"{path}:{head}", name.group(1) if name else "?"
            begin = None


def main():
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    functions = [
        function
        for folder in ("engine", "models", "tools")
        for path in pathlib.Path(folder).rglob("*.c")
        for function in functions_of(path)
    ]
    functions.sort(key=lambda function: (-function[0], function[1]))
    for length, where, name in functions[:how_many]:
        print(f"{length:5d} lines  {name}  {where}")
    if functions:
        lengths = sorted(length for length, _, _ in functions)
        print(
            f"{len(lengths)} functions: median {lengths[len(lengths) // 2]} lines, "
            f"95 % within {lengths[int(0.95 * (len(lengths) - 1))]}"
        )


if __name__ == "__main__":
    main()
