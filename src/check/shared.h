/*
 * DR014: two Clusters of a run that write the same generation of the same store, whichever files they are in.
 */
#ifndef CHECK_SHARED_H
#define CHECK_SHARED_H

#include "check/file.h"

/* What one file of the run has. */
struct shared_archive {
    struct slice file;
    const struct archive *archive;
};

struct shared_store {
    struct slice file;
    const struct object_store *store;
};

struct shared_finding {
    size_t archive; /* which one it is about */
    struct finding finding;
};

/*
 * A finding for each Cluster that writes where one before it writes already; *found has *count of them, in
 * the order of the archives, which is that of the files. A Cluster of the same name and namespace (or without
 * a namespace) is the same one in another file: an overlay, another Kubernetes cluster. barmanObjectName
 * leads to the ObjectStore of that name and namespace; where several could be meant, to the one that lies
 * nearest; where there is none, the name stands for itself, in its namespace or else in its folder.
 */
void shared_find(struct arena *arena, const struct shared_archive *archives, size_t archive_count,
                 const struct shared_store *stores, size_t store_count, enum severity severity,
                 struct shared_finding **found, size_t *count);

#endif
