/*
 * What to tell a person when a store does not give what was asked of it: what happened, and what to do next.
 */
#ifndef STORE_S3_FAULT_H
#define STORE_S3_FAULT_H

#include "store/credentials.h"
#include "store/s3_xml.h"

/* How one request ended. */
struct s3_answer {
    int curl;                  /* a CURLcode; 0: an answer came */
    struct slice curl_message; /* libcurl's own words */
    long status;               /* of HTTP */
    struct s3_fault fault;     /* what the body said, if it was an error of S3 */
    bool has_fault;
    instant server_time;   /* the Date header, or INSTANT_NONE */
    instant local_time;    /* when it came */
    struct slice redirect; /* Location, or empty */
    struct slice region;   /* x-amz-bucket-region, or empty */
    long retry_after;      /* seconds; 0: not said */
    struct slice body;
    bool too_long; /* the body was longer than the limit, and was cut */
};

/* True where the same request may go well later. */
bool s3_answer_is_passing(const struct s3_answer *answer);

/* The region that the store says the bucket is in, or empty. */
struct slice s3_answer_region(const struct s3_answer *answer);

/* The error. `what` is what was asked: "list immich-database-v1/wals/". Nothing that the server says reaches
 * the message unescaped, and no secret does. */
struct error s3_answer_error(struct arena *arena, const struct store_location *location,
                             const struct store_credentials *credentials, const struct s3_answer *answer,
                             struct slice what);

#endif
