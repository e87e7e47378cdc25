/*
 * The object store's part in a run: before anything changes, right before and after the delete, and for the
 * proofs at the end. kube/ does not know the store, store/ does not know kubectl: this brings them together.
 */
#ifndef CLI_APPLY_ARCHIVE_H
#define CLI_APPLY_ARCHIVE_H

#include "cli/apply_run.h"
#include "cli/apply_store.h"
#include "kube/replace.h"

struct apply_archive {
    struct apply_store *store; /* NULL: --no-check-backups */
    struct run *run;
    uint64_t segment_size;
    struct archive_watch watch;
};

/* Opens the store of the run's Cluster; with the plugin its ObjectStore is asked of the API server, else
 * found in the input. With --no-check-backups nothing is opened. */
struct error apply_archive_open(const struct invocation *invocation, const struct one_cluster *one,
                                struct run *run, struct apply_archive *archive);

/* Looks into it before anything changes, tells what is found, and notes in run->record which system
 * identifier the database must have. ERROR_REFUSED where a recovery could not work. */
struct error apply_archive_preflight(const struct invocation *invocation, struct apply_archive *archive);

/* The hook of `replace`: notes where the archive that is read ends, in run->record.end. */
struct error apply_archive_mark(void *context, struct run *run);

/* The store's answer to what the recovered database must be, from the record. */
struct recovery_expectation apply_archive_expected(const struct run *run);

#endif
