#include "sys/interrupt.h"
#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t seen;

static void remember(int signal)
{
    seen = signal;
}

void interrupt_mind(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}

int interrupt_seen(void)
{
    return seen;
}
