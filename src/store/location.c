#include "store/location.h"
#include "store/escape.h"

/* Splits "bucket/path" into the location. */
static void split_bucket(struct arena *arena, struct slice rest, struct store_location *location)
{
    size_t slash = slice_find_char(rest, '/', 0);
    location->bucket = slice_cut(rest, 0, slash);
    struct slice path = slice_cut(rest, slash, rest.len);
    while (slice_starts_with(path, SLICE("/")))
        path = slice_cut(path, 1, path.len);
    bool closed = path.len == 0 || slice_ends_with(path, SLICE("/"));
    location->prefix = closed ? path : arena_format(arena, "%.*s/", SLICE_ARG(path));
}

static bool is_bucket_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == ':';
}

static bool bucket_is_plain(struct slice bucket)
{
    for (size_t i = 0; i < bucket.len; i++)
        if (!is_bucket_char(bucket.data[i]))
            return false;
    return bucket.len > 0 && bucket.len <= 255;
}

static struct error parse_endpoint(struct arena *arena, struct slice text, struct store_location *location)
{
    struct slice endpoint = slice_trim(text);
    while (slice_ends_with(endpoint, SLICE("/")))
        endpoint.len--;
    location->endpoint = endpoint;
    if (endpoint.len == 0)
        return NO_ERROR;
    size_t host = slice_find(endpoint, SLICE("://")) + 3;
    bool scheme =
        slice_starts_with(endpoint, SLICE("http://")) || slice_starts_with(endpoint, SLICE("https://"));
    struct slice shown = printable(arena, endpoint, 200);
    for (size_t i = 0; i < endpoint.len; i++) {
        char c = endpoint.data[i];
        if (c <= ' ' || c == '@' || c == '?' || c == '#' || c == 0x7f)
            scheme = false;
    }
    if (scheme && host < endpoint.len && endpoint.data[host] != '/')
        return NO_ERROR;
    /* What might be a password in the URL is not shown. */
    if (slice_find_char(endpoint, '@', 0) < endpoint.len)
        shown = SLICE("(not shown, it holds an @)");
    return error_next(
        error_make(arena, ERROR_USAGE, "endpointURL \"%.*s\" is no URL of an S3 endpoint", SLICE_ARG(shown)),
        SLICE("write it as https://HOST[:PORT], without user, query or fragment"));
}

struct error store_location_parse(struct arena *arena, struct slice destination, struct slice endpoint,
                                  struct store_location *location)
{
    *location = (struct store_location){.kind = STORE_S3};
    destination = slice_trim(destination);
    if (slice_starts_with(destination, SLICE("s3://"))) {
        split_bucket(arena, slice_cut(destination, 5, destination.len), location);
    } else if (slice_starts_with(destination, SLICE("gs://"))) {
        location->kind = STORE_GOOGLE;
        split_bucket(arena, slice_cut(destination, 5, destination.len), location);
    } else if (slice_starts_with(destination, SLICE("https://")) ||
               slice_starts_with(destination, SLICE("http://"))) {
        location->kind = STORE_AZURE;
        size_t host = slice_find(destination, SLICE("://")) + 3;
        size_t slash = slice_find_char(destination, '/', host);
        split_bucket(arena, slice_cut(destination, slash + 1, destination.len), location);
    }
    if (!bucket_is_plain(location->bucket)) {
        struct slice shown = printable(arena, destination, 200);
        return error_next(
            error_make(arena, ERROR_USAGE, "destinationPath \"%.*s\" names no bucket", SLICE_ARG(shown)),
            SLICE("write it as s3://BUCKET/PATH"));
    }
    return parse_endpoint(arena, endpoint, location);
}

struct slice store_location_path(const struct store_location *location)
{
    struct slice path = location->prefix;
    while (slice_ends_with(path, SLICE("/")))
        path.len--;
    return path;
}

/* A host name that can have the bucket in front of it: DNS labels, and no dot, which a certificate would not
 * match. */
static bool is_dns_label(struct slice bucket)
{
    for (size_t i = 0; i < bucket.len; i++) {
        char c = bucket.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0 && i + 1 < bucket.len)))
            return false;
    }
    return bucket.len >= 3 && bucket.len <= 63;
}

static bool is_virtual(const struct store_location *location)
{
    if (location->style != ADDRESS_AUTO)
        return location->style == ADDRESS_VIRTUAL;
    return location->endpoint.len == 0 && is_dns_label(location->bucket);
}

struct slice store_location_url(struct arena *arena, const struct store_location *location,
                                struct slice region)
{
    struct slice endpoint = location->endpoint;
    if (endpoint.len == 0) {
        bool china = slice_starts_with(region, SLICE("cn-"));
        endpoint =
            arena_format(arena, "https://s3.%.*s.amazonaws.com%s", SLICE_ARG(region), china ? ".cn" : "");
    }
    if (!is_virtual(location)) {
        struct slice bucket = percent_encode(arena, location->bucket, false);
        return arena_format(arena, "%.*s/%.*s", SLICE_ARG(endpoint), SLICE_ARG(bucket));
    }
    size_t host = slice_find(endpoint, SLICE("://")) + 3;
    struct slice rest = slice_cut(endpoint, host, endpoint.len);
    return arena_format(arena, "%.*s%.*s.%.*s", (int)host, endpoint.data, SLICE_ARG(location->bucket),
                        SLICE_ARG(rest));
}

struct slice store_location_text(struct arena *arena, const struct store_location *location)
{
    static const char *const schemes[] = {"s3://", "azure://", "gs://"};
    struct slice path = store_location_path(location);
    bool at = location->endpoint.len > 0;
    struct slice text = arena_format(arena, "%s%.*s%s%.*s%s%.*s", schemes[location->kind],
                                     SLICE_ARG(location->bucket), path.len > 0 ? "/" : "", SLICE_ARG(path),
                                     at ? " at " : "", SLICE_ARG(location->endpoint));
    return printable(arena, text, 400);
}
