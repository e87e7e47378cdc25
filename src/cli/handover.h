/*
 * From the light executable to the full one, for what needs git, the object store or kubectl.
 */
#ifndef CLI_HANDOVER_H
#define CLI_HANDOVER_H

#include "base/error.h"

/* Becomes libexec/cnpg-dr/cnpg-dr with the same arguments. It is looked for beside this executable (as it is
 * built), one folder up (as it is installed), and in LIBEXECDIR. Returns only where that failed:
 * ERROR_SYSTEM. */
struct error handover(struct arena *arena, char **argv);

#endif
