/*
 * Where a catalog is read from: an S3 store, a folder, or a saved listing. Only list and get; nothing is ever
 * written.
 *
 * Keys are relative to the path of the store (destinationPath without the bucket):
 * "immich-database-v1/wals/…". They may hold any byte. Functions may be called from several threads at once,
 * each with an arena of its own; what they give out lives in that arena.
 */
#ifndef STORE_SOURCE_H
#define STORE_SOURCE_H

#include "base/error.h"
#include "store/backup_info.h"

struct object {
    struct slice key;
    uint64_t size;
    instant modified; /* INSTANT_NONE where the source does not say */
};

/* Takes what a listing finds, in the order of the source (S3: sorted by bytes). The slices live only for the
 * call. False ends the listing early, without an error. */
struct object_sink {
    bool (*object)(void *context, const struct object *object);
    bool (*folder)(void *context, struct slice key); /* ends in a slash; only where folders are asked for */
    void *context;
};

struct list_request {
    struct slice prefix;
    struct slice after; /* only keys behind this one; empty: from the start */
    bool folders;       /* what lies deeper than the next slash is given once, as a folder */
    unsigned first;     /* only that many keys are looked at, from the first on; 0: all */
};

struct source {
    void *state;

    /* Lists; keys that do not begin with the prefix never reach the sink. */
    struct error (*list)(void *state, struct arena *arena, const struct list_request *request,
                         struct object_sink sink);

    /* The bytes of an object. *found is false where there is none. At most limit bytes: where there are more,
     * *bytes gets limit + 1 of them, so that the reader sees that it is too long. */
    struct error (*get)(void *state, struct arena *arena, struct slice key, size_t limit, struct slice *bytes,
                        bool *found);

    /* The base backups of a generation where the source knows them without their files
     * (barman-cloud-backup-list); NULL or false: it does not, list and get. */
    bool (*backups)(void *state, struct slice generation, const struct base_backup **backups, size_t *count);

    /* How many requests were made. NULL where there are none. */
    uint64_t (*requests)(void *state);

    bool sees_objects; /* false: only backups() says something */
    bool sees_bytes;   /* get works */
    bool sees_times;   /* `modified` is when the object was archived */
    struct slice name; /* for messages: "s3://bucket/path at https://…", or the file */
};

/* Whether a key may reach a sink for that request. Sources share it, so that a store that ignores start-after
 * or a prefix does no harm. */
bool list_request_wants(const struct list_request *request, struct slice key);

/* For request->folders: the folder that a key lies in, with its slash, or empty where it lies right under the
 * prefix. */
struct slice list_request_folder(const struct list_request *request, struct slice key);

#endif
