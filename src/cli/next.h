/*
 * The next command of the runbook, filled in, as a person can paste it.
 */
#ifndef CLI_NEXT_H
#define CLI_NEXT_H

#include "cli/invocation.h"
#include "text/quote.h"

/* The same command line again, without one option that takes no value. */
struct slice next_without(const struct invocation *invocation, enum option_id left_out);

/* The same command line again, with one option that takes no value. */
struct slice next_with(const struct invocation *invocation, enum option_id added);

/* After recover: render and extract. */
struct slice next_extract(const struct invocation *invocation, struct slice file, struct slice cluster);

/* After extract: apply. namespace is that of the manifest, and may be empty. */
struct slice next_apply(const struct invocation *invocation, struct slice namespace);

/* After revert: commit and push. */
struct slice next_commit(const struct invocation *invocation, struct slice file, struct slice cluster,
                         struct slice writes);

#endif
