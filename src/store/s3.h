/*
 * A client of an S3-compatible store: list and get, signed with Signature Version 4.
 *
 * Only https and http, no redirect is followed (a signature is for one host), no .netrc is read; proxies come
 * from the environment as libcurl reads it. What is worth another try (throttling, 5xx, a connection that
 * broke, no answer in time) is tried again, five times in all, with pauses that double from 0.2 s, or as long
 * as Retry-After says (at most 20 s). Where the store says that the bucket is in another region, that one is
 * used from then on.
 *
 * The client may be used by several threads, each with an arena of its own. Connections are kept and shared.
 */
#ifndef STORE_S3_H
#define STORE_S3_H

#include "store/credentials.h"
#include "store/s3_xml.h"

struct s3;

struct s3_options {
    long connect_seconds; /* until a connection stands; 0: 10 */
    long stall_seconds;   /* without a byte; 0: 20 */
    long request_seconds; /* for one try, from end to end; 0: 120 */
    unsigned tries;       /* 0: 5 */
};

/* Opens the client: nothing is asked of the store yet. ERROR_SYSTEM where libcurl cannot start, ERROR_USAGE
 * where the location is of another kind. It lives in the arena, and so must what it is given. */
struct error s3_open(struct arena *arena, const struct store_location *location,
                     const struct store_credentials *credentials, const struct s3_options *options,
                     struct s3 **client);

/* One page of at most 1,000 keys; token is the one of the page before, or empty. Keys are those of the
 * bucket, whole. */
struct error s3_list(struct s3 *client, struct arena *arena, const struct list_request *request,
                     struct slice token, struct s3_page *page);

/* The bytes of an object, as source.h has it. */
struct error s3_get(struct s3 *client, struct arena *arena, struct slice key, size_t limit,
                    struct slice *bytes, bool *found);

/* Requests sent so far, tries included. */
uint64_t s3_requests(struct s3 *client);

/* The store as a source, keys relative to its path. */
struct error source_s3_open(struct arena *arena, const struct store_location *location,
                            const struct store_credentials *credentials, const struct s3_options *options,
                            struct source *source);

#endif
