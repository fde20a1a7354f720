#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places the villages and stations of Xunwu county, for xunwu-county.yaml.

The towns' coordinates and the villages' names are published (data/NOTICE); where the villages
lie and how many people live in them is not. This program places them, always in the same way:

  villages  around their town on a sunflower (Vogel 1979: turn by the golden angle, radius by the
            square root), so that they cover a disc evenly. Its radius is 0.6 of the way to the
            nearest town, but at least 3 km and at most 8 km.
  people    300,000 in the county; a community of a town counts as three villages.
  stations  47, the average of the rural service network in early 2016 (14,000 stations in about
            300 counties): one in every town, the others given to the towns by their people
            (D'Hondt's divisors), each in the village farthest from the stations so far.
  order     of the stations: clockwise by their bearing from the county centre, so that eight in a
            row make a sensible milk run.

usage: place_xunwu.py            write xunwu-villages.csv and xunwu-stations.csv
       place_xunwu.py --check    only say whether they are what would be written
"""

import csv
import io
import math
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
EARTH_KM = 6371.0088
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
PEOPLE = 300_000
STATIONS = 47
CENTRE = "长宁镇"


def distance_km(a, b):
    """Great-circle distance (haversine)."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def moved(origin, north_km, east_km):
    lat = origin[0] + math.degrees(north_km / EARTH_KM)
    lon = origin[1] + math.degrees(east_km / EARTH_KM / math.cos(math.radians(origin[0])))
    return round(lat, 5), round(lon, 5)


def read_towns():
    with open(HERE / "data" / "xunwu-towns.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["code"]: {"name": row["name_zh"], "at": (float(row["lat"]), float(row["lon"]))}
        for row in rows
    }


def village_name(town, committee):
    """晨光镇 + 竹背村委会 -> 晨光镇竹背村; 长宁镇 + 中山居委会 -> 长宁镇中山社区."""
    if committee.endswith("居委会"):
        return town + committee.removesuffix("居委会").removesuffix("社区") + "社区"
    return town + committee.removesuffix("委会")


def place_villages(towns):
    with open(HERE / "data" / "xunwu-village-names.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for code, town in towns.items():
        names = [row["name_zh"] for row in rows if row["town_code"] == code]
        nearest = min(distance_km(town["at"], o["at"]) for o in towns.values() if o is not town)
        radius = min(8.0, max(3.0, 0.6 * nearest))
        town["villages"] = []
        for i, name in enumerate(names):
            r = radius * math.sqrt((i + 0.5) / len(names))
            at = moved(town["at"], r * math.cos(i * GOLDEN_ANGLE), r * math.sin(i * GOLDEN_ANGLE))
            weight = 3 if name.endswith("居委会") else 1
            town["villages"].append(
                {"name": village_name(town["name"], name), "at": at, "weight": weight}
            )
        town["weight"] = sum(village["weight"] for village in town["villages"])
    unit = PEOPLE / sum(town["weight"] for town in towns.values())
    for town in towns.values():
        for village in town["villages"]:
            village["people"] = round(unit * village["weight"])


def place_stations(towns):
    for town in towns.values():
        town["stations"] = [{"name": town["name"], "at": town["at"], "shelf": 800}]
    for _ in range(STATIONS - len(towns)):
        town = max(
            towns.values(),
            key=lambda t: t["weight"] / (len(t["stations"]) + 1)
            if len(t["stations"]) <= len(t["villages"])
            else 0,
        )
        sites = [station["at"] for station in town["stations"]]
        village = max(
            town["villages"], key=lambda v: round(min(distance_km(v["at"], s) for s in sites), 6)
        )
        town["stations"].append({"name": village["name"], "at": village["at"], "shelf": 300})


def bearing(origin, at):
    north = at[0] - origin[0]
    east = (at[1] - origin[1]) * math.cos(math.radians(origin[0]))
    return math.atan2(east, north) % (2 * math.pi)


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def tables():
    towns = read_towns()
    place_villages(towns)
    place_stations(towns)
    villages = [village for town in towns.values() for village in town["villages"]]
    stations = [station for town in towns.values() for station in town["stations"]]
    centre = next(town["at"] for town in towns.values() if town["name"] == CENTRE)
    stations.sort(key=lambda station: (round(bearing(centre, station["at"]), 9), station["name"]))
    for rows in (villages, stations):
        assert len({row["name"] for row in rows}) == len(rows), "a name is taken twice"
    assert len(villages) == 188 and len(stations) == STATIONS
    return {
        "xunwu-villages.csv": table(
            ("name", "lat", "lon", "people"),
            [(v["name"], f"{v['at'][0]:.5f}", f"{v['at'][1]:.5f}", v["people"]) for v in villages],
        ),
        "xunwu-stations.csv": table(
            ("name", "lat", "lon", "shelf"),
            [(s["name"], f"{s['at'][0]:.5f}", f"{s['at'][1]:.5f}", s["shelf"]) for s in stations],
        ),
    }


def main():
    stale = 0
    for name, text in tables().items():
        path = HERE / name
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path.name}: not what place_xunwu.py writes; run it", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
