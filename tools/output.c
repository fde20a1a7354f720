/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/output.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/require.h"
#include "tools/printable.h"

static bool complain(const char *path, int error)
{
    char *shown = printable_copy(path);
    fprintf(stderr, "lastmile: cannot write %s: %s\n", shown, strerror(error));
    free(shown);
    return false;
}

/* Devices and pipes are written to directly: there is nothing to rename. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* The file behind symbolic links, which are kept: /dev/stdout is one. What can't be resolved
 * stays as it is; making the file there will tell. The caller frees it. */
static char *target_of(const char *path)
{
    char *target = realpath(path, NULL);
    return target ? target : des_copy_text(path);
}

bool output_possible(const char *path)
{
    struct stat status;
    if (!path) {
        return true;
    }
    if (path[0] == '\0') {
        return complain("a file without a name", ENOENT);
    }
    bool there = stat(path, &status) == 0;
    if (there && S_ISDIR(status.st_mode)) {
        return complain(path, EISDIR);
    }
    if (there && !S_ISREG(status.st_mode)) {
        return access(path, W_OK) == 0 || complain(path, errno);
    }
    char *copy = target_of(path);
    bool good = access(dirname(copy), W_OK | X_OK) == 0 || complain(path, errno);
    free(copy);
    return good;
}

bool output_is(const char *path, const char *other)
{
    struct stat one, two;
    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
}

bool output_open(struct output *self, const char *path)
{
    *self = (struct output){.file = stdout, .path = path};
    if (!path) {
        return true;
    }
    if (is_special(path)) {
        self->file = fopen(path, "w");
        return self->file || complain(path, errno);
    }
    self->target = target_of(path);
    DES_REQUIRE(asprintf(&self->temporary, "%s.XXXXXX", self->target) >= 0);
    int descriptor = mkstemp(self->temporary);
    if (descriptor < 0) {
        int error = errno;
        free(self->temporary);
        free(self->target);
        return complain(path, error);
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor, 0666 & ~mask);
    self->file = fdopen(descriptor, "w");
    DES_REQUIRE(self->file != NULL);
    return true;
}

bool output_wants_colour(const struct output *self)
{
    const char *no_colour = getenv("NO_COLOR");
    return !self->path && isatty(STDOUT_FILENO) && (!no_colour || !no_colour[0]);
}

bool output_close(struct output *self, bool keep)
{
    errno = 0;
    bool good = fflush(self->file) == 0 && !ferror(self->file);
    int error = errno;
    if (!self->path) {
        return good || complain("the standard output", error);
    }
    if (self->temporary && good && keep && fsync(fileno(self->file)) != 0) {
        good = false;
        error = errno;
    }
    if (fclose(self->file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (self->temporary && good && keep && rename(self->temporary, self->target) != 0) {
        good = false;
        error = errno;
    }
    if (self->temporary && (!good || !keep)) {
        unlink(self->temporary);
    }
    free(self->temporary);
    free(self->target);
    return good || complain(self->path, error);
}
