/*
 * The guard: a ValidatingAdmissionPolicy with its binding, for one namespace and one name, which keeps
 * everybody else from making or breaking the Cluster while it is recovered. A controller that keeps applying
 * cannot be outrun, so nobody is raced.
 *
 * It has two phases. Recovering: only this run's recovery Cluster may be created, and that one may neither be
 * deleted nor led back. Settled: the Cluster of that uid may neither be deleted nor archive elsewhere, nor
 * hold two methods. kube/guard_rules.h has the rules.
 *
 * It is the lock of the run as well: it is made by `create`, and of two runs one finds it there. The record
 * of the run lies in its annotations.
 */
#ifndef KUBE_GUARD_H
#define KUBE_GUARD_H

#include "kube/run.h"

/* "cnpg-dr.NAMESPACE.NAME": of policy and binding. */
const char *guard_name(struct arena *arena, const char *namespace, const char *name);

struct guard_found {
    bool found, foreign;      /* there; and not made by this program, or not by this version */
    bool bound;               /* its binding is there too */
    struct run_record record; /* whose it is, unless foreign */
};

/* Looks for the guard of the run's Cluster. */
struct error guard_find(const struct run *run, struct guard_found *found);

/* The same. needed false: the run at hand has no policy, so that a user who may not read policies is told
 * that none could be looked for, and none is found. */
struct error guard_seek(const struct run *run, bool needed, struct guard_found *found);

/* The error of a guard that is not this run's: whose it is, how old, how far, and how to go on. */
struct error guard_refuse(const struct run *run, const struct guard_found *found);

/* Makes the guard of the run, for its first phase. ERROR_SYSTEM where another run's stands. One that is this
 * run's own is renewed. */
struct error guard_make(struct run *run);

/*
 * Proves that it is in force: on new connections, for three seconds without an exception, a rehearsed create
 * of the initdb Cluster is denied by this very policy; and that it does not deny that of the run.
 */
struct error guard_prove(const struct run *run);

/* True where a reply is the denial of this very policy. */
bool guard_denied(const struct run *run, const struct reply *reply);

/* Writes the rules again: once record.new_uid is known, or for a later expiry. */
struct error guard_renew(struct run *run);

/* Keeps the run's record in the guard. */
struct error guard_note(struct run *run);

/* Moves it into its second phase, keyed on record.new_uid. */
struct error guard_settle(struct run *run);

/* Takes it away, if it is this run's; one that is not there is no error. */
struct error guard_lift(const struct run *run);

#endif
