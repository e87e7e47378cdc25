#include "store/s3_fault.h"
#include "store/escape.h"
#include <curl/curl.h>

bool s3_answer_is_passing(const struct s3_answer *answer)
{
    switch (answer->curl) {
    case CURLE_OK:
        break;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_COULDNT_CONNECT:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
    return answer->status == 429 || answer->status == 500 || answer->status == 502 || answer->status == 503 ||
           answer->status == 504 || slice_equal(answer->fault.code, SLICE("SlowDown")) ||
           slice_equal(answer->fault.code, SLICE("RequestTimeout"));
}

struct slice s3_answer_region(const struct s3_answer *answer)
{
    if (answer->curl != CURLE_OK || answer->status < 300)
        return SLICE("");
    struct slice region = answer->region.len > 0 ? answer->region : answer->fault.region;
    for (size_t i = 0; i < region.len; i++) {
        char c = region.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_'))
            return SLICE(""); /* it becomes part of a host name */
    }
    return region.len <= 64 ? region : SLICE("");
}

/* No answer came. */
static struct error transport_error(struct arena *arena, const struct s3_answer *answer, struct slice where)
{
    struct slice why = printable(arena, answer->curl_message, 200);
    struct error error =
        error_make(arena, ERROR_SYSTEM, "cannot reach %.*s: %.*s", SLICE_ARG(where), SLICE_ARG(why));
    switch (answer->curl) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return error_next(
            error, SLICE("check endpointURL; a host name of the cluster's own network is not known here: "
                         "give --endpoint with one that is, or use --listing"));
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
        return error_next(
            error, SLICE("give the CA that signed the endpoint's certificate (endpointCA of the manifest) "
                         "with --ca-file"));
    case CURLE_OPERATION_TIMEDOUT:
        return error_next(error,
                          SLICE("the store did not answer in time: see whether it is up, and try again"));
    case CURLE_COULDNT_RESOLVE_PROXY:
        return error_next(error, SLICE("check https_proxy and no_proxy in the environment"));
    default:
        return error_next(
            error, SLICE("see whether the store is up and the endpoint is right (endpointURL, --endpoint)"));
    }
}

struct advice {
    struct slice code; /* of S3 */
    const char *sentence;
    const char *next;
};

static const struct advice advice_table[] = {
    {{"InvalidAccessKeyId", 18},
     "the store does not know the key",
     "check the key id; is it of this store, and is the endpoint the right one?"},
    {{"XAdminUserNotFound", 18}, /* versitygw */
     "the store does not know the key",
     "check the key id; is it of this store, and is the endpoint the right one?"},
    {{"SignatureDoesNotMatch", 21},
     "the secret key does not fit the key id",
     "check the secret key (a blank or a line end copied along is enough), and that the region is right"},
    {{"ExpiredToken", 12}, "the session token has run out", "get a new session, and try again"},
    {{"InvalidToken", 12},
     "the session token is not valid",
     "get a new session, or unset AWS_SESSION_TOKEN if the key needs none"},
    {{"AccessDenied", 12},
     "the key may not do that",
     "give it s3:ListBucket on the bucket and s3:GetObject on the path of the store"},
    {{"NoSuchBucket", 12},
     "the bucket does not exist",
     "check destinationPath and the endpoint; a store that was never written to has no bucket yet"},
    {{"InvalidBucketName", 17}, "the store does not accept the name of the bucket", "check destinationPath"},
    {{"AuthorizationHeaderMalformed", 28},
     "the request was signed for another region",
     "give the bucket's region with --region or AWS_REGION"},
    {{"PermanentRedirect", 17},
     "the bucket is in another region",
     "give the bucket's region with --region or AWS_REGION"},
    {{"MethodNotAllowed", 16},
     "the store does not allow that",
     "is the endpoint the S3 port, and not that of a console?"},
    {{"NotImplemented", 14},
     "the store does not know ListObjectsV2",
     "save a listing with the store's own client, and read it with --listing"},
    {{"SlowDown", 8}, "the store asks for fewer requests, still after several tries", "try again later"},
};

static const struct advice *find_advice(struct slice code)
{
    for (size_t i = 0; i < sizeof advice_table / sizeof *advice_table; i++)
        if (slice_equal(advice_table[i].code, code))
            return &advice_table[i];
    return NULL;
}

static struct error skew_error(struct arena *arena, const struct s3_answer *answer, struct slice where)
{
    struct slice by = SLICE("");
    if (answer->server_time != INSTANT_NONE) {
        bool ahead = answer->local_time > answer->server_time;
        int64_t distance =
            ahead ? answer->local_time - answer->server_time : answer->server_time - answer->local_time;
        struct slice span = instant_span(arena, distance);
        by = arena_format(arena, ": the clock here is %.*s %s", SLICE_ARG(span), ahead ? "ahead" : "behind");
    }
    return error_next(error_make(arena, ERROR_SYSTEM, "%.*s: the store refuses the time of the request%.*s",
                                 SLICE_ARG(where), SLICE_ARG(by)),
                      SLICE("set the clock of this machine (timedatectl set-ntp true), and try again"));
}

/* An answer that is no XML of S3: a proxy, a console, another service. */
static struct error foreign_error(struct arena *arena, const struct s3_answer *answer, struct slice where,
                                  struct slice what)
{
    if (answer->redirect.len > 0) {
        struct slice to = printable(arena, answer->redirect, 200);
        return error_next(error_make(arena, ERROR_SYSTEM, "%.*s answers with a redirect to %.*s",
                                     SLICE_ARG(where), SLICE_ARG(to)),
                          SLICE("if that is the store, make it the endpoint (endpointURL, --endpoint)"));
    }
    if (answer->status < 300)
        return error_next(error_make(arena, ERROR_SYSTEM,
                                     "%.*s: the answer to \"%.*s\" is no listing of S3, or is cut off",
                                     SLICE_ARG(where), SLICE_ARG(what)),
                          SLICE("is the endpoint that of an S3 store? A proxy between may cut long answers"));
    return error_next(
        error_make(arena, ERROR_SYSTEM, "%.*s: HTTP %ld, and not in the words of an S3 store (\"%.*s\")",
                   SLICE_ARG(where), answer->status, SLICE_ARG(what)),
        answer->status >= 500 ? SLICE("the store, or a proxy before it, is in trouble: try again later")
                              : SLICE("is the endpoint that of an S3 store (endpointURL, --endpoint)?"));
}

struct error s3_answer_error(struct arena *arena, const struct store_location *location,
                             const struct store_credentials *credentials, const struct s3_answer *answer,
                             struct slice what)
{
    struct slice where = store_location_text(arena, location);
    struct slice asked = printable(arena, what, 200), origin = credentials->origin;
    if (answer->curl != CURLE_OK)
        return transport_error(arena, answer, where);
    if (!answer->has_fault || answer->status < 300)
        return foreign_error(arena, answer, where, asked);
    if (slice_equal(answer->fault.code, SLICE("RequestTimeTooSkewed")))
        return skew_error(arena, answer, where);
    const struct advice *advice = find_advice(answer->fault.code);
    struct slice code = printable(arena, answer->fault.code, 60);
    struct slice message = printable(arena, answer->fault.message, 160);
    if (advice == NULL)
        return error_next(error_make(arena, ERROR_SYSTEM, "%.*s: HTTP %ld, %.*s: %.*s (\"%.*s\")",
                                     SLICE_ARG(where), answer->status, SLICE_ARG(code), SLICE_ARG(message),
                                     SLICE_ARG(asked)),
                          SLICE("see what the store's log says"));
    return error_next(error_make(arena, ERROR_SYSTEM,
                                 "%.*s: %s (HTTP %ld, %.*s; \"%.*s\" with the key from %.*s)",
                                 SLICE_ARG(where), advice->sentence, answer->status, SLICE_ARG(code),
                                 SLICE_ARG(asked), SLICE_ARG(origin)),
                      slice_of(advice->next));
}
