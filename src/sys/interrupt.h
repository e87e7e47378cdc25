/*
 * SIGINT, SIGTERM and SIGHUP as something that is looked at between two steps: work that leaves things half
 * done must say so before it ends.
 *
 * The one piece of global state of the program: a signal handler has nothing else.
 */
#ifndef SYS_INTERRUPT_H
#define SYS_INTERRUPT_H

/* From now on the three signals are only remembered. A second one of the same kind ends the process as usual:
 * nobody is to be kept from leaving. */
void interrupt_mind(void);

/* The signal that arrived, or 0. */
int interrupt_seen(void);

#endif
