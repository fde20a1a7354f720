#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a person or a script uses it: options, exit codes, messages, files, signals.

Exit codes: 0 done; 1 the answer is no; 2 used wrongly, or a scenario with mistakes; 3 cannot
read or write; 130 interrupted. Results go to stdout, talk to stderr.

usage: test_command_line.py [PROGRAM [ROOT]]     default: build/tools/lastmile, this tree
"""

import csv
import io
import json
import os
import pathlib
import pty
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = str(ROOT / "build/tools/lastmile")
FORMATS = ["text", "csv", "json"]
PATIENCE = 120  # seconds that any run may take; sanitizers are slow

# Small, with a parcel now and then; Chinese names, a name to quote in CSV, every kind of row.
SCENARIO = """\
lastmile: 1
name: "测试, \\"quoted\\""
start: 2018-03-05
experiment: {warm_up: 1 d, horizon: 3 d, replications: 3, seed: 7}
parcels:
  - {class: express, inbound: 50 %, outbound: 50 %, promise: 24 h}
  - {class: standard, inbound: 50 %, outbound: 50 %, promise: 48 h}
hubs: [{name: 贵阳, sorting: {rate: 600 /h}, vehicles: {truck: 2}}]
counties: [{name: 望谟县, sorting: {rate: 300 /h}, vehicles: {van: 1}}]
stations:
  - {name: "Lewang, \\"east\\"", county: 望谟县, shelf: 40}
villages:
  list: [{name: 那邦, people: 800, station: "Lewang, \\"east\\""}]
demand:
  inbound: {orders: 14 /person/y}
  outbound: {orders: 4 /person/y}
pick_up: {dwell: {exponential: {mean: 12 h}}}
vehicles: [{type: truck, parcels: 900}, {type: van, parcels: 100}]
travel:
  links:
    - {between: [贵阳, 望谟县], time: 4 h}
    - {between: [望谟县, "Lewang, \\"east\\""], time: 40 min}
line_haul: [{name: night, from: 贵阳, to: 望谟县, vehicle: truck, depart: ["01:30"]}]
feeders:
  - {name: loop, county: 望谟县, stops: each station, vehicle: van, depart: ["08:00", "14:00"]}
"""


def ended(process):
    """Its output and words, and that it ended by itself."""
    out, words = process.communicate(timeout=PATIENCE)
    return process.returncode, out, words


def start(*arguments, **options):
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.Popen(
        [PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, encoding="utf-8", **options
    )


def run(*arguments, **options):
    return ended(start(*arguments, **options))


def width_of(line):
    """Columns a terminal needs for it."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="lastmile-test-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.scenario = self.write("small.yaml", SCENARIO)

    def write(self, name, text):
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return path

    def wrong(self, *arguments, says):
        """Refused with exit code 2, a message that holds `says`, and nothing on stdout."""
        code, out, words = run(*arguments)
        self.assertEqual((code, out), (2, ""), words)
        self.assertIn(says, words)

    def files(self):
        return sorted(path.name for path in self.path.iterdir())


class Help(CommandLine):
    def test_help_names_every_command_and_exit_code(self):
        code, out, words = run("--help")
        self.assertEqual((code, words), (0, ""))
        for name in ["run", "compare", "check", "show", "diff", "schema", "--version", "130"]:
            self.assertIn(name, out)

    def test_version_is_a_line(self):
        code, out, words = run("--version")
        self.assertEqual((code, words), (0, ""))
        self.assertRegex(out, r"\Alastmile [0-9]+\.[0-9]+\.[0-9]+\n\Z")

    def test_each_command_has_help(self):
        for command in ["run", "compare", "check", "show", "diff", "schema"]:
            code, out, words = run(command, "--help")
            self.assertEqual((code, words), (0, ""))
            self.assertIn(f"lastmile {command}", out)

    def test_help_of_run_names_every_option(self):
        _, out, _ = run("run", "--help")
        for option in ["replications", "seed", "jobs", "until-precision", "look-ahead", "budget", "warm-up", "format"]:
            self.assertIn(f"--{option}=", out)
        for option in ["out", "detail"]:
            self.assertIn(f"--{option}=", out)

    def test_help_fits_a_terminal(self):
        for command in [[], ["run"], ["compare"], ["check"], ["show"], ["diff"], ["schema"]]:
            _, out, _ = run(*command, "--help")
            self.assertLessEqual(max(map(width_of, out.splitlines())), 100)

    def test_nothing_asked_shows_the_help_on_stderr(self):
        self.wrong(says="usage: lastmile")

    def test_an_unknown_command_suggests_the_nearest(self):
        self.wrong("chekc", says="did you mean 'check'?")
        self.wrong("xyzzy", says="no command 'xyzzy'")

    def test_unknown_options_are_refused(self):
        self.wrong("--frobnicate", says="--frobnicate")
        for command in ["run", "compare", "check", "show", "diff", "schema"]:
            self.wrong(command, "--frobnicate", says="--frobnicate")


class Options(CommandLine):
    def test_a_missing_or_second_scenario_is_refused(self):
        self.wrong("run", says="FILE")
        self.wrong("run", self.scenario, self.scenario, says="FILE")
        self.wrong("check", says="FILE")
        self.wrong("schema", self.scenario, says="nothing is read")

    def test_what_is_quoted_cannot_reach_the_terminals_controls(self):
        for arguments in [["\033[31m"], ["run", "--seed", "\033[31m", self.scenario]]:
            _, _, words = run(*arguments)
            self.assertIn("\\x1b[31m", words)
            self.assertNotIn("\033", words)

    def test_bad_values_are_refused_and_named(self):
        for option, values in {
            "replications": ["0", "-1", "2x", "1.5", "010", "", "nan"],
            "jobs": ["0", "-2", "two"],
            "seed": ["-1", "1e3", "0x10", "99999999999999999999"],
            "warm-up": ["7", "-1 d", "soon", "7 parsecs", ""],
            "until-precision": [
                "2", "0 %", "100 %", "-3 %", "little", "30 min", "=2 %=", "throughput.inbound="
            ],
            "look-ahead": ["-1", "few", "1001"],
            "budget": ["0 s", "10", "-1 min", "soon", "2e9 d", ""],
            "format": ["xml", ""],
            "detail": ["village", ""],
        }.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.wrong("run", f"--{option}={value}", self.scenario, says=f"--{option}")

    def test_a_misspelt_format_suggests_the_nearest(self):
        self.wrong("run", "--format", "jsn", self.scenario, says="did you mean 'json'?")

    def test_a_warm_up_beyond_all_time_is_refused(self):
        self.wrong("run", "--warm-up", "1e15 d", self.scenario, says="--warm-up")

    def test_replications_are_as_many_as_asked(self):
        for count in [1, 2, 5]:
            result = self.result("--replications", count)
            self.assertEqual(result["run"]["replications"], count)
            self.assertTrue(all(len(row["values"]) == count for row in result["measures"]))

    def test_without_the_option_the_scenario_says_how_many(self):
        self.assertEqual(self.result()["run"]["replications"], 3)

    def test_a_seed_makes_other_parcels_and_the_same_seed_the_same(self):
        reports = {seed: run("run", self.scenario, "--seed", seed)[1] for seed in [7, 8]}
        self.assertNotEqual(reports[7], reports[8])
        self.assertEqual(run("run", self.scenario, "--seed", 8)[1], reports[8])
        self.assertEqual(run("run", self.scenario)[1], reports[7])

    def test_warm_up_is_given_or_found(self):
        given = self.result("--warm-up", "12 h")["run"]
        self.assertEqual((given["warm_up_h"], given["warm_up_found"]), (12, False))
        self.assertIs(self.result("--warm-up", "auto")["run"]["warm_up_found"], True)

    def test_precision_stops_after_ten_or_more(self):
        code, out, words = run(
            "run", self.scenario, "--until-precision", "20 %", "--format", "json"
        )
        self.assertEqual(code, 0, words)
        result = json.loads(out)
        self.assertTrue(result["run"]["precision_reached"])
        self.assertGreaterEqual(result["run"]["replications"], 10)
        row = self.find(result, "delivery_time", "mean", event="available")
        self.assertLessEqual(row["half_width"], 0.2 / 1.2 * row["mean"])

    def test_precision_may_be_written_with_or_without_a_space(self):
        outs = {run("run", self.scenario, "--until-precision", p)[1] for p in ["20%", "20 %"]}
        self.assertEqual(len(outs), 1)
        self.assertIn("within 20 % of it: reached", outs.pop())

    def test_precision_out_of_reach_is_a_no(self):
        code, out, words = run(
            "run", self.scenario, "--until-precision", "0.001 %", "--replications", "12",
            "--format", "json",
        )  # fmt: skip
        self.assertEqual(code, 1, words)
        self.assertFalse(json.loads(out)["run"]["precision_reached"])

    def test_several_precisions_hold_together(self):
        code, out, words = run(
            "run", self.scenario, "--until-precision", "delivery_time.inbound.p50=50 %",
            "--until-precision", "service_level.inbound=0.4", "--format", "json",
            "--until-precision", "delivery_time.outbound.mean=6 h", "--look-ahead", "2",
        )  # fmt: skip
        self.assertEqual(code, 0, words)
        asked = json.loads(out)["run"]
        self.assertGreaterEqual(asked["replications"], 12)
        self.assertEqual(asked["look_ahead"], 2)
        self.assertAlmostEqual(asked["target_confidence"], 1 - 0.05 / 3)
        self.assertEqual(
            [(t["measure"], t["asked"], t["relative"], t["unit"]) for t in asked["targets"]],
            [
                ("delivery_time.inbound.p50", 0.5, True, "h"),
                ("service_level.inbound", 0.4, False, "1"),
                ("delivery_time.outbound.mean", 6, False, "h"),
            ],
        )
        for target in asked["targets"]:
            self.assertLessEqual(target["half_width"], target["wanted_half_width"])
            self.assertTrue(target["met"])

    def test_what_more_it_would_take_is_said(self):
        code, out, _ = run(
            "run", self.scenario, "--until-precision", "0.1 %", "--replications", "15"
        )
        self.assertEqual(code, 1)
        self.assertRegex(out, r"NOT reached \(.*\);\n +it would take about [0-9]+0 replications more")

    def test_a_precision_that_did_not_last_is_not_reached(self):
        code, out, _ = run(
            "run", self.scenario, "--until-precision", "90 %", "--replications", "12"
        )
        self.assertEqual(code, 1)
        self.assertIn("so since replication 10; NOT yet settled", out)

    def test_precision_of_what_is_not_there_or_of_another_kind_is_refused(self):
        for asked, says in {
            "delivery_time.inbund.mean=2 %": "did you mean 'delivery_time.inbound.mean'?",
            "happiness=2 %": "no measure 'happiness'",
            "throughput.inbound=30 min": "a number such as 0.01",
            "delivery_time.inbound.mean=0.5": "a duration such as '30 min'",
        }.items():
            with self.subTest(asked=asked):
                self.wrong("run", "--until-precision", asked, self.scenario, says=says)

    def test_a_budget_of_time_ends_a_run_with_what_is_complete(self):
        code, out, words = run(
            "run", self.scenario, "--replications", "1000000", "--budget", "1 s", "--format",
            "json",
        )  # fmt: skip
        self.assertEqual((code, words), (0, ""))
        timed = json.loads(out)
        done = timed["run"]["replications"]
        self.assertLess(done, 1000000)
        self.assertEqual(timed["run"].pop("ended_by_budget_s"), 1)
        self.assertEqual(timed, self.result("--replications", done))
        _, text, _ = run("run", self.scenario, "--replications", "1000000", "--budget", "300 ms")
        self.assertRegex(text, r"ended +by the budget of 0.3 s .*; --replications [0-9]+ gives")

    def test_a_budget_that_is_not_needed_leaves_no_trace(self):
        self.assertEqual(run("run", self.scenario, "--budget", "1 h"), run("run", self.scenario))

    def test_a_budget_that_ends_before_precision_is_a_no(self):
        code, out, _ = run("run", self.scenario, "--until-precision", "0.001 %", "--budget", "1 s")
        self.assertEqual(code, 1)
        self.assertIn("NOT reached", out)

    def test_antithetic_pairs_are_told_with_what_they_saved(self):
        result = self.result("--antithetic", "--replications", "19")
        self.assertEqual(result["run"]["replications"], 20)
        self.assertEqual(result["run"]["antithetic_pairs"], 10)
        row = self.find(result, "throughput", "per_day", event="entered")
        self.assertEqual((row["n"], len(row["values"])), (10, 20))
        self.assertGreater(row["variance_saved"], 0)
        code, text, _ = run("run", self.scenario, "--antithetic", "--replications", "20")
        self.assertEqual(code, 0)
        self.assertIn("in 10 antithetic pairs", text)
        self.assertRegex(text, r"pairs +variance of estimates against as many independent")

    def test_control_adjusts_figures_for_demand(self):
        plain, result = self.result(), self.result("--control")
        adjusted = result.pop("adjusted_for_demand")
        self.assertEqual(result, plain)
        self.assertGreater(adjusted["expected_entered"]["inbound"], 0)
        figures = {figure["measure"]: figure for figure in adjusted["figures"]}
        throughput = figures["throughput.inbound"]
        self.assertEqual(throughput["controls"], ["inbound"])
        row = self.find(plain, "throughput", "per_day", event="completed")
        self.assertEqual(throughput["mean"], row["mean"])
        self.assertEqual(throughput["half_width"], row["half_width"])
        if throughput["refused"] is None:
            self.assertIsNotNone(throughput["adjusted_half_width"])

    def test_quantiles_say_how_replications_vary(self):
        plain = self.result("--replications", "60")
        result = self.result("--replications", "60", "--quantiles")
        figures = {figure["measure"]: figure for figure in result.pop("between_replications")}
        self.assertEqual(result, plain)
        row = self.find(plain, "delivery_time", "mean", event="available")
        values = sorted(row["values"])
        half, nine = figures["delivery_time.inbound.mean"]["shares"][:2]
        self.assertEqual((half["share"], half["value"]), (0.5, values[29]))
        self.assertEqual((nine["share"], nine["value"]), (0.9, values[53]))
        self.assertEqual(figures["delivery_time.inbound.mean"]["side"], "at most")
        self.assertGreaterEqual(nine["coverage"], 0.95)
        self.assertIn(nine["upper"], values)
        throughput = figures["throughput.inbound"]
        self.assertEqual(throughput["side"], "at least")
        row = self.find(plain, "throughput", "per_day", event="completed")
        self.assertEqual(throughput["shares"][1]["value"], sorted(row["values"])[5])

    def test_quantiles_say_how_many_replications_an_interval_takes(self):
        text = run("run", self.scenario, "--replications", "8", "--quantiles")[1]
        self.assertIn("[takes 29]", text)
        self.assertIn("[takes 59]", text)
        code, text, _ = run("run", self.scenario, "--replications", "8", "--quantiles", "--antithetic")
        self.assertEqual(code, 0)
        self.assertIn("(one of each pair)", text)
        self.assertIn("[takes 6]", text)  # four of the eight count

    def test_control_says_how_many_replications_it_takes(self):
        code, text, _ = run("run", self.scenario, "--control", "--replications", "3")
        self.assertEqual(code, 0)
        self.assertIn("refused: takes 4 replications", text)
        few = self.result("--control", "--replications", "3")["adjusted_for_demand"]["figures"]
        self.assertEqual({figure["refused"] for figure in few}, {"too few replications"})
        enough = self.result("--control", "--replications", "4")["adjusted_for_demand"]["figures"]
        self.assertIn(None, {figure["refused"] for figure in enough})

    def test_a_report_of_results_adjusts_as_the_run_did(self):
        with tempfile.TemporaryDirectory() as folder:
            kept = os.path.join(folder, "kept.gpkg")
            run_of = ["run", self.scenario, "--replications", "9", "--control"]
            for form in ["text", "json", "csv"]:
                _, first, _ = run(*run_of, "--format", form, "--results", kept)
                self.assertEqual(run("report", kept, "--control", "--format", form), (0, first, ""))

    def test_one_long_run_has_intervals_by_batch_means_or_says_why_not(self):
        code, text, _ = run("run", self.scenario, "--batches")  # three days
        self.assertEqual(code, 1)
        self.assertIn("1 replication of 3 days", text)
        self.assertIn("not estimable: fewer than 100 days", text)
        longer = ["--batches", "--set", "experiment.horizon=730 d", "--set", "experiment.seed=3"]
        code, out, _ = run("run", self.scenario, *longer, "--format", "json")
        result = json.loads(out)
        long_run = result["long_run"]
        self.assertEqual((result["run"]["replications"], long_run["days"]), (1, 730))
        self.assertEqual((long_run["days_per_observation"], long_run["batches"]), (7, 20))
        figures = {figure["measure"]: figure for figure in long_run["figures"]}
        self.assertEqual(len(figures), 6)
        for figure in figures.values():
            self.assertEqual(figure["independent"], figure["half_width"] is not None)
            self.assertEqual(figure["batch_days"], 35)
        refused = any(figure["half_width"] is None for figure in figures.values())
        self.assertEqual(code, 1 if refused else 0)

    def test_batches_go_with_one_replication_only(self):
        for others in [["--replications", "2"], ["--until-precision", "2%"], ["--antithetic"], ["--quantiles"],
                       ["--results", "r.db"], ["--format", "csv"]]:
            code, out, words = run("run", self.scenario, "--batches", *others)
            self.assertEqual((code, out), (2, ""))
            self.assertIn("--batches: ", words)

    def test_detail_says_how_far_down_rows_go(self):
        kinds = {
            level: {row["place_kind"] for row in self.result("--detail", level)["measures"]}
            for level in ["network", "county", "station"]
        }
        self.assertNotIn("county", kinds["network"])
        self.assertIn("county", kinds["county"])
        self.assertNotIn("station", kinds["county"])
        self.assertIn("station", kinds["station"])

    def result(self, *options):
        code, out, words = run("run", self.scenario, "--format", "json", *options)
        self.assertEqual((code, words), (0, ""))
        return json.loads(out)

    @staticmethod
    def find(result, measure, statistic, event=""):
        names = {"measure": measure, "statistic": statistic, "event": event}
        names.update(dict.fromkeys(["class", "tier", "place"], ""))
        return next(
            row
            for row in result["measures"]
            if all(row[key] == value for key, value in names.items())
        )


class Check(CommandLine):
    def test_good_files_are_described(self):
        code, out, words = run("check", self.scenario, self.scenario)
        self.assertEqual((code, words), (0, ""))
        self.assertEqual(out.count(f"{self.scenario}: OK: 1 hub, 1 county, 1 station"), 2)
        self.assertRegex(out, "about 39 parcels a day")  # 800 people x 18 / 365

    def test_all_mistakes_are_reported_with_their_places(self):
        text = SCENARIO.replace("rate: 600 /h", "rate: 600").replace("shelf: 40", "shlef: 40")
        path = self.write("wrong.yaml", text)
        for command in ["check", "run"]:
            code, out, words = run(command, path)
            self.assertEqual((code, out), (2, ""))
            self.assertRegex(words, r"wrong\.yaml:8:\d+: error \d+: ")
            self.assertIn("did you mean 'shelf'?", words)

    def test_the_worst_of_several_files_decides(self):
        wrong = self.write("wrong.yaml", "lastmile: 2\n")
        self.assertEqual(run("check", wrong, self.scenario)[0], 2)
        self.assertEqual(run("check", self.scenario, self.path / "none.yaml", wrong)[0], 3)

    def test_what_cannot_be_read_is_exit_3(self):
        for path in [self.path / "none.yaml", self.path]:
            for command in ["check", "run"]:
                code, out, words = run(command, path)
                self.assertEqual((code, out), (3, ""))
                self.assertIn(str(path), words)

    def test_files_that_are_no_scenario_are_refused(self):
        self.write("empty.yaml", "")
        (self.path / "junk.yaml").write_bytes(bytes(range(256)) * 64)
        for name in ["empty.yaml", "junk.yaml"]:
            self.assertEqual(run("check", self.path / name)[0], 2)

    def test_schema_is_json_and_markdown_is_not(self):
        code, out, words = run("schema")
        self.assertEqual((code, words), (0, ""))
        self.assertIn("draft-07", json.loads(out)["$schema"])
        code, out, words = run("schema", "--markdown")
        self.assertEqual((code, words), (0, ""))
        self.assertIn("warm_up", out)


class Variants(CommandLine):
    def test_set_changes_what_is_simulated_and_is_told(self):
        plain, changed = (
            json.loads(run("run", self.scenario, *more, "--format", "json")[1])["run"]
            for more in [[], ["--set", "stations.*.shelf=1", "--set", "start=2018-03-12"]]
        )
        self.assertEqual(plain["changes"], [])
        self.assertEqual(
            changed["changes"], ["stations.*.shelf = 1 (--set)", "start = 2018-03-12 (--set)"]
        )
        self.assertNotEqual(plain["hash"], changed["hash"])
        _, text, _ = run("run", self.scenario, "--set", "hubs.贵阳.vehicles.truck=1")
        self.assertRegex(text, r"\nchanged +hubs\.贵阳\.vehicles\.truck = 1 \(--set\)\n")

    def test_a_wrong_set_is_told_by_every_command(self):
        for command in [["run"], ["check"], ["show"], ["diff", self.scenario], ["compare", self.scenario]]:
            self.wrong(
                *command, self.scenario, "--set", "start=2018-03-12", "--set", "hubs.贵州.lat=5",
                says="--set:2:6: error 301: no hub named '贵州'\n    did you mean '贵阳'?\n",
            )
            self.wrong(*command, self.scenario, "--set", "x", says="--set:1:1: error 119: ")

    def test_a_base_is_looked_for_beside_its_variant(self):
        folder = self.path / "elsewhere"
        folder.mkdir()
        (folder / "variant.yaml").write_text("base: ../small.yaml\nname: V\n", encoding="utf-8")
        code, out, words = run("check", folder / "variant.yaml")
        self.assertEqual((code, words), (0, ""))
        (folder / "orphan.yaml").write_text("base: none.yaml\n", encoding="utf-8")
        code, out, words = run("run", folder / "orphan.yaml")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("none.yaml: error 101", words)

    def test_what_is_shown_runs_the_same(self):
        scenarios = [*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "scenarios/theory").glob("*.yaml")]
        shown = self.path / "shown.yaml"
        self.assertGreater(len(scenarios), 20)
        for path in scenarios:
            code, out, _ = run("show", path, "--out", shown)
            self.assertEqual((code, out), (0, ""), path)
            code, out, _ = run("diff", path, shown)
            self.assertEqual(code, 0, f"{path}\n{out}")
            if path.name == "poor-counties-2016.yaml":
                continue  # takes minutes
            before, after = (
                run("run", each, "--replications", 1, "--format", "csv", "--seed", 3)[1]
                for each in [path, shown]
            )
            self.assertGreater(len(before), 1000)
            self.assertEqual(before, after, path)

    def test_each_value_shown_has_its_origin(self):
        _, out, _ = run("show", self.scenario, "--set", "stations.*.shelf=41")
        for line in out.splitlines():
            self.assertRegex(line, r":$| # (small\.yaml:[0-9]+|default|--set 1)$")
        self.assertRegex(out, r"shelf: 41 +# --set 1\n")
        self.assertRegex(out, r"counts: clock +# default\n")

    def test_diff_ends_as_diff_does(self):
        code, out, words = run("diff", self.scenario, self.scenario)
        self.assertEqual((code, words), (0, ""))
        self.assertTrue(out.endswith("\n\nno difference\n"))
        code, out, words = run("diff", self.scenario, self.scenario, "--set", "pick_up.dwell=0.5 d")
        self.assertEqual((code, words), (1, ""))
        self.assertIn("\n  pick_up.dwell {exponential: {mean: 12 h}} -> 0.5 d (--set 1)\n", out)
        self.assertEqual(run("diff", self.scenario, self.path / "none.yaml")[0], 3)
        self.assertEqual(run("diff", self.scenario, self.write("wrong.yaml", "x: 1\n"))[0], 2)
        self.wrong("diff", self.scenario, says="missing")

    def test_many_like_changes_share_a_line(self):
        path = ROOT / "scenarios/first-county.yaml"
        changes = ["--set", "stations.*.shelf=77", "--set", "villages.*.inbound=3 /d"]
        code, out, _ = run("diff", path, path, *changes)
        self.assertEqual(code, 1)
        self.assertRegex(out, r"\n  shelf of 7 of 12 stations \(Naye, Youmai, Nabang, \.\.\.\): 60 -> 77 ")
        self.assertIn("\n  station Fuxing: shelf 200 -> 77 (--set 1)\n", out)
        self.assertIn("\n  inbound of all 14 villages: not given -> 3 /d (--set 2)\n", out)
        found = json.loads(run("diff", path, path, *changes, "--format", "json")[1])
        self.assertEqual(len(found["differences"]), 12 + 14)
        self.assertEqual(found["b"]["changes"][0], "stations.*.shelf = 77 (--set)")


class Reports(CommandLine):
    def test_same_bytes_for_any_number_of_threads(self):
        for form in FORMATS:
            outs = {
                run("run", self.scenario, "--replications", "7", "--format", form, "--jobs", j)[1]
                for j in [1, 2, 3]
            }
            self.assertEqual(len(outs), 1)

    def test_same_bytes_in_any_locale_and_time_zone(self):
        locales = subprocess.run(["locale", "-a"], capture_output=True, encoding="utf-8").stdout
        comma = [name for name in locales.split() if re.match("(de|fr)_.*utf-?8", name, re.I)]
        plain = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        other = {**os.environ, "LC_ALL": (comma or ["C.UTF-8"])[0], "TZ": "Asia/Shanghai"}
        for form in FORMATS:
            one, two = (run("run", self.scenario, "--format", form, env=e) for e in [plain, other])
            self.assertEqual(one, two)

    def test_csv_and_json_carry_the_same_numbers(self):
        rows = list(csv.DictReader(io.StringIO(run("run", self.scenario, "--format", "csv")[1])))
        result = json.loads(run("run", self.scenario, "--format", "json")[1])
        names = ["measure", "statistic", "event", "direction", "class", "tier", "place_kind"]
        names += ["place", "unit"]
        found = {(int(r["replication"]), *(r[n] for n in names)): r["value"] for r in rows}
        self.assertEqual(len(found), len(rows))
        expected = {}
        for row in result["measures"]:
            for number, value in enumerate(row["values"], start=1):
                expected[number, *(row[n] for n in names)] = value
        self.assertEqual(found.keys(), expected.keys())
        for key, value in expected.items():
            written = float(found[key]) if found[key] else None
            self.assertEqual(written, value, key)

    def test_text_shows_the_means_of_json(self):
        text = run("run", self.scenario)[1]
        result = json.loads(run("run", self.scenario, "--format", "json")[1])
        row = Options.find(result, "delivery_time", "mean", event="available")
        shown = re.search(r"inbound, available +([0-9.]+) ± ([0-9.]+)", text)
        decimals = len(shown[1].partition(".")[2])
        self.assertAlmostEqual(float(shown[1]), row["mean"], delta=0.51 * 10**-decimals)
        self.assertAlmostEqual(float(shown[2]), row["half_width"], delta=0.51 * 10**-decimals)

    def test_text_opens_with_what_was_run(self):
        head = run("run", self.scenario)[1].split("\n\n")[0]
        for words in ["测试", str(self.scenario), "hash ", "3 replications", "seed 7", "lastmile "]:
            self.assertIn(words, head)

    def test_text_fits_a_terminal_even_in_chinese(self):
        lines = run("run", self.scenario)[1].splitlines()
        self.assertLessEqual(max(width_of(line) for line in lines if "small.yaml" not in line), 100)

    def test_shipped_scenarios_fit_a_terminal(self):
        for scenario in sorted((ROOT / "scenarios").glob("*.yaml")):
            if scenario.stem == "poor-counties-2016":  # minutes; test_report.c has its widths
                continue
            _, out, _ = run("run", scenario.relative_to(ROOT), "--replications", "2", cwd=ROOT)
            self.assertLessEqual(max(map(width_of, out.splitlines())), 100, scenario)

    def test_many_stations_are_reported_too(self):
        """Every cell is looked up among all rows: were each lookup a search, PATIENCE would end."""
        text = (ROOT / "scenarios/poor-counties-2016.yaml").read_text(encoding="utf-8")
        for old, new in {"counties: 832": "counties: 200", "366 d": "1 d", "14 d": "1 d"}.items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        scenario = self.write("many.yaml", text)
        for form in ["csv", "text"]:
            options = ["--detail", "station", "--replications", "1", "--format", form]
            code, out, words = run("run", scenario, *options)
            self.assertEqual(code, 0, words)
        self.assertIn("slowest of ", out)

    def test_a_path_of_any_bytes_is_shown_and_json_stays_utf_8(self):
        odd = os.path.join(os.fsencode(self.path), b"odd\xff\033\n.yaml")
        pathlib.Path(os.fsdecode(odd)).write_text(SCENARIO, encoding="utf-8")
        shown = "odd\\xff\\x1b\\x0a.yaml"
        for form in ["text", "json"]:
            out = subprocess.run(
                [PROGRAM, b"run", odd, b"--replications=1", b"--format=" + form.encode()],
                capture_output=True,
                check=True,
            ).stdout.decode("utf-8")
            said = json.loads(out)["run"]["file"] if form == "json" else out
            self.assertIn(shown, said)

    def test_text_has_no_colour_in_a_pipe(self):
        self.assertNotIn("\033", run("run", self.scenario)[1])

    def test_no_estimate_without_its_half_width(self):
        text = run("run", self.scenario, "--replications", "1")[1]
        self.assertIn("± n/e", text)

    def test_books_balance(self):
        text = run("run", self.scenario)[1]
        lines = re.findall(
            r"(\d+) entered = (\d+) delivered \+ (\d+) returned \+ (\d+) lost \+ (\d+) in system", text
        )
        self.assertEqual(len(lines), 2)
        for line in lines:
            entered, *places = map(int, line)
            self.assertEqual(entered, sum(places))

    def test_names_are_quoted_as_rfc_4180_says(self):
        out = run("run", self.scenario, "--format", "csv")[1]
        self.assertIn(',"Lewang, ""east""",', out)


class Files(CommandLine):
    def test_out_writes_the_same_bytes_and_nothing_else(self):
        for form in FORMATS:
            target = self.path / f"out.{form}"
            code, out, words = run("run", self.scenario, "--format", form, "--out", target)
            self.assertEqual((code, out, words), (0, "", ""))
            expected = run("run", self.scenario, "--format", form)[1]
            self.assertEqual(target.read_text(encoding="utf-8"), expected)
        self.assertEqual(self.files(), ["out.csv", "out.json", "out.text", "small.yaml"])

    def test_out_replaces_a_file_whole(self):
        target = self.write("out.text", "old\n" * 100000)
        self.assertEqual(run("run", self.scenario, "--out", target)[0], 0)
        self.assertNotIn("old", target.read_text(encoding="utf-8"))

    def test_out_writes_through_a_symbolic_link(self):
        target = self.write("target.text", "old\n")
        link = self.path / "link.text"
        link.symlink_to(target.name)
        self.assertEqual(run("run", self.scenario, "--out", link), (0, "", ""))
        self.assertTrue(link.is_symlink())
        self.assertEqual(
            target.read_text(encoding="utf-8"), run("run", self.scenario)[1]
        )

    def test_out_to_a_link_to_standard_output_keeps_the_link(self):
        """As /dev/stdout is: replacing that would be the end of it for everyone."""
        link = self.path / "stdout"
        link.symlink_to("/proc/self/fd/1")
        expected = run("run", self.scenario)[1]
        self.assertEqual(run("run", self.scenario, "--out", link), (0, expected, ""))
        with open(self.path / "out.text", "w", encoding="utf-8") as out:
            self.assertEqual(run("run", self.scenario, "--out", link, stdout=out)[0], 0)
        self.assertEqual((self.path / "out.text").read_text(encoding="utf-8"), expected)
        self.assertTrue(link.is_symlink())

    def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(self):
        target = self.write("out.csv", "old\n")

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

        code, _, words = run(
            "run", self.scenario, "--format", "csv", "--out", target, preexec_fn=limit
        )
        self.assertEqual(code, 3, words)
        self.assertIn("out.csv: File too large", words)
        self.assertEqual(target.read_text(encoding="utf-8"), "old\n")
        self.assertEqual(self.files(), ["out.csv", "small.yaml"])

    def test_a_failed_run_keeps_the_old_file(self):
        target = self.write("out.text", "old\n")
        wrong = self.write("wrong.yaml", "lastmile: 2\n")
        self.assertEqual(run("run", wrong, "--out", target)[0], 2)
        self.assertEqual(target.read_text(encoding="utf-8"), "old\n")
        self.assertEqual(self.files(), ["out.text", "small.yaml", "wrong.yaml"])

    def test_a_target_without_a_name_is_exit_3(self):
        self.assertEqual(run("run", self.scenario, "--out", "")[0], 3)

    def test_out_respects_the_umask(self):
        target = self.path / "out.text"
        run("run", self.scenario, "--out", target, preexec_fn=lambda: os.umask(0o027))
        self.assertEqual(target.stat().st_mode & 0o777, 0o640)

    def test_a_folder_that_is_not_there_is_exit_3(self):
        target = self.path / "none" / "out.text"
        # Said before the simulation, not after it.
        code, out, words = run("run", self.scenario, "--replications", "9999999", "--out", target)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("out.text", words)

    def test_a_folder_as_target_is_exit_3_and_leaves_nothing(self):
        (self.path / "folder").mkdir()
        self.assertEqual(run("run", self.scenario, "--out", self.path / "folder")[0], 3)
        self.assertEqual(self.files(), ["folder", "small.yaml"])

    @unittest.skipIf(os.geteuid() == 0, "root writes everywhere")
    def test_a_folder_that_is_read_only_is_exit_3(self):
        (self.path / "folder").mkdir(mode=0o500)
        self.assertEqual(run("run", self.scenario, "--out", self.path / "folder" / "x")[0], 3)

    def test_a_full_disk_is_exit_3(self):
        code, _, words = run("run", self.scenario, "--out", "/dev/full")
        self.assertEqual(code, 3)
        self.assertIn("No space left", words)
        for command in [["run", self.scenario], ["check", self.scenario], ["schema"], ["--help"]]:
            with open("/dev/full", "w") as full:
                self.assertEqual(run(*command, stdout=full)[0], 3, command)

    def test_a_closed_standard_output_is_exit_3(self):
        for command in [["run", self.scenario], ["check", self.scenario], ["schema"]]:
            read, write = os.pipe()
            os.close(read)
            code, _, words = run(*command, stdout=write)
            os.close(write)
            self.assertEqual(code, 3, f"{command}: {words}")


class Compare(CommandLine):
    """Scenarios under the same parcels."""

    def setUp(self):
        super().setUp()
        # Vans leave earlier and twice as often; another name, another seed, a shorter warm-up.
        self.variant = self.write(
            "variant.yaml",
            SCENARIO.replace('["08:00", "14:00"]', '["06:00", "11:00", "14:00", "17:00"]')
            .replace("seed: 7", "seed: 8")
            .replace("warm_up: 1 d", "warm_up: 12 h"),
        )

    def compare(self, *arguments, code):
        """What is written on stdout; the exit code is as expected."""
        found, out, words = run("compare", *arguments)
        self.assertEqual(found, code, words)
        return out

    def json(self, *arguments, code):
        return json.loads(self.compare(*arguments, "--format", "json", code=code))

    def csv(self, *arguments, code):
        out = self.compare(*arguments, "--format", "csv", code=code)
        return list(csv.DictReader(io.StringIO(out)))

    def test_a_file_is_identical_to_itself(self):
        rows = self.csv(self.scenario, self.scenario, code=0)
        self.assertGreater(len(rows), 20)
        for row in rows:
            with self.subTest(row=row):
                self.assertIn(row["verdict"], ["identical", "not estimable", "can't tell"])
                if row["difference"]:
                    self.assertEqual(float(row["difference"]), 0)
        self.assertIn("identical", [row["verdict"] for row in rows])
        self.assertIn("B is identical to A", self.compare(self.scenario, self.scenario, code=0))

    def test_twice_the_departures_shorten_the_way_and_lengthen_the_road(self):
        root = self.json(
            self.scenario,
            self.variant,
            *["--metric", "delivery_time.inbound.mean", "--metric", "km"],
            code=0,
        )
        time, km = root["pairs"][0]["metrics"]
        self.assertEqual((time["verdict"], km["verdict"]), ("better", "worse"))
        self.assertLess(time["difference"] + time["half_width"], 0)
        self.assertEqual(root["run"]["replications"], 10)
        self.assertAlmostEqual(root["run"]["each_confidence"], 1 - 0.05 / 2)
        stations = [p for p in root["pairs"][0]["places"] if p["place_kind"] == "station"]
        self.assertIn("gains", [station["verdict"] for station in stations])

    def test_all_run_with_one_seed_and_one_warm_up_and_say_so(self):
        arguments = [self.scenario, self.variant, "--metric", "km"]
        run_of = self.json(*arguments, code=0)["run"]
        self.assertEqual((run_of["seed"], run_of["warm_up_h"]), (7, 24))
        notes = " ".join(run_of["notes"])
        self.assertIn("B's own seed 8 is not used", notes)
        self.assertIn("warm-up is A's, the longest", notes)
        run_of = self.json(*arguments, "--seed", 5, "--warm-up", "6 h", code=0)["run"]
        self.assertEqual((run_of["seed"], run_of["warm_up_h"]), (5, 6))

    def test_text_fits_100_columns_and_names_both(self):
        out = self.compare(self.scenario, self.variant, "--metric", "km", code=0)
        self.assertLessEqual(max(map(width_of, out.splitlines())), 100)
        for words in ["small.yaml, hash ", "variant.yaml, hash ", "B is worse than A: km: "]:
            self.assertIn(words, out)

    def test_three_files_against_the_first_or_all_with_all(self):
        files = [self.scenario, self.variant, self.scenario]
        pairs = self.json(*files, "--metric", "km", code=0)["pairs"]
        self.assertEqual([(p["first"], p["second"]) for p in pairs], [(0, 1), (0, 2)])
        pairs = self.json(*files, "--metric", "km", "--pairs", "all", code=0)["pairs"]
        self.assertEqual([(p["first"], p["second"]) for p in pairs], [(0, 1), (0, 2), (1, 2)])
        verdicts = [p["metrics"][0]["verdict"] for p in pairs]
        self.assertEqual(verdicts, ["worse", "identical", "better"])

    def test_threads_change_nothing(self):
        for more in [[], ["--until-decided", "--budget", 40], ["--select", "best"]]:
            one, two = (
                run("compare", self.scenario, self.variant, *more, "--jobs", jobs)[:2]
                for jobs in [1, 2]
            )
            self.assertEqual(one, two)
            self.assertNotEqual(one[1], "")

    def noise(self):
        """The same roads with delays of each one's own: no difference, and with these names
        and this seed none seems to be."""
        delay = "  delay: {lognormal: {mean: 1, cv: 0.5}}\n"
        delays = SCENARIO.replace("travel:\n", "travel:\n" + delay)
        return [
            self.write("loop.yaml", delays),
            self.write("tour.yaml", delays.replace("name: loop", "name: tour")),
            *["--metric", "tier_time.inbound.feeder.mean"],
        ]

    def test_what_is_open_is_exit_1_and_indifference_closes_it(self):
        out = self.compare(*self.noise(), "--indifference", "0", code=1)
        self.assertIn("It can't be told yet", out)
        out = self.compare(*self.noise(), "--indifference", "1h", code=0)
        self.assertIn("equivalent", out)

    def test_until_decided_goes_on_and_stops_at_the_budget(self):
        more = ["--indifference", "0", "--until-decided", "--budget", 35]
        run_of = self.json(*self.noise(), *more, code=1)["run"]
        self.assertEqual((run_of["replications"], run_of["looks"]), (35, 3))  # 10, 20, 35
        run_of = self.json(self.scenario, self.variant, "--metric", "km", *more, code=0)["run"]
        self.assertEqual(run_of["replications"], 10)

    def test_set_changes_all_scenarios(self):
        run_of = self.json(
            self.scenario, self.variant, "--metric", "km", "--set", "experiment.horizon=2 d", code=0
        )["run"]
        self.assertEqual(run_of["horizon_h"], 48)
        for scenario in run_of["scenarios"]:
            self.assertIn("(--set)", " ".join(scenario["changes"]))

    def test_the_best_is_selected_and_the_others_are_told_off(self):
        files = [self.variant]
        for vans, times in enumerate(['["08:00"]', '["14:00"]', '["20:00"]', '["02:00"]']):
            text = SCENARIO.replace('["08:00", "14:00"]', times)
            files.append(self.write(f"variant-{vans}.yaml", text))
        for procedure in ["kn", "rinott", "ocba"]:
            with self.subTest(procedure=procedure):
                arguments = ["--select", "best", "--procedure", procedure, "--indifference", "1h"]
                root = self.json(*files, *arguments, code=0)
                self.assertEqual(root["selected"], 0)
                fates = [scenario["fate"] for scenario in root["scenarios"]]
                self.assertEqual(fates.count("selected"), 1)
                total = sum(scenario["replications"] for scenario in root["scenarios"])
                self.assertEqual(root["run"]["replications"], total)
                seeds = {scenario["seed"] for scenario in root["scenarios"]}
                self.assertEqual(len(seeds), 5 if procedure == "rinott" else 1)
        out = self.compare(*files, "--select", "best", code=0)
        self.assertIn("A is the best of 5 scenarios", out)
        self.assertLessEqual(max(map(width_of, out.splitlines())), 100)
        self.assertEqual(len(self.csv(*files, "--select", "best", code=0)), 5)

    def test_nothing_is_selected_by_what_is_not_estimable(self):
        # A few outbound parcels a day are too few for a p95.
        arguments = ["--select", "best", "--metric", "delivery_time.outbound.p95"]
        for form in FORMATS:
            out = self.compare(
                self.scenario, self.variant, *arguments, "--format", form, code=1
            )
            self.assertNotEqual(out, "")
        out = self.compare(self.scenario, self.variant, *arguments, code=1)
        self.assertIn("None is selected", out)

    def test_a_spent_budget_selects_without_a_promise(self):
        arguments = [*self.noise(), "--select", "best", "--procedure", "rinott"]
        out = self.compare(*arguments, "--indifference", "1s", "--budget", 50, code=1)
        self.assertIn("promise      none: out of budget", out)

    def test_used_wrongly(self):
        both = [self.scenario, self.variant]
        self.wrong("compare", self.scenario, says="one scenario alone is only compared with itself --undisturbed")
        for arguments, says in [
            (["--metric", "throughput.inbuond"], "did you mean 'throughput.inbound'"),
            (["--indifference", "5"], "5 of what?"),
            (["--indifference", "soon"], "found 'soon'"),
            (["--indifference", "km=1h"], "'km' is no time"),
            (["--indifference", "kn=3"], "no metric 'kn'"),
            (["--confidence", "95"], "found '95'"),
            (["--replications", "1"], "from 2 to"),
            (["--budget", "9"], "--until-decided or --select best"),
            (["--procedure", "kn"], "--select best"),
            (["--select", "worst"], "no select 'worst'"),
            (["--select", "best", "--pairs", "all"], "--pairs"),
            (["--select", "best", "--metric", "km", "--metric", "trips"], "not in 2"),
            (["--select", "best", "--metric", "trips"], "neither better high nor better low"),
            (["--select", "best", "--indifference", "0"], "above 0"),
            (["--select", "best", "--replications", "5"], "at least 10"),
            (["--select", "best", "--budget", "30"], "not enough for the first stage"),
            (["--select", "best", "--confidence", "50 %"], "chance alone"),
        ]:
            with self.subTest(arguments=arguments):
                self.wrong("compare", *both, *arguments, says=says)

    def test_other_horizons_are_not_compared(self):
        other = self.write("other.yaml", SCENARIO.replace("horizon: 3 d", "horizon: 4 d"))
        self.wrong("compare", self.scenario, other, says="must have the same horizon")

    def test_a_file_that_is_not_there_is_exit_3_and_mistakes_are_2(self):
        code, out, _ = run("compare", self.scenario, self.path / "none.yaml")
        self.assertEqual((code, out), (3, ""))
        broken = self.write("broken.yaml", SCENARIO.replace("stations:", "statoins:"))
        self.wrong("compare", self.scenario, broken, says="statoins")

    def test_out_appears_when_it_is_complete(self):
        target = self.path / "answer.json"
        arguments = ["--metric", "km", "--format", "json", "--out", target]
        self.assertEqual(self.compare(self.scenario, self.variant, *arguments, code=0), "")
        self.assertEqual(json.loads(target.read_text())["run"]["seed"], 7)

    def test_a_results_file_changes_nothing_and_is_gone_on_with(self):
        kept = ["--results", self.path / "kept.db"]
        files = [self.scenario, self.variant, self.scenario]
        plain = self.compare(*files, "--metric", "km", code=0)
        for _ in range(2):  # new, and read back
            self.assertEqual(self.compare(*files, "--metric", "km", *kept, code=0), plain)
        more = ["--metric", "km", "--replications", 15]
        self.assertEqual(
            self.compare(*files, *more, *kept, code=0), self.compare(*files, *more, code=0)
        )
        best = ["--select", "best", "--replications", 12]
        self.assertEqual(
            self.compare(*files, *best, *kept, code=0), self.compare(*files, *best, code=0)
        )
        code, out, words = run("report", self.path / "kept.db", "--list")
        self.assertEqual(code, 0, words)
        # Two scenarios, with the rows of comparisons and with those of selections.
        self.assertEqual(len(re.findall(r"^ +[0-9]+ ", out, re.M)), 4)

    def test_a_results_file_that_is_something_else_is_exit_3(self):
        other = self.write("notes.txt", "not a database, and longer than a header would be" * 20)
        code, out, words = run("compare", self.scenario, self.variant, "--results", other)
        self.assertEqual((code, out), (3, ""), words)
        self.assertIn("notes.txt", words)

    def test_interrupted_reports_what_is_done(self):
        arguments = ["--replications", 1000000, "--metric", "km"]
        process = start("compare", self.scenario, self.variant, *arguments)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        code, out, words = ended(process)
        self.assertEqual(code, 130, words)
        self.assertIn("INCOMPLETE: interrupted", out)
        self.assertIn("replications completed", words)


class Signals(CommandLine):
    """A scenario that would run for hours."""

    def start(self, *options, **more):
        return start("run", self.scenario, "--replications", "9999999", *options, **more)

    def stopped(self, process, number=signal.SIGINT, after=0.5):
        time.sleep(after)
        process.send_signal(number)
        return ended(process)

    def test_interrupted_reports_what_is_done_as_incomplete(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            code, out, _ = self.stopped(self.start("--format", "json"), number)
            self.assertEqual(code, 130)
            result = json.loads(out)
            self.assertIs(result["run"]["incomplete"], True)
            self.assertGreater(result["run"]["replications"], 0)

    def test_text_says_that_it_is_incomplete(self):
        code, out, _ = self.stopped(self.start())
        self.assertEqual(code, 130)
        self.assertRegex(out, "(?i)incomplete")

    def test_csv_cannot_say_it_so_stderr_does(self):
        code, out, words = self.stopped(self.start("--format", "csv"))
        self.assertEqual(code, 130)
        self.assertTrue(out.endswith("\n"))
        count = max(int(line.split(",")[0]) for line in out.splitlines()[1:])
        self.assertIn(f"the {count} replications completed", words)

    def test_interrupted_before_anything_is_done_says_so(self):
        slow = SCENARIO.replace("horizon: 3 d", "horizon: 20000 d").replace("800,", "80000,")
        process = start("run", self.write("slow.yaml", slow), "--replications", "2")
        code, out, words = self.stopped(process)
        self.assertEqual((code, out), (130, ""))
        self.assertIn("interrupted", words)

    def test_the_second_signal_ends_it_at_once_whichever_it_is(self):
        """It can't end by itself meanwhile: nobody reads its report, which fills the pipe."""
        signals = [signal.SIGINT, signal.SIGTERM]
        for first, second in [(one, two) for one in signals for two in signals]:
            with self.subTest(first=first.name, second=second.name):
                process = self.start("--format", "json")
                time.sleep(0.7)
                process.send_signal(first)
                time.sleep(0.7)
                self.assertIsNone(process.poll())
                process.send_signal(second)
                self.assertEqual(process.wait(timeout=PATIENCE), -second)
                process.stdout.close()
                process.stderr.close()

    def test_interrupted_writes_a_file_that_is_whole(self):
        target = self.write("out.json", "old\n")
        code, out, _ = self.stopped(self.start("--format", "json", "--out", target))
        self.assertEqual((code, out), (130, ""))
        self.assertIs(json.loads(target.read_text(encoding="utf-8"))["run"]["incomplete"], True)
        self.assertEqual(self.files(), ["out.json", "small.yaml"])

    def test_killed_leaves_an_old_file_as_it_was(self):
        target = self.write("out.text", "old\n")
        process = self.start("--out", target)
        time.sleep(0.3)
        process.kill()
        ended(process)
        self.assertEqual(target.read_text(encoding="utf-8"), "old\n")

    def test_what_is_done_is_the_same_as_asked_for(self):
        """An interrupted run's numbers are those of as many replications."""
        _, out, _ = self.stopped(self.start("--format", "json"), after=0.2)
        partial = json.loads(out)
        count = partial["run"]["replications"]
        whole = run("run", self.scenario, "--replications", count, "--format", "json")[1]
        self.assertEqual(partial["measures"], json.loads(whole)["measures"])


class Progress(CommandLine):
    def test_nothing_on_stderr_unless_it_is_a_terminal(self):
        process = start("run", self.scenario, "--replications", "9999999")
        time.sleep(2.6)
        process.send_signal(signal.SIGINT)
        words = ended(process)[2]
        self.assertRegex(words, r"\Alastmile: interrupted; .*\n\Z")

    def on_terminal(self, environment, seconds):
        """What a long run writes on a terminal."""
        try:
            leader, follower = pty.openpty()
        except OSError:
            self.skipTest("no terminals here, not even pseudo ones")
        process = subprocess.Popen(
            [PROGRAM, "run", str(self.scenario), "--replications", "9999999"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=follower,
            env={**os.environ, **environment},
        )
        os.close(follower)
        began, said = time.monotonic(), b""
        while process.poll() is None or select.select([leader], [], [], 0)[0]:
            if time.monotonic() - began > seconds and process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=PATIENCE)
            if select.select([leader], [], [], 0.1)[0]:
                try:
                    said += os.read(leader, 65536)
                except OSError:  # the other end is closed and all is read
                    break
        os.close(leader)
        return said.decode("utf-8")

    def test_a_long_run_on_a_terminal_shows_progress_and_wipes_it(self):
        said = self.on_terminal({"NO_COLOR": ""}, 3)
        self.assertIn("replications", said)
        self.assertRegex(said, "\033\\[Klastmile: interrupted; [^\r\n]*[\r\n]*$")

    def test_no_color_is_respected(self):
        said = self.on_terminal({"NO_COLOR": "1"}, 3)
        self.assertIn("replications", said)
        self.assertNotRegex(said, "\033\\[[0-9;]*m")

    def test_a_short_run_says_nothing(self):
        said = self.on_terminal({}, 0.5)
        self.assertRegex(said, "^lastmile: interrupted; [^\r\n]*[\r\n]*$")  # and no progress


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
