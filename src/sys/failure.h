/*
 * What the system said, as an error value.
 */
#ifndef SYS_FAILURE_H
#define SYS_FAILURE_H

#include "base/error.h"

enum { FAILURE_REASON = 256 };

/* The system's text for number (an errno), written into reason, which is returned. */
const char *system_reason(int number, char reason[FAILURE_REASON]);

/* An ERROR_SYSTEM: the formatted sentence, a colon, and the system's text for number. The next step is the
 * one that usually helps with that number; whoever knows better replaces it with error_next. */
__attribute__((format(printf, 3, 4))) struct error system_failure(struct arena *arena, int number,
                                                                  const char *format, ...);

#endif
