/*
 * The record of a run as text, and the file that keeps it.
 *
 * One file a Cluster and context, in the folder that --state names, else $XDG_STATE_HOME/cnpg-dr, else
 * ~/.local/state/cnpg-dr. While a run is at work it holds a lock on the file, so that two runs of one machine
 * do not meet; runs of two machines meet at the guard, which only one of them can create.
 */
#ifndef KUBE_RECORD_H
#define KUBE_RECORD_H

#include "kube/run.h"

/* The record as one line of JSON, and back. Reading is an error where the text is no record of this version.
 */
struct slice record_write(struct arena *arena, const struct run_record *record);
struct error record_read(struct arena *arena, struct slice text, struct run_record *record);

/* A new run's id: the day and eight random digits, such as 20261125-4f3a91c2. */
struct error record_new_id(struct arena *arena, struct slice *id);

/* The folder for records, made where it is not there. folder: --state, or NULL. */
struct error record_folder(struct arena *arena, const char *folder, const char **out);

/* The path of the record for a Cluster; context NULL: the current one. */
const char *record_path(struct arena *arena, const char *folder, const char *context, struct slice server,
                        const char *namespace, const char *name);

/* Locks the record at path, and reads it where there is one. ERROR_SYSTEM where another run holds the lock.
 * The lock is held until the process ends. */
struct error record_lock(struct arena *arena, const char *path, struct run_record *record, bool *found);

/* Keeps the record: all of the old one or all of the new one is in the file, whatever happens. */
struct error record_keep(struct arena *arena, const char *path, const struct run_record *record);

/* The run is over: the file goes. */
struct error record_forget(struct arena *arena, const char *path);

#endif
