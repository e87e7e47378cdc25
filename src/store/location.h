/*
 * Where a store is: what destinationPath and endpointURL of a manifest mean.
 *
 * Barman takes the path as it is written: slashes at its front do not count, one is put at its end where none
 * is there.
 */
#ifndef STORE_LOCATION_H
#define STORE_LOCATION_H

#include "base/error.h"

enum store_kind {
    STORE_S3,
    STORE_AZURE,  /* https://ACCOUNT.blob.core.windows.net/CONTAINER/path, or a local emulator */
    STORE_GOOGLE, /* gs://bucket/path */
};

enum store_address {
    ADDRESS_AUTO, /* as Barman's client does: path style for an endpoint of one's own, virtual hosts at AWS */
    ADDRESS_PATH,
    ADDRESS_VIRTUAL,
};

struct store_location {
    enum store_kind kind;
    struct slice bucket;   /* or the container */
    struct slice prefix;   /* of every key: "" or "path/" */
    struct slice endpoint; /* scheme://host[:port][/path] without a slash at its end; empty: AWS */
    enum store_address style;
};

/*
 * Reads both. endpoint may be empty. ERROR_USAGE where one is no such URL: no bucket, another scheme, a user
 * or a query in the endpoint. An Azure or Google store is no error: it can be read through a listing.
 */
struct error store_location_parse(struct arena *arena, struct slice destination, struct slice endpoint,
                                  struct store_location *location);

/* The path of the store without slashes at its ends, for sources that are no store themselves. */
struct slice store_location_path(const struct store_location *location);

/* The URL of the bucket, by the style that is in force: "https://bucket.s3.eu-west-1.amazonaws.com" or
 * "http://127.0.0.1:7070/bucket". Without a slash at its end. */
struct slice store_location_url(struct arena *arena, const struct store_location *location,
                                struct slice region);

/* For messages: "s3://bucket/path at https://…". */
struct slice store_location_text(struct arena *arena, const struct store_location *location);

#endif
