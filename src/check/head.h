/*
 * What a file says now against what the last commit says: DR004 and DR007.
 */
#ifndef CHECK_HEAD_H
#define CHECK_HEAD_H

#include "check/file.h"

/* Checks each Cluster of the file that the text of HEAD has too, by name and namespace. syncs: GitOps syncs
 * from the branch that HEAD is on. Findings are settled, as in check_file. */
void check_against_head(struct arena *arena, const struct check_scope *scope, struct slice head, bool syncs,
                        struct findings *findings);

#endif
