/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/output.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/require.h"

static bool complain(const char *path, int error)
{
    fprintf(stderr, "lastmile: cannot write %s: %s\n", path, strerror(error));
    return false;
}

/* Devices and pipes are written to directly: there is nothing to rename. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

bool output_possible(const char *path)
{
    struct stat status;
    if (!path) {
        return true;
    }
    if (stat(path, &status) == 0) {
        return !S_ISDIR(status.st_mode) || complain(path, EISDIR);
    }
    char *copy = des_copy_text(path);
    bool good = access(dirname(copy), W_OK | X_OK) == 0 || complain(path, errno);
    free(copy);
    return good;
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
    DES_REQUIRE(asprintf(&self->temporary, "%s.XXXXXX", path) >= 0);
    int descriptor = mkstemp(self->temporary);
    if (descriptor < 0) {
        int error = errno;
        free(self->temporary);
        return complain(path, error);
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor, 0666 & ~mask);
    self->file = fdopen(descriptor, "w");
    DES_REQUIRE(self->file != NULL);
    return true;
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
    if (self->temporary && good && keep && rename(self->temporary, self->path) != 0) {
        good = false;
        error = errno;
    }
    if (self->temporary && (!good || !keep)) {
        unlink(self->temporary);
    }
    free(self->temporary);
    return good || complain(self->path, error);
}
