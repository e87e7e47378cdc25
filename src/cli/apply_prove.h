/*
 * From the running recovery to a database that is proved to be recovered, and safe.
 */
#ifndef CLI_APPLY_PROVE_H
#define CLI_APPLY_PROVE_H

#include "cli/apply_archive.h"
#include "cli/apply_report.h"

struct apply_proof {
    bool proved;           /* all five, as far as they were asked for */
    struct slice short_of; /* what was not: a sentence; empty where all was */
};

/*
 * Waits for health, then proves, each told with its evidence: the database, that it was recovered, that it is
 * complete, that it archives, that it holds what --verify-sql expects. Then a first base backup, unless
 * --no-backup. again: the Cluster stood already when the program began.
 *
 * ERROR_FINDINGS where the opposite of a proof is shown, or the recovery fails. What could not be proved, as
 * there is nothing to compare with, is in proof->short_of.
 */
struct error apply_prove(const struct invocation *invocation, struct apply_archive *archive,
                         const struct permissions *may, bool again, struct apply_report *report,
                         struct apply_proof *proof);

#endif
