/*
 * The last commit, for check. Only the full executable has it (cli/full.h).
 */
#ifndef CLI_CHECK_HEAD_H
#define CLI_CHECK_HEAD_H

#include "base/error.h"

struct check_head;

/* HEAD of the repository that the path is in; *out is NULL where it is in none, or where that has no commit.
 */
struct error check_head_open(struct arena *arena, struct slice path, struct check_head **out);

/* The branch that HEAD is on; empty where it is on none. */
struct slice check_head_branch(const struct check_head *head);

/* The file as HEAD has it, with the line ends that it has there. False where HEAD has no such file, or it
 * lies in another repository. Memory comes from the arena that head was opened with. */
struct error check_head_read(struct check_head *head, struct slice file, struct slice *text, bool *found);

#endif
