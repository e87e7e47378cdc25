/*
 * What a store holds of one database: its generations, read several at once.
 */
#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include "cnpg/target.h"
#include "store/archive.h"

struct catalog_request {
    const struct source *source;
    const struct slice *names; /* of the generations, in the order of their numbers */
    size_t count;
    const struct recovery_target *target; /* what a recovery is to aim at; NULL: the end */
    bool look_into_all;                   /* every WAL folder, not only those that a recovery would read */
    unsigned threads;                     /* 0: 8 */
};

struct catalog {
    const struct source *source;
    struct archive *archives; /* one a name, in that order; `error` in each says whether it could be read */
    size_t count;
    uint64_t requests; /* of S3, for all of it; 0 for other sources */
};

/* The folders of the store whose names begin with that text, sorted: the generations that may be there. One
 * request for each 1,000 of them. */
struct error catalog_names(const struct source *source, struct arena *arena, struct slice beginning,
                           struct slice **names, size_t *count);

/* Reads them all. An error of one generation is kept in it; the error here is the first one where none could
 * be read. Everything lives in the arena. */
struct error catalog_read(struct arena *arena, const struct catalog_request *request,
                          struct catalog *catalog);

/* The archive of that name, or NULL. */
const struct archive *catalog_find(const struct catalog *catalog, struct slice name);

#endif
