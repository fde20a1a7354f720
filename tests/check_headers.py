#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every header compiles alone, and twice over.

usage: check_headers.py [--root ROOT] [COMPILER [ARGUMENT...]]       (default: cc)

The compiler is run as it is given, with the project's own flags behind: for clang, say
`check_headers.py clang`. Prints the compiler's words for every header that fails; exit 1 then.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
FLAGS += ["-Wconversion", "-Wshadow", "-Wstrict-prototypes", "-fsyntax-only", "-x", "c", "-I."]
# A header may hold static functions that this one file does not call.
FLAGS += ["-Wno-unused-function"]
LIBRARIES = ["gsl", "yaml-0.1", "smartcols", "jansson", "cmocka"]

# Pieces of another header, never included by themselves.
PIECES = ("_inline.h",)


def library_flags():
    flags = []
    for library in LIBRARIES:
        found = subprocess.run(
            ["pkg-config", "--cflags", library], capture_output=True, text=True, check=False
        )
        flags += found.stdout.split()
    return flags


def complaint_about(command, root, header):
    """What the compiler says of the header included twice, or ''."""
    result = subprocess.run(
        [*command, "-"],
        input=f'#include "{header}"\n#include "{header}"\n',
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if result.returncode == 0 else f"{header}:\n{result.stderr}"


def main():
    arguments = sys.argv[1:]
    root = pathlib.Path(__file__).resolve().parent.parent
    if arguments[:1] == ["--root"]:
        root = pathlib.Path(arguments[1])
        arguments = arguments[2:]
    command = [*(arguments or ["cc"]), *FLAGS, *library_flags()]
    headers = sorted(
        path.relative_to(root).as_posix()
        for folder in ("engine", "models", "tools", "tests")
        for path in (root / folder).rglob("*.h")
        if not path.name.endswith(PIECES)
    )
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = pool.map(lambda header: complaint_about(command, root, header), headers)
        complaints = [complaint for complaint in complaints if complaint]
    print(*complaints, sep="\n", end="\n" if complaints else "")
    print(f"headers: {len(headers)} compiled alone and twice, {len(complaints)} failed")
    return 1 if complaints or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
