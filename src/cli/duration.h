/*
 * Spans of time on the command line: 90s, 10m, 24h, 2d; a bare number is seconds.
 */
#ifndef CLI_DURATION_H
#define CLI_DURATION_H

#include "cli/invocation.h"

/* The value of an option in seconds, from 1 second to 366 days; otherwise where it is not given. ERROR_USAGE
 * where it is no such span. */
struct error duration_of(const struct invocation *invocation, enum option_id option, long long otherwise,
                         long long *seconds);

#endif
