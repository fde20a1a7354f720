/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_write.c - the schema's tables as a JSON Schema (draft-07) and as a page for people. */
#include <string.h>

#include "models/scenario/schema.h"

/* ---- JSON ---- */

static void write_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

static const char *unit_name(enum quantity_kind unit)
{
    static const char *const names[] = {
        [QUANTITY_NUMBER] = "number",     [QUANTITY_DURATION] = "duration",
        [QUANTITY_DISTANCE] = "distance", [QUANTITY_SPEED] = "speed",
        [QUANTITY_SHARE] = "share",       [QUANTITY_RATE] = "rate",
        [QUANTITY_GROWTH] = "growth",     [QUANTITY_PER_PARCEL] = "per_parcel",
        [QUANTITY_VOLUME] = "volume",     [QUANTITY_WEIGHT] = "weight",
        [QUANTITY_MONEY] = "money",       [QUANTITY_PER_KM] = "per_km",
        [QUANTITY_PER_HOUR] = "per_hour", [QUANTITY_PER_MONTH] = "per_month",
        [QUANTITY_EMISSION] = "emission",
    };
    return names[unit];
}
enum { DRAWN_UNITS = QUANTITY_WEIGHT + 1 }; /* of which there are distributions */

/* A variant need not say anything twice: nothing is required, `~` takes a key out, and a row may
 * be removed. */
enum json_of { JSON_SCENARIO, JSON_VARIANT };

static void write_json_table(FILE *out, const struct schema_table *table, enum json_of of);

static void write_json_property(FILE *out, const struct schema_field *field, enum json_of of);

static void write_json_choices(FILE *out, const char *const *choices)
{
    fputs("{\"enum\": [", out);
    for (size_t i = 0; choices[i]; i++) {
        fputs(i ? ", " : "", out);
        write_json_text(out, choices[i]);
    }
    fputs("]}", out);
}

/* Rows as a list, or as a mapping of defaults, file and list. */
static void write_json_rows(FILE *out, const struct schema_field *field, enum json_of of)
{
    fputs("{\"anyOf\": [{\"type\": \"array\", \"items\": ", out);
    write_json_table(out, field->table, of);
    fputs("}, ", out);
    fputs("{\"type\": \"object\", \"properties\": {\"defaults\": ", out);
    /* In `defaults` nothing is required: a row may bring its own. */
    struct schema_table defaults = *field->table;
    defaults.title = NULL;
    write_json_table(out, &defaults, of);
    fputs(", \"file\": {\"type\": \"string\", \"description\": \"A CSV file with these columns.\"}",
          out);
    fputs(", \"list\": {\"type\": \"array\", \"items\": ", out);
    write_json_table(out, &defaults, of);
    fputs("}", out);
    for (size_t f = 0; field->beside && f < field->beside->count; f++) {
        fputs(", ", out);
        write_json_property(out, &field->beside->fields[f], of);
    }
    fputs("}, \"additionalProperties\": false}]}", out);
}

static void write_json_list(FILE *out, const struct schema_field *field, enum json_of of)
{
    if (field->one_alone) {
        fputs("{\"anyOf\": [", out);
        write_json_table(out, field->table, of);
        fputs(", ", out);
    } else if (field->or_none) {
        fputs("{\"anyOf\": [{\"const\": \"none\"}, ", out);
    }
    fputs("{\"type\": \"array\", \"items\": ", out);
    write_json_table(out, field->table, of);
    fputs(field->one_alone || field->or_none ? "}]}" : "}", out);
}

static void write_json_value(FILE *out, const struct schema_field *field, enum json_of of)
{
    switch (field->type) {
    case SCHEMA_TEXT:
    case SCHEMA_NAME:
        fputs("{\"type\": [\"string\", \"number\"]}", out);
        break;
    case SCHEMA_NAMES:
        fputs("{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"type\": "
              "\"string\"}}]}",
              out);
        break;
    case SCHEMA_COUNT:
        fputs(field->allow_unlimited ? "{\"$ref\": \"#/definitions/count_or_unlimited\"}"
                                     : "{\"type\": \"integer\", \"minimum\": 0}",
              out);
        break;
    case SCHEMA_QUANTITY:
        fprintf(out, "{\"$ref\": \"#/definitions/%s\"}", unit_name(field->unit));
        break;
    case SCHEMA_DATE:
        fputs("{\"type\": \"string\", \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"}", out);
        break;
    case SCHEMA_CHOICE:
        write_json_choices(out, field->choices);
        break;
    case SCHEMA_DISTRIBUTION:
        fprintf(out, "{\"$ref\": \"#/definitions/%s_distribution\"}", unit_name(field->unit));
        break;
    case SCHEMA_HOURS:
        fputs("{\"$ref\": \"#/definitions/hours\"}", out);
        break;
    case SCHEMA_MAPPING:
        write_json_table(out, field->table, of);
        break;
    case SCHEMA_LIST:
        write_json_list(out, field, of);
        break;
    case SCHEMA_ROWS:
        write_json_rows(out, field, of);
        break;
    case SCHEMA_OWN:
        if (field->table) {
            write_json_table(out, field->table, of);
        } else {
            fputs(field->json ? field->json : "{}", out);
        }
        break;
    }
}

/* A table without a title is one whose keys are all optional. */
static void write_json_required(FILE *out, const struct schema_table *table)
{
    size_t count = 0;
    for (size_t f = 0; table->title && f < table->count; f++) {
        if (table->fields[f].required) {
            fputs(count++ ? ", " : ", \"required\": [", out);
            write_json_text(out, table->fields[f].key);
        }
    }
    fputs(count ? "]" : "", out);
}

static void write_json_property(FILE *out, const struct schema_field *field, enum json_of of)
{
    write_json_text(out, field->key);
    fputs(": {\"description\": ", out);
    write_json_text(out, field->help);
    if (field->fallback) {
        fputs(", \"default\": ", out);
        write_json_text(out, field->fallback);
    }
    if (field->example) {
        fputs(", \"examples\": [", out);
        write_json_text(out, field->example);
        fputs("]", out);
    }
    /* draft-07 ignores what stands beside a $ref, so the value goes into an allOf. */
    fputs(of == JSON_VARIANT ? ", \"anyOf\": [{\"type\": \"null\"}, " : ", \"allOf\": [", out);
    write_json_value(out, field, of);
    fputs("]}", out);
}

static void write_json_table(FILE *out, const struct schema_table *table, enum json_of of)
{
    fputs("{\"type\": \"object\", \"properties\": {", out);
    for (size_t f = 0; f < table->count; f++) {
        fputs(f ? ",\n" : "\n", out);
        write_json_property(out, &table->fields[f], of);
    }
    if (of == JSON_VARIANT && table->row) {
        fprintf(out,
                ",\n\"remove\": {\"description\": \"Takes this %s out of the base.\", "
                "\"enum\": [\"yes\", true]}",
                table->row);
    }
    fputs("}", out);
    if (of == JSON_SCENARIO) {
        write_json_required(out, table);
    }
    fputs(", \"additionalProperties\": false}", out);
}

static const char *const distribution_json[] = {
    "\"uniform\": {\"from\": U, \"to\": U}",
    "\"triangular\": {\"from\": U, \"mode\": U, \"to\": U}",
    "\"constant\": {\"value\": U}",
    "\"exponential\": {\"mean\": U}",
    "\"erlang\": {\"mean\": U, \"phases\": N}",
    "\"gamma\": {\"mean\": U, \"cv\": N}",
    "\"lognormal\": {\"mean\": U, \"cv\": N}",
    "\"weibull\": {\"mean\": U, \"shape\": N}",
    "\"normal\": {\"mean\": U, \"sd\": U}",
};
enum { DISTRIBUTION_COUNT = sizeof distribution_json / sizeof *distribution_json };

/* `"exponential": {"mean": U}` as a property with a $ref for U. */
static void write_json_distribution(FILE *out, const char *form, const char *unit)
{
    const char *inside = strchr(form, '{');
    fprintf(out, "%.*s{\"type\": \"object\", \"additionalProperties\": false, \"properties\": ",
            (int)(inside - form), form);
    for (; *inside; inside++) {
        if (*inside == 'U' || *inside == 'N') {
            fprintf(out, "{\"$ref\": \"#/definitions/%s\"}", *inside == 'U' ? unit : "number");
        } else {
            fputc(*inside, out);
        }
    }
    fputs("}", out);
}

static void write_json_distributions(FILE *out)
{
    for (int u = 0; u < DRAWN_UNITS; u++) {
        const char *unit = unit_name((enum quantity_kind)u);
        fprintf(out,
                ",\n\"%s_distribution\": {\"anyOf\": [{\"$ref\": \"#/definitions/%s\"}, {\"type\": "
                "\"object\", \"minProperties\": 1, \"maxProperties\": 1, "
                "\"additionalProperties\": false, \"properties\": {",
                unit, unit);
        for (int d = 0; d < DISTRIBUTION_COUNT; d++) {
            write_json_distribution(out, distribution_json[d], unit);
            fputs(",\n", out);
        }
        fprintf(out,
                "\"empirical\": {\"type\": \"object\", \"additionalProperties\": false, "
                "\"properties\": {\"values\": {\"type\": \"array\", \"items\": {\"$ref\": "
                "\"#/definitions/%s\"}}, \"weights\": {\"type\": \"array\", \"items\": {\"type\": "
                "\"number\", \"minimum\": 0}}, \"file\": {\"type\": \"string\"}}}}}]}",
                unit);
    }
}

static void write_json_pattern(FILE *out, const char *name, const char *pattern)
{
    fprintf(out, ",\n\"%s\": {\"type\": \"string\", \"pattern\": ", name);
    write_json_text(out, pattern);
    fputs("}", out);
}

static void write_json_definitions(FILE *out)
{
    fputs("\"definitions\": {\n\"number\": {\"type\": \"number\"},\n"
          "\"count_or_unlimited\": {\"anyOf\": [{\"type\": \"integer\", \"minimum\": 0}, "
          "{\"const\": \"unlimited\"}]}",
          out);
    for (int u = 0; u < QUANTITY_KINDS; u++) {
        if (u != QUANTITY_NUMBER) {
            write_json_pattern(out, unit_name((enum quantity_kind)u),
                               quantity_pattern((enum quantity_kind)u));
        }
    }
    write_json_pattern(out, "order_rate", "^[0-9.]+ */(person|village)/(s|min|h|d|wk|y)$");
    write_json_pattern(out, "clock", "^([01][0-9]|2[0-4]):[0-5][0-9]$");
    write_json_pattern(out, "window",
                       "^([01][0-9]|2[0-4]):[0-5][0-9]-([01][0-9]|2[0-4]):[0-5][0-9]$");
    fputs(
        ",\n\"windows\": {\"anyOf\": [{\"$ref\": \"#/definitions/window\"}, {\"type\": "
        "\"array\", \"items\": {\"$ref\": \"#/definitions/window\"}}]},\n"
        "\"hours\": {\"anyOf\": [{\"const\": \"always\"}, {\"$ref\": \"#/definitions/windows\"}, "
        "{\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/definitions/windows\"}}]}",
        out);
    write_json_distributions(out);
    fputs("}", out);
}

void scenario_schema_write_json(FILE *out)
{
    fputs("{\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
          "\"title\": \"lastmile scenario\",\n",
          out);
    write_json_definitions(out);
    fputs(",\n\"if\": {\"required\": [\"base\"]},\n\"then\": ", out);
    write_json_table(out, &schema_scenario, JSON_VARIANT);
    fputs(",\n\"else\": ", out);
    write_json_table(out, &schema_scenario, JSON_SCENARIO);
    fputs("\n}\n", out);
}

/* ---- Markdown ---- */

static const char *type_words(const struct schema_field *field)
{
    static const char *const units[] = {
        [QUANTITY_NUMBER] = "number",
        [QUANTITY_DURATION] = "duration",
        [QUANTITY_DISTANCE] = "distance",
        [QUANTITY_SPEED] = "speed",
        [QUANTITY_SHARE] = "share",
        [QUANTITY_RATE] = "rate",
        [QUANTITY_GROWTH] = "growth",
        [QUANTITY_PER_PARCEL] = "time per parcel",
        [QUANTITY_VOLUME] = "volume",
        [QUANTITY_WEIGHT] = "weight",
        [QUANTITY_MONEY] = "money",
        [QUANTITY_PER_KM] = "money per km",
        [QUANTITY_PER_HOUR] = "money per hour",
        [QUANTITY_PER_MONTH] = "money per month",
        [QUANTITY_EMISSION] = "emissions",
    };
    switch (field->type) {
    case SCHEMA_TEXT:
        return "text";
    case SCHEMA_NAME:
        return "name";
    case SCHEMA_NAMES:
        return "name or names";
    case SCHEMA_COUNT:
        return field->allow_unlimited ? "count or `unlimited`" : "count";
    case SCHEMA_QUANTITY:
        return units[field->unit];
    case SCHEMA_DATE:
        return "date";
    case SCHEMA_CHOICE:
        return "one of";
    case SCHEMA_DISTRIBUTION:
        return field->unit == QUANTITY_NUMBER     ? "number or distribution"
               : field->unit == QUANTITY_DISTANCE ? "distance or distribution"
               : field->unit == QUANTITY_VOLUME   ? "volume or distribution"
               : field->unit == QUANTITY_WEIGHT   ? "weight or distribution"
                                                  : "duration or distribution";
    case SCHEMA_HOURS:
        return "hours";
    case SCHEMA_MAPPING:
        return "mapping";
    case SCHEMA_LIST:
        return field->one_alone ? "mapping or list of them" : "list";
    case SCHEMA_ROWS:
        return "list";
    case SCHEMA_OWN:
        return field->table ? "mapping" : "as in the example";
    }
    return "";
}

static void write_markdown_field(FILE *out, const struct schema_field *field)
{
    fprintf(out, "| `%s` | %s", field->key, type_words(field));
    for (size_t c = 0; field->type == SCHEMA_CHOICE && field->choices[c]; c++) {
        fprintf(out, "%s `%s`", c ? "," : "", field->choices[c]);
    }
    fprintf(out, " | %s%s%s | %s | `%s` |\n", field->fallback ? "`" : "",
            field->required   ? "**needed**"
            : field->fallback ? field->fallback
                              : "",
            field->fallback ? "`" : "", field->help, field->example);
}

static void write_markdown_table(FILE *out, const struct schema_table *table)
{
    fprintf(
        out,
        "\n### %s\n\n%s\n\n| key | value | default | meaning | example |\n|---|---|---|---|---|\n",
        table->title, table->help);
    for (size_t f = 0; f < table->count; f++) {
        write_markdown_field(out, &table->fields[f]);
    }
    for (size_t f = 0; f < table->count; f++) {
        const struct schema_field *field = &table->fields[f];
        bool again = f > 0 && field->table == table->fields[f - 1].table;
        if (field->table && !again) {
            write_markdown_table(out, field->table);
        }
        for (size_t b = 0; field->beside && b < field->beside->count; b++) {
            const struct schema_field *beside = &field->beside->fields[b];
            if (beside->table) {
                write_markdown_table(out, beside->table);
            } else { /* another row, beside `file` and `list` */
                write_markdown_field(out, beside);
            }
        }
    }
}

static const char values_page[] =
    "## How values are written\n"
    "\n"
    "A bare number where a unit is needed is an error: `45` could be minutes or hours.\n"
    "\n"
    "| value | written as |\n"
    "|---|---|\n"
    "| duration | `45 min`, `3 h`, `4 h 20 min`, `7 d`; units us ms s min h d wk |\n"
    "| distance | `350 m`, `12 km` |\n"
    "| speed | `40 km/h`, `11 m/s` |\n"
    "| share | `20 %` |\n"
    "| rate | `1800 /h`, `250 /d`; per s min h d wk y (365 d) |\n"
    "| orders | `14 /person/y`, `30 /village/d` |\n"
    "| growth | `45 %/y` |\n"
    "| time per parcel | `8 s/parcel` |\n"
    "| volume | `8 L`, `4.5 m3` |\n"
    "| weight | `350 g`, `1.2 kg`, `1.5 t` |\n"
    "| money | `15 yuan`; per km `2.1 yuan/km`, per hour `40 yuan/h`, per month (365 d / 12) `800 "
    "yuan/month`; another currency if `money.currency` says so |\n"
    "| emissions | `180 g/km`, `0.6 kg/km` (of CO2) |\n"
    "| count | `60`: digits only; `unlimited` where the table says so |\n"
    "| date | `2016-11-11`; dates `2016-11-11..2016-11-13` |\n"
    "| clock time | `\"07:30\"`, in quotes |\n"
    "| hours | `\"08:30-18:30\"` every day; `[\"08:00-12:00\", \"14:00-18:00\"]`; by day "
    "`{mon-fri: "
    "\"08:00-18:00\", sat: \"09:00-12:00\"}` (other days closed); `\"22:00-06:00\"` passes "
    "midnight; "
    "`always` |\n"
    "| distribution | a value alone is constant; `{uniform: {from: 5 min, to: 15 min}}`, "
    "`{triangular: {from: 1 km, mode: 12 km, to: 45 km}}`, `{exponential: {mean: 12 s}}`, "
    "`{erlang: "
    "{mean: 12 s, phases: 3}}`, `{gamma: {mean: 9 s, cv: 0.4}}`, `{lognormal: {mean: 31.6 h, cv: "
    "1.4}}`, `{weibull: {mean: 2 h, shape: 1.5}}`, `{normal: {mean: 40 min, sd: 5 min}}` (cut off "
    "at 0), `{empirical: {values: [5 min, 15 min], weights: [3, 1]}}`, `{empirical: "
    "{file: "
    "times.csv}}` with columns `value` (with unit) and, if you like, `weight` |\n";

void scenario_schema_write_markdown(FILE *out)
{
    fputs("## Every key\n\nMade from the program's own table by `lastmile schema --markdown`.\n",
          out);
    write_markdown_table(out, &schema_scenario);
    fputc('\n', out);
    fputs(values_page, out);
}
