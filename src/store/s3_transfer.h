/*
 * One signed request over libcurl, and what came of it.
 */
#ifndef STORE_S3_TRANSFER_H
#define STORE_S3_TRANSFER_H

#include "store/s3.h"
#include "store/s3_fault.h"
#include <curl/curl.h>

struct s3_ask {
    struct slice url;    /* terminated by a NUL; its query is sorted by name, as a signature wants it */
    struct slice region; /* to sign for */
    size_t limit;        /* bytes of the answer that are kept; more end the transfer (too_long) */
    const struct s3_options *options; /* all set */
    const struct store_credentials *credentials;
};

/* Sends a GET on that handle and reads the answer, whose texts live in the arena. While libcurl works,
 * nothing is taken from the arena: it may not jump through libcurl. The handle keeps its connection, and
 * options that the caller resets. The error is out of memory; all else is in the answer. */
struct error s3_transfer(struct arena *arena, CURL *handle, const struct s3_ask *ask,
                         struct s3_answer *answer);

#endif
