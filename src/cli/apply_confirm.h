/*
 * The question before a database is deleted.
 */
#ifndef CLI_APPLY_CONFIRM_H
#define CLI_APPLY_CONFIRM_H

#include "cli/apply_run.h"
#include "kube/preflight.h"

/*
 * Shows what is about to happen (context, server, Cluster with uid and age, what goes along, what is lost)
 * and asks for the Cluster's name on the terminal, unless --yes. ERROR_USAGE where there is no terminal to
 * ask on; ERROR_FINDINGS where the answer is another one. Nothing has been changed then.
 */
struct error apply_confirm(const struct invocation *invocation, const struct apply_scene *scene,
                           const struct preflight *found);

#endif
