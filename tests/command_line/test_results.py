#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results files as a person or a script uses them: run --results, report, kill -9, GIS.

usage: test_results.py [PROGRAM [ROOT]]     default: build/tools/lastmile, this tree
"""

import json
import os
import pathlib
import re
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
import unittest

import test_command_line as base
from test_command_line import FORMATS, CommandLine, run, start

# Three that are shipped, one with Chinese names in it.
SHIPPED = ["first-county", "two-counties", "xunwu-county"]
SLOW = "experiment: {warm_up: 1 d, horizon: 300 d, replications: 3, seed: 7}"


class Results(CommandLine):
    def setUp(self):
        super().setUp()
        self.file = self.path / "results.gpkg"

    def kept(self, *arguments, code=0):
        """Runs with --results; what it printed."""
        ended, out, words = run("run", *arguments, "--results", self.file)
        self.assertEqual(ended, code, words)
        return out

    def done(self, *arguments, code=0):
        ended, out, words = run(*arguments)
        self.assertEqual(ended, code, words)
        return out

    def sql(self, query, path=None):
        db = sqlite3.connect(path or self.file)
        try:
            return db.execute(query).fetchall()
        finally:
            db.close()

    def assert_sound(self):
        self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.sql("PRAGMA foreign_key_check"), [])

    def refused(self, *arguments, code=3, says):
        ended, out, words = run(*arguments)
        self.assertEqual((ended, out), (code, ""), words)
        self.assertIn(says, words)


class Help(Results):
    def test_report_has_help_that_fits_a_terminal(self):
        out = self.done("report", "--help")
        for option in ["--list", "--run=", "--scenario=", "--format=", "--out="]:
            self.assertIn(option, out)
        self.assertLessEqual(max(map(base.width_of, out.splitlines())), 100)
        self.assertIn("  report ", self.done("--help"))
        self.assertIn("--results=", self.done("run", "--help"))


class Reports(Results):
    def test_a_report_from_the_file_has_the_bytes_that_run_printed(self):
        for number, name in enumerate(SHIPPED, start=1):
            path = base.ROOT / f"scenarios/{name}.yaml"
            for form in FORMATS:
                plain = self.done("run", path, "--replications", 3, "--format", form)
                self.assertEqual(
                    self.kept(path, "--replications", 3, "--format", form), plain, (name, form)
                )
                again = self.done("report", self.file, "--run", number, "--format", form)
                self.assertEqual(again, plain, (name, form))
        self.assert_sound()
        self.assertEqual(self.files(), ["results.gpkg", "small.yaml"])

    def test_the_only_run_needs_no_choosing(self):
        printed = self.kept(self.scenario)
        self.assertEqual(self.done("report", self.file), printed)

    def test_a_file_of_several_runs_lists_them_and_asks_which(self):
        self.kept(self.scenario)
        self.kept(self.scenario, "--seed", 9)
        self.refused("report", self.file, code=2, says="2 such runs")
        _, _, words = run("report", self.file)
        self.assertRegex(words, r"(?m)^ *2 .* 9 +3 yes$")
        listed = self.done("report", self.file, "--list")
        self.assertRegex(listed, r"(?m)^ *1 测试, \"quoted\" .* 7 +3 yes$")
        self.refused("report", self.file, "--run", 3, code=2, says="no such run")

    def test_a_scenario_is_chosen_by_its_name(self):
        self.kept(self.scenario)
        other = self.write("other.yaml", base.SCENARIO.replace("测试", "Other"))
        printed = self.kept(other, "--format", "csv")
        name = 'Other, "quoted"'
        chosen = self.done("report", self.file, "--scenario", name, "--format", "csv")
        self.assertEqual(chosen, printed)
        self.refused("report", self.file, "--scenario", 'Othr, "quoted"', code=2,
                     says=f"did you mean '{name}'?")

    def test_a_report_may_go_to_a_file(self):
        printed = self.kept(self.scenario, "--format", "json")
        out = self.path / "report.json"
        self.assertEqual(self.done("report", self.file, "--format", "json", "--out", out), "")
        self.assertEqual(out.read_text(encoding="utf-8"), printed)

    def test_reading_changes_nothing(self):
        self.kept(self.scenario)
        before = self.file.read_bytes()
        self.done("report", self.file)
        self.assertEqual(self.file.read_bytes(), before)
        self.assertEqual(self.files(), ["results.gpkg", "small.yaml"])


class GoingOn(Results):
    def simulated(self):
        """Engine events of all replications in the file: simulating again would add to them."""
        return self.sql("SELECT count(*), sum(events) FROM replication")[0]

    def test_more_replications_go_on_from_those_there(self):
        plain = self.done("run", self.scenario, "--replications", 8, "--format", "csv")
        self.kept(self.scenario, "--replications", 3)
        first = self.sql("SELECT * FROM value")
        self.assertEqual(
            self.kept(self.scenario, "--replications", 8, "--format", "csv"), plain
        )
        self.assertEqual(self.sql("SELECT * FROM value WHERE replication <= 3"), first)
        self.assertEqual(self.done("report", self.file, "--format", "csv"), plain)
        self.assert_sound()

    def test_what_is_there_is_taken_from_the_file(self):
        """A value altered in the file is in the report: nothing was simulated for it."""
        self.kept(self.scenario)
        db = sqlite3.connect(self.file)
        with db:
            db.execute("UPDATE value SET value = 123456.5 WHERE row = 0 AND replication = 2")
        db.close()
        self.assertIn("123456.5", self.kept(self.scenario, "--format", "csv"))

    def test_fewer_replications_are_the_first_of_those_there(self):
        printed = self.kept(self.scenario, "--replications", 6)
        fewer = self.done("run", self.scenario, "--replications", 2)
        self.assertEqual(self.kept(self.scenario, "--replications", 2), fewer)
        self.assertEqual(self.done("report", self.file), printed)

    def test_a_precision_ends_where_it_would_have_without_a_file(self):
        asked = ["--until-precision", "5 %"]
        plain = self.done("run", self.scenario, *asked)
        self.assertRegex(plain, r"\b[1-9][0-9]+ replications")
        enough = int(re.search(r"([0-9]+) replications of", plain)[1])
        self.kept(self.scenario, "--replications", 4)
        self.assertEqual(self.kept(self.scenario, *asked), plain)
        self.assertEqual(self.done("report", self.file), plain)
        self.kept(self.scenario, "--replications", enough + 5)
        self.assertEqual(self.kept(self.scenario, *asked), plain)  # and not one more
        self.assertEqual(self.simulated()[0], enough + 5)

    def test_the_number_of_threads_changes_nothing(self):
        other = self.path / "other.gpkg"
        self.kept(self.scenario, "--replications", 7, "--jobs", 2)
        self.done("run", self.scenario, "--replications", 7, "--jobs", 1, "--results", other)
        self.assertEqual(self.file.read_bytes(), other.read_bytes())

    def test_a_warm_up_that_is_looked_for_is_found_again(self):
        asked = ["--warm-up", "auto", "--format", "csv"]
        plain = self.done("run", self.scenario, *asked)
        self.assertEqual(self.kept(self.scenario, *asked), plain)
        self.assertEqual(self.kept(self.scenario, *asked), plain)
        self.assertEqual(self.sql("SELECT count(*), sum(warm_up_found) FROM run"), [(1, 1)])

    def test_other_rows_are_another_run(self):
        self.kept(self.scenario)
        self.kept(self.scenario, "--detail", "network")
        self.kept(self.scenario, "--warm-up", "2 d")
        self.write("small.yaml", base.SCENARIO.replace("shelf: 40", "shelf: 41"))
        self.kept(self.scenario)
        self.assertEqual(self.sql("SELECT count(*) FROM run"), [(4,)])


class Killed(Results):
    def setUp(self):
        super().setUp()
        self.write("small.yaml", re.sub("experiment:.*", SLOW, base.SCENARIO))

    def stored(self):
        """Replications that the file has; reads along while it is written."""
        try:
            return self.sql("SELECT count(*) FROM replication")[0][0]
        except sqlite3.Error:  # not made yet
            return 0

    def kill_at(self, command, replications):
        """Kills it with signal 9 as soon as the file has so many."""
        process = start(*command)
        while self.stored() < replications and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=base.PATIENCE)
        return process.returncode

    def killed_again_and_again(self, jobs):
        asked = [self.scenario, "--replications", 40, "--jobs", jobs, "--format", "json"]
        plain = self.done("run", *asked)
        kills, before = 0, 0
        for replications in [1, 2, 5, 11, 23, 31, 38]:
            code = self.kill_at(["run", *asked, "--results", self.file], replications)
            kills += code == -signal.SIGKILL
            after = self.stored()
            self.assertGreaterEqual(after, max(before, replications))  # nothing is lost
            self.assert_sound()
            before = after
        self.assertGreater(kills, 0)
        if before < 40:
            said = json.loads(self.done("report", self.file, "--format", "json"))["run"]
            self.assertEqual((said["replications"], said["incomplete"]), (before, True))
        self.assertEqual(self.kept(*asked), plain)
        self.assertEqual(self.done("report", self.file, "--format", "json"), plain)
        self.assertEqual(self.sql("SELECT count(*), sum(complete) FROM run"), [(1, 1)])
        self.assertEqual(self.files(), ["results.gpkg", "small.yaml"])
        whole = self.path / "whole.gpkg"
        self.done("run", *asked, "--results", whole)
        for table in ["run", "metric", "subject", "measurement", "replication", "value", "hourly",
                      "places", "note", "served", "gpkg_contents"]:
            query = f"SELECT * FROM {table}"
            self.assertEqual(self.sql(query), self.sql(query, whole), table)

    def test_a_run_killed_at_any_moment_goes_on_as_if_it_had_not_been(self):
        self.killed_again_and_again(1)

    def test_so_does_one_on_two_threads(self):
        self.killed_again_and_again(2)

    def test_a_run_killed_before_its_first_replication_is_none(self):
        for _ in range(5):
            process = start("run", self.scenario, "--results", self.file)
            while not self.file.exists() and process.poll() is None:
                time.sleep(0.0005)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=base.PATIENCE)
        plain = self.done("run", self.scenario)
        self.assertEqual(self.kept(self.scenario), plain)

    def test_an_interrupted_run_goes_on(self):
        asked = [self.scenario, "--replications", 60]
        plain = self.done("run", *asked)
        process = start("run", *asked, "--results", self.file)
        while self.stored() < 3 and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        out, words = process.communicate(timeout=base.PATIENCE)
        if process.returncode != 0:  # unless it was faster
            self.assertEqual(process.returncode, 130, words)
            self.assertIn("goes on from there", words)
            self.assertEqual(self.done("report", self.file), out)
        self.assertEqual(self.kept(*asked), plain)

    def test_two_processes_may_work_on_the_same_run(self):
        asked = [self.scenario, "--replications", 30, "--jobs", 1]
        plain = self.done("run", *asked)
        both = [start("run", *asked, "--results", self.file) for _ in range(2)]
        for process in both:
            self.assertEqual(base.ended(process), (0, plain, ""))
        self.assertEqual(self.stored(), 30)
        self.assertEqual(self.sql("SELECT count(*) FROM run"), [(1,)])
        self.assert_sound()


class Refused(Results):
    def both_refuse(self, says, path=None):
        path = path or self.file
        before = path.read_bytes()
        self.refused("run", self.scenario, "--results", path, says=says)
        self.refused("report", path, says=says)
        self.assertEqual(path.read_bytes(), before)

    def test_files_of_other_kinds_stay_as_they_are(self):
        self.both_refuse("no SQLite database", path=self.scenario)
        self.file.write_bytes(os.urandom(100_000))
        self.both_refuse("no SQLite database")
        self.file.unlink()
        db = sqlite3.connect(self.file)
        db.executescript("CREATE TABLE bookmarks (url TEXT); PRAGMA journal_mode = WAL;")
        db.close()
        self.both_refuse("a database, but not of results")

    def test_a_later_format_is_refused_in_words(self):
        self.kept(self.scenario)
        db = sqlite3.connect(self.file)
        db.execute("UPDATE lastmile SET format = 7")
        db.commit()
        db.close()
        self.both_refuse("a newer lastmile wrote it (format 7; this one knows format ")

    def test_what_is_not_there_is_said(self):
        self.refused("report", self.file, says="No such file or directory")
        self.refused("report", self.path, says="Is a directory")
        self.refused("run", self.scenario, "--results", self.path, says="Is a directory")
        nowhere = self.path / "no/where.gpkg"
        self.refused("run", self.scenario, "--results", nowhere, says="no/where.gpkg")
        self.refused("run", self.scenario, "--results", "/dev/null", says="not a file")
        self.refused("run", self.scenario, "--results", "", says="cannot keep results")

    def test_a_damaged_file_is_no_crash(self):
        self.kept(self.scenario)
        whole = self.file.read_bytes()
        for cut in [100, 4096, len(whole) // 2, len(whole) - 4096]:
            self.file.write_bytes(whole[:cut])
            code, _, words = run("report", self.file)
            self.assertEqual(code, 3, (cut, words))
            code, _, words = run("run", self.scenario, "--results", self.file)
            self.assertEqual(code, 3, (cut, words))

    def test_a_locked_file_is_waited_for_and_then_refused(self):
        self.kept(self.scenario)
        db = sqlite3.connect(self.file, isolation_level=None)
        db.execute("BEGIN EXCLUSIVE")
        self.refused("run", self.scenario, "--results", self.file, says="locked by another process")
        db.execute("ROLLBACK")
        db.close()
        self.kept(self.scenario)

    def test_the_report_cannot_go_where_the_results_are(self):
        self.kept(self.scenario)
        before = self.file.read_bytes()
        self.refused("run", self.scenario, "--results", self.file, "--out", self.file,
                     says="report is to be written there")
        self.refused("report", self.file, "--out", self.file, says="the results are there")
        self.assertEqual(self.file.read_bytes(), before)

    def test_wrong_use_is_refused(self):
        self.wrong("report", says="RESULTS")
        self.kept(self.scenario)
        for option, value in [("--run", "0"), ("--run", "x"), ("--format", "xml")]:
            self.wrong("report", self.file, option, value, says=option)

    def test_a_full_disk_keeps_what_was_there(self):
        self.kept(self.scenario, "--replications", 2)

        def small():
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

        code, _, words = base.ended(
            start("run", self.scenario, "--replications", 400, "--results", self.file,
                  preexec_fn=small)
        )
        self.assertEqual(code, 3, words)
        self.assertIn("cannot keep results in", words)
        self.assert_sound()
        self.assertGreaterEqual(self.sql("SELECT count(*) FROM replication")[0][0], 2)
        plain = self.done("run", self.scenario, "--replications", 50)
        self.assertEqual(self.kept(self.scenario, "--replications", 50), plain)


class Map(Results):
    def setUp(self):
        super().setUp()
        self.kept(base.ROOT / "scenarios/first-county.yaml", "--replications", 3)

    def test_it_is_a_geopackage(self):
        """What the OGC standard 1.3 requires: 1.1.1, 1.1.2, 1.1.3, 2.1 and 2.4."""
        header = self.file.read_bytes()[:100]
        self.assertEqual(header[:16], b"SQLite format 3\0")
        self.assertEqual(header[68:72], b"GPKG")
        self.assertEqual(struct.unpack(">I", header[60:64]), (10300,))
        self.assert_sound()
        systems = self.sql("SELECT srs_id, organization, organization_coordsys_id FROM"
                           " gpkg_spatial_ref_sys ORDER BY srs_id")
        self.assertEqual(systems, [(-1, "NONE", -1), (0, "NONE", 0), (4326, "EPSG", 4326)])
        contents = self.sql("SELECT table_name, data_type, srs_id, last_change FROM gpkg_contents")
        for table, kind, system, changed in contents:
            self.assertRegex(changed, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            first = self.sql(f"SELECT * FROM pragma_table_info('{table}')")[0]
            if table in ("results", "estimates"):  # views: unique whole numbers come first
                ids = [row[0] for row in self.sql(f"SELECT id FROM {table}")]
                self.assertEqual(len(set(ids)), len(ids))
                self.assertTrue(all(isinstance(number, int) for number in ids))
            else:
                self.assertEqual((first[2], first[5]), ("INTEGER", 1), table)
                words = self.sql(f"SELECT sql FROM sqlite_schema WHERE name = '{table}'")[0][0]
                self.assertIn("PRIMARY KEY AUTOINCREMENT", words)
            self.assertEqual((kind, system),
                             ("features", 4326) if table == "places" else ("attributes", None))
        columns = self.sql("SELECT * FROM gpkg_geometry_columns")
        self.assertEqual(columns, [("places", "geom", "POINT", 4326, 0, 0)])
        declared = self.sql("SELECT type FROM pragma_table_info('places') WHERE name = 'geom'")
        self.assertEqual(declared, [("POINT",)])

    def test_points_are_where_the_scenario_puts_them(self):
        geometry = self.sql("SELECT geom FROM places WHERE kind = 'station'")
        self.assertEqual(len(geometry), 12)
        extent = self.sql("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents"
                          " WHERE table_name = 'places'")[0]
        for (blob,) in geometry:
            magic, version, flags, system, order, kind, lon, lat = struct.unpack("<2sBBiBIdd", blob)
            self.assertEqual((magic, version, flags, system), (b"GP", 0, 1, 4326))
            self.assertEqual((order, kind), (1, 1))
            self.assertTrue(extent[0] <= lon <= extent[2] and extent[1] <= lat <= extent[3])

    def test_means_on_the_map_are_those_of_the_report(self):
        report = json.loads(self.done("report", self.file, "--format", "json"))
        expected = {
            row["place"]: (row["mean"], row["half_width"])
            for row in report["measures"]
            if (row["measure"], row["statistic"], row["event"], row["place_kind"])
            == ("delivery_time", "mean", "available", "station")
        }
        found = self.sql("SELECT name, inbound_h, inbound_half_width_h FROM places"
                         " WHERE kind = 'station' AND inbound_h IS NOT NULL")
        self.assertEqual(len(found), len(expected))
        for name, mean, half_width in found:
            self.assertAlmostEqual(mean, expected[name][0], delta=1e-9)
            self.assertAlmostEqual(half_width, expected[name][1], delta=1e-9)

    @unittest.skipUnless(shutil.which("ogrinfo"), "gdal-bin is not installed")
    def test_gdal_opens_it_without_a_complaint(self):
        for arguments, says in [
            (["-al", "-so", self.file, "places"], "Feature Count: 28"),
            (["-al", "-so", self.file, "places"], 'ID["EPSG",4326]'),
            (["-so", self.file, "results"], "value: Real"),
            (["-so", self.file, "estimates"], "Layer name: estimates"),
            (["-so", self.file, "run"], "scenario_hash: String"),
        ]:
            done = subprocess.run(["ogrinfo", *map(str, arguments)], capture_output=True,
                                  encoding="utf-8", check=False, timeout=base.PATIENCE)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(says, done.stdout)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        base.PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        base.ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
