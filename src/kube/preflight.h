/*
 * All that must be so before anything changes; nothing here writes.
 */
#ifndef KUBE_PREFLIGHT_H
#define KUBE_PREFLIGHT_H

#include "kube/losses.h"
#include "kube/operator.h"
#include "kube/permissions.h"
#include "kube/standing.h"

struct preflight_options {
    bool lose_unarchived; /* --lose-unarchived */
    bool sql;             /* --verify-sql is given */
    bool backup;          /* a first base backup is to be made */
};

struct preflight {
    struct permissions may;
    struct cnpg_operator operator;
    struct standing standing;
    struct losses losses; /* empty where no Cluster stands */
};

/*
 * The user may do all that will be done; CloudNativePG is there; the API server rehearses the create with its
 * webhooks; what the manifest names exists; no volume lies about that the new Cluster would adopt; and what
 * the deletion takes along is known. run->body is made (kube/body.h), run->record has an id.
 *
 * What is found is told. ERROR_REFUSED and ERROR_SYSTEM say what must be done first.
 */
struct error preflight(struct run *run, const struct preflight_options *options, struct preflight *found);

/* The part of it that a run that is gone on with needs as well. */
struct error preflight_again(struct run *run, const struct preflight_options *options,
                             struct preflight *found);

#endif
