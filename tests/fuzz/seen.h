/*
 * What the other reader sees of a Cluster, and whether one may have become the other: the judge of recover
 * and revert. The rules are those of the contract, written a second time.
 */
#ifndef FUZZ_SEEN_H
#define FUZZ_SEEN_H

#include "other.h"

/* One side's archive. */
struct seen_store {
    enum { SEEN_NONE, SEEN_IN_TREE, SEEN_PLUGIN } shape;
    struct slice place;      /* destinationPath without slashes at its end, or barmanObjectName */
    struct slice generation; /* serverName, or its default */
};

struct seen {
    size_t document;
    struct place_in root, spec, bootstrap, initdb, recovery, externals;
    bool has_initdb, has_recovery; /* as keys */
    struct slice name, namespace;
    struct slice source;          /* of the recovery */
    struct place_in entry;        /* the external cluster of that name */
    struct slice imported;        /* the external cluster that initdb imports from */
    struct place_in write_plugin; /* the plugin that archives, where one does */
    struct seen_store read, write;
};

/* True where an active external cluster has that name. */
bool seen_has_external(const struct seen *seen, struct slice name);

/* The one Cluster that is meant ("[NAMESPACE/]NAME", or empty). False where there is none, or more. */
bool seen_find(struct other *other, struct slice wanted, struct seen *seen);

bool seen_same_store(const struct seen_store *a, const struct seen_store *b);

/* The generation after the later one of two, by -vN. Released with free. */
struct slice seen_next(struct slice write, struct slice read);

/*
 * Why after cannot have come from before, or NULL: outside of spec.bootstrap, of the external clusters that
 * take part and of the write generation's name everything is as it was.
 */
const char *seen_rest(const struct seen *before, const struct seen *after);

/* The same for bootstrap and external clusters: after recover and revert together nothing but generations and
 * the store of the external cluster that is called recovery may differ. */
const char *seen_way_back(const struct seen *before, const struct seen *after, struct slice recovery);

/* The same for a recovery, active in both: another target, source and generation at most. filled: it may have
 * got database, owner and secret. */
const char *seen_same_recovery(const struct seen *before, const struct seen *after, bool filled);

#endif
