#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what `meson test` ran in a build directory, subtest by subtest.

usage: count_tests.py DIRECTORY STATUS     STATUS: how meson test ended
Prints `passed failed skipped DIRECTORY`.
"""

import pathlib
import sys
import xml.etree.ElementTree


def main():
    directory, status = sys.argv[1], int(sys.argv[2])
    passed = failed = skipped = 0
    log = pathlib.Path(directory) / "meson-logs" / "testlog.junit.xml"
    cases = xml.etree.ElementTree.parse(log).iter("testcase") if log.exists() else []
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    # A program that died between two subtests, or no test at all, is a failure too.
    if failed == 0 and (status != 0 or passed == 0):
        failed = 1
    print(passed, failed, skipped, f"meson tests in {directory}")


if __name__ == "__main__":
    main()
