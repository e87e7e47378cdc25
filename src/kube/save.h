/*
 * What is going to be deleted, kept in a file: the live Cluster, the names of its Secrets, its events.
 *
 * Nothing of a Secret but its name is in it. The file is for a person who has to look something up.
 */
#ifndef KUBE_SAVE_H
#define KUBE_SAVE_H

#include "kube/permissions.h"

/* Writes RECORD-before.json beside the run's record (RECORD-before-2.json where that is there already: the
 * earlier one is the original), mode 0600, flushed to the disk. live is the Cluster as the API server gave
 * it, as JSON. *path is the file's; it lives in run->arena. ERROR_SYSTEM where it cannot be written. */
struct error save_before(struct run *run, struct slice live, const struct permissions *may,
                         struct slice *path);

#endif
