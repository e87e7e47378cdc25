/*
 * A Cluster that no comment reaches: a resource between two steps of kustomize.
 *
 * The same rules and the same proof as recover and revert, but nothing is kept for the way back: the manifest
 * from which the resource was rendered still has it. What the other method held goes, but for the names that
 * both have.
 */
#ifndef PLAN_STRUCTURE_H
#define PLAN_STRUCTURE_H

#include "plan/plan.h"

enum structure_mode { STRUCTURE_INITDB, STRUCTURE_RECOVERY };

struct structure_options {
    enum structure_mode mode;
    struct slice write;            /* the generation that the Cluster writes, in either mode */
    struct slice read;             /* and the one that a recovery reads; not looked at for an initdb */
    struct slice external;         /* the external cluster that a recovery reads from; empty: the one that
                                      it names already, else a new one that reads the Cluster's own store */
    struct recovery_target target; /* of a recovery; nothing in it: as it stands */
};

/*
 * Takes the Cluster of the manifest into that mode, whichever it is in.
 *
 * An initdb becomes a recovery with its database, owner and secret, and a recovery an initdb with these; a
 * Cluster without bootstrap stays one where an initdb is asked for. External clusters are added or set, never
 * taken out. Where all is as it was asked for the result is proved all the same, and its bytes are those that
 * were given: there is no ERROR_NOTHING. Errors otherwise as plan_recover.
 */
struct error plan_structure(struct arena *arena, const struct plan_scope *scope,
                            const struct structure_options *options, const struct proved **result,
                            struct plan_report *report);

#endif
