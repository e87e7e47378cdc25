/*
 * What finding controllers is made of: of use to kube/controller*.c alone.
 */
#ifndef KUBE_CONTROLLER_PARTS_H
#define KUBE_CONTROLLER_PARTS_H

#include "kube/controller.h"

/* kubectl get with those arguments, which ask for JSON. *object is NULL where the answer is not ANSWER_DONE.
 * It is not asked for by API path: which version of a controller's API is served is for discovery to say. */
struct error controller_ask(struct run *run, const char *const *arguments, struct reply *reply,
                            struct tree **object);

/* The error of a reply where the API server is out of reach or the credentials are no good: then nothing that
 * follows could be believed. Any other answer is for the caller. */
struct error controller_trouble(struct run *run, const struct reply *reply, const char *what);

/* Adds one to the list, unless it is there. */
void controller_add(struct run *run, struct controllers *found, struct controller controller);

/* Those that say themselves that the Cluster is theirs: an Application by status.resources, the others by
 * status.inventory. named: only with that name and, where it is not empty, namespace; NULL: all. *listed is
 * false where they cannot be listed, and why is then said; false with an empty why: there are none of that
 * kind in this cluster of Kubernetes. */
struct error controller_list(struct run *run, enum controller_kind kind, const struct controller *named,
                             struct controllers *found, bool *listed, struct slice *why);

#endif
