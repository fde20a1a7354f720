/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/interrupt.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* The one writable global of the program: a signal handler has no other way to tell. */
static atomic_bool interrupted;

static void on_signal(int number)
{
    (void)number;
    atomic_store(&interrupted, true);
    signal(SIGINT, SIG_DFL); /* the second one ends the program, whichever it is */
    signal(SIGTERM, SIG_DFL);
}

atomic_bool *interrupt_watch(void)
{
    /* Restart: what is being written when the signal comes is written to its end. */
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &interrupted;
}
