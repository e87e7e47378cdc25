/*
 * The rules of the guard, as the objects that are sent.
 *
 * Every rule answers Forbidden: to an Invalid, a GitOps that is set to force deletes the recovered Cluster
 * and makes an empty one. No expression can fail, as a failing one answers Invalid whatever its reason says:
 * each field is looked at only where it is there. (Both seen on a real API server.)
 */
#ifndef KUBE_GUARD_RULES_H
#define KUBE_GUARD_RULES_H

#include "kube/run.h"

/* The policy, and the binding that puts it in force. */
struct slice guard_policy(const struct run *run, bool settled);
struct slice guard_binding(const struct run *run);

/* A merge patch that gives a policy those rules and the run's record. */
struct slice guard_policy_patch(const struct run *run, bool settled);

/* A text as a string of CEL. */
struct slice cel_string(struct arena *arena, struct slice text);

#endif
