/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/keeping.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/output.h"
#include "tools/printable.h"

/* Says why the file can't be used, once. */
static bool complain(struct keeping *self, const char *words)
{
    if (!self->failed) {
        char *shown = printable_copy(self->path);
        fprintf(stderr, "lastmile: cannot keep results in %s: %s\n", shown, words);
        free(shown);
    }
    self->failed = true;
    return false;
}

bool keeping_open(struct keeping *self, const char *path, const char *out)
{
    char *words = NULL;
    *self = (struct keeping){.path = path};
    if (!path) {
        return true;
    }
    if (!out || !output_is(out, path)) {
        self->file = results_file_write(path, &words);
    }
    if (words) {
        complain(self, words);
    } else if (out && output_is(out, path)) { /* made just now, it may be */
        complain(self, "the report is to be written there");
    }
    free(words);
    if (self->failed) {
        keeping_close(self);
    }
    return !self->failed;
}

static const char *options_text(enum detail detail, bool antithetic)
{
    static const char *const texts[2][4] = {
        {[DETAIL_AUTO] = "",
         [DETAIL_NETWORK] = "detail network",
         [DETAIL_COUNTY] = "detail county",
         [DETAIL_STATION] = "detail station"},
        {[DETAIL_AUTO] = "antithetic",
         [DETAIL_NETWORK] = "antithetic, detail network",
         [DETAIL_COUNTY] = "antithetic, detail county",
         [DETAIL_STATION] = "antithetic, detail station"},
    };
    return texts[antithetic][detail];
}

bool keeping_find(struct keeping *self, const struct results *results, enum detail detail,
                  bool origins)
{
    if (self->path) {
        char options[64];
        bool some = detail != DETAIL_AUTO || results->antithetic;
        snprintf(options, sizeof options, "%s%s%s", options_text(detail, results->antithetic),
                 origins && some ? ", " : "", origins ? "origins" : "");
        self->run = results_run_open(self->file, results, "", options);
    }
    return !self->path || self->run || complain(self, results_file_words(self->file));
}

struct results *keeping_load(struct keeping *self, uint64_t most)
{
    return self->path && results_run_stored(self->run) > 0
               ? results_file_load(self->file, results_run_id(self->run), most)
               : NULL;
}

bool keeping_restore(struct keeping *self, struct session *session, const struct results *earlier)
{
    if (earlier && !session_restore(session, earlier)) {
        char words[160];
        snprintf(words, sizeof words,
                 "run %" PRId64 " there has other measures than this program gives; take another "
                 "file",
                 results_run_id(self->run));
        return complain(self, words);
    }
    return !self->path || earlier || results_run_stored(self->run) == 0 ||
           complain(self, results_file_words(self->file));
}

void keeping_record(struct keeping *self, const struct results *results, atomic_bool *stop)
{
    if (self->path && !results_run_record(self->run, results)) {
        atomic_store(stop, true);
    }
}

bool keeping_finish(struct keeping *self, const struct results *results)
{
    if (self->failed) {
        return false;
    }
    return !self->run || results_run_finish(self->run, results) ||
           complain(self, results_file_words(self->file));
}

struct keeping keeping_share(const struct keeping *of)
{
    return (struct keeping){.path = of->path, .file = of->file};
}

void keeping_close_run(struct keeping *self)
{
    results_run_destroy(self->run);
    self->run = NULL;
    self->file = NULL;
}

bool keeping_close(struct keeping *self)
{
    char *words = NULL;
    results_run_destroy(self->run);
    if (!results_file_close(self->file, &words)) {
        complain(self, words);
    }
    free(words);
    self->run = NULL;
    self->file = NULL;
    return !self->failed;
}
