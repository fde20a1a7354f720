/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/interrupt.h"

#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

/* The writable globals of the program: a signal handler has no other way to tell. */
static atomic_bool interrupted, budget_ended;

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

static void on_alarm(int number)
{
    (void)number;
    atomic_store(&budget_ended, true);
    atomic_store(&interrupted, true);
}

void interrupt_after(double seconds)
{
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    struct itimerval timer = {0};
    double whole = floor(seconds);
    timer.it_value.tv_sec = (time_t)whole;
    timer.it_value.tv_usec = (suseconds_t)((seconds - whole) * 1e6);
    if (seconds > 0 && whole == 0 && timer.it_value.tv_usec == 0) {
        timer.it_value.tv_usec = 1; /* 0 would be never */
    }
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

bool interrupt_budget_ended(void)
{
    return atomic_load(&budget_ended);
}
