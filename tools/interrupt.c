/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/interrupt.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* The one writable global of the program: a signal handler has no other way to tell. */
static atomic_bool interrupted;

static void on_signal(int number)
{
    atomic_store(&interrupted, true);
    signal(number, SIG_DFL); /* the second one ends the program */
}

atomic_bool *interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &interrupted;
}
