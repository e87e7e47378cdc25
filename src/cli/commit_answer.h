/*
 * What `cnpg-dr commit` says: a line for each commit, or the answer cnpg-dr/commit/1.
 */
#ifndef CLI_COMMIT_ANSWER_H
#define CLI_COMMIT_ANSWER_H

#include "cli/commit_run.h"

/* stands is empty, or what a run found that had nothing to do. Without commits (the manifest was as asked
 * for) it lists none. */
struct error commit_answer(const struct commit_run *run, struct slice stands);

#endif
