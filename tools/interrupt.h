/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interrupt.h - Ctrl-C and kill: the first asks for a report of what is done, the second of
 * either ends the program. */
#ifndef TOOLS_INTERRUPT_H
#define TOOLS_INTERRUPT_H

#include <stdatomic.h>
#include <stdbool.h>

/* From now on SIGINT and SIGTERM set the flag, which is returned. */
atomic_bool *interrupt_watch(void);

/* In so many seconds on the clock the flag is set too; 0: never, and what was set is off. */
void interrupt_after(double seconds);
/* Has that happened? */
bool interrupt_budget_ended(void);

#endif
