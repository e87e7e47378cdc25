/*
 * The first base backup of the new generation: before it, what was recovered could not be recovered again.
 */
#ifndef KUBE_FIRST_BACKUP_H
#define KUBE_FIRST_BACKUP_H

#include "kube/run.h"

/* Makes a Backup object by POST (method as the manifest's store has it) and waits for its end. A run that is
 * resumed waits for the one that it has made before. *evidence names it and says when it ended; it lives in
 * run->arena. ERROR_FINDINGS where the backup fails, ERROR_SYSTEM where it cannot be made; errors of
 * run_pause. */
struct error first_backup(struct run *run, struct slice *evidence);

/* The Backup object as JSON. Pure. */
struct slice first_backup_body(struct arena *arena, const struct run *run, struct slice name);

#endif
