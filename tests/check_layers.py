#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every #include points down the house, or stays in its folder.

    tools -> measure -> operation -> network -> scenario -> problem -> engine

A folder may include its own headers and those of the folders listed beside it in ALLOWED.
Includes between quotes are written from the root and must exist; no header bears the name of
one of libc's, so that a stray -I can never shadow the real one. Tests see all.

usage: check_layers.py [ROOT]      prints file:line for every offence; exit 1 if there is one
"""

import fnmatch
import pathlib
import re
import sys

ALLOWED = {
    "engine": [],
    "models/problem": ["engine"],
    "models/scenario": ["models/problem", "engine"],
    "models/network": ["models/problem", "engine"],
    "models/operation": ["models/network", "engine"],
    "models/measure": ["models/operation", "models/network", "engine"],
    "tools": [
        "models/measure",
        "models/operation",
        "models/network",
        "models/scenario",
        "models/problem",
        "engine",
    ],
}

# Only what compiles sees both the scenario and the network; network.h takes a few enums, money.h
# prices as they were read: they are numbers and nothing else.
EXCEPTIONS = {
    "models/network/network.h": ["models/scenario"],
    "models/network/money.h": ["models/scenario"],
    "models/network/compile*.[ch]": ["models/scenario"],
}

LIBC_HEADERS = set(
    "aio aliases alloca ar argp argz assert byteswap complex cpio ctype dirent dlfcn elf endian "
    "envz err errno error execinfo fcntl features fenv float fmtmsg fnmatch fstab fts ftw gconv "
    "getopt glob grp gshadow iconv ifaddrs inttypes iso646 langinfo lastlog libgen libintl limits "
    "link locale malloc math mcheck memory mntent monetary mqueue netdb nl_types nss obstack "
    "paths poll printf proc_service pthread pty pwd re_comp regex regexp resolv sched search "
    "semaphore setjmp sgtty shadow signal spawn stab stdalign stdarg stdatomic stdbool stddef "
    "stdint stdio stdio_ext stdlib stdnoreturn string strings syscall sysexits syslog tar termio "
    "termios tgmath thread_db threads time ttyent uchar ucontext ulimit unistd utime utmp utmpx "
    "values wait wchar wctype wordexp".split()
)

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def house_of(path):
    """The layer a file from the root belongs to, or None."""
    return next((layer for layer in ALLOWED if path.startswith(layer + "/")), None)


def allowed_for(path):
    layer = house_of(path)
    layers = [layer, *ALLOWED[layer]]
    for pattern, more in EXCEPTIONS.items():
        if fnmatch.fnmatch(path, pattern):
            layers += more
    return layers


def offences_of(root, path):
    text = (root / path).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, target = match.groups()
        layer = house_of(target)
        where = f"{path}:{number}: {line.strip()}"
        if quote == "<":
            if layer:
                yield f"{where}\n    our own headers go between quotes"
        elif not (root / target).is_file():
            yield f"{where}\n    includes are written from the root, and this file isn't there"
        elif layer and layer not in allowed_for(path):
            yield f"{where}\n    {house_of(path)} may include only {', '.join(allowed_for(path))}"
        elif layer is None:
            yield f"{where}\n    not in any layer of the house"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    offences, files = [], 0
    for source in sorted(p for kind in ("*.c", "*.h", "*.def") for p in root.rglob(kind)):
        path = source.relative_to(root).as_posix()
        if house_of(path) is None:
            if path.startswith("models/"):
                offences.append(f"{path}: models/ has no such layer")
            continue
        files += 1
        if source.suffix == ".h" and source.stem in LIBC_HEADERS:
            offences.append(f"{path}: the name of a header of libc's")
        offences += offences_of(root, path)
    print(*offences, sep="\n", end="\n" if offences else "")
    print(f"layers: {files} files, {len(offences)} offences")
    return 1 if offences or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
