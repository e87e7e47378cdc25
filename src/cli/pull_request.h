/*
 * The text of the pull request that carries a recovery: what changes, a diagram of the generations, the
 * commands to run in order, and what must not be merged.
 */
#ifndef CLI_PULL_REQUEST_H
#define CLI_PULL_REQUEST_H

#include "cli/commit_run.h"

/* Markdown, as GitHub and GitLab render it. */
struct error pull_request_text(struct arena *arena, const struct commit_run *run, struct slice *text);

/* The same, written to a file that is made or replaced. */
struct error pull_request_write(struct arena *arena, const struct commit_run *run, const char *file);

#endif
