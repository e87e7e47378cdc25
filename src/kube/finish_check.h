/*
 * The two conditions under which guard and pause may go. Of use to kube/finish.c alone.
 */
#ifndef KUBE_FINISH_CHECK_H
#define KUBE_FINISH_CHECK_H

#include "kube/finish.h"

/* Looks at both, and tells what holds. ERROR_FINDINGS with the first that does not hold or cannot be read,
 * the others as warnings; with force all are warnings. */
struct error finish_check(struct run *run, const struct node *live, const struct finish_git *git, bool force,
                          struct finish_result *result);

#endif
