#define _GNU_SOURCE /* explicit_bzero */
#include "store/s3_transfer.h"
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* The SHA-256 of nothing, which is what a GET carries. S3 wants it in a header that libcurl 7.88 does not
 * add. */
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* What libcurl's callbacks write to: memory of its own, since an arena may not jump through libcurl. */
struct transfer {
    char *data;
    size_t len, room, limit;
    bool too_long, no_memory;
    char region[65], redirect[512], date[64];
    long retry_after;
};

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t len = size * count; /* size is 1 */
    if (len > transfer->limit - transfer->len) {
        len = transfer->limit - transfer->len;
        transfer->too_long = true;
    }
    if (transfer->room - transfer->len < len) {
        size_t room = transfer->room * 2 > transfer->len + len ? transfer->room * 2 : transfer->len + len;
        char *more = realloc(transfer->data, room);
        transfer->no_memory = more == NULL;
        if (more == NULL)
            return 0;
        transfer->data = more;
        transfer->room = room;
    }
    if (len > 0)
        memcpy(transfer->data + transfer->len, data, len);
    transfer->len += len;
    return transfer->too_long ? 0 : len;
}

/* The value of a header of that name, without its line end, into a buffer; too long a value is left out. */
static bool take_header(struct slice line, const char *name, char *out, size_t size)
{
    size_t len = strlen(name);
    if (line.len <= len || line.data[len] != ':')
        return false;
    for (size_t i = 0; i < len; i++)
        if ((line.data[i] | 0x20) != (name[i] | 0x20))
            return false;
    line = slice_cut(line, len + 1, line.len);
    while (line.len > 0 && (line.data[line.len - 1] == '\r' || line.data[line.len - 1] == '\n'))
        line.len--;
    line = slice_trim(line);
    if (line.len >= size)
        return false;
    memcpy(out, line.data, line.len);
    out[line.len] = '\0';
    return true;
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct slice line = {data, size * count};
    char number[16];
    take_header(line, "x-amz-bucket-region", transfer->region, sizeof transfer->region);
    take_header(line, "location", transfer->redirect, sizeof transfer->redirect);
    take_header(line, "date", transfer->date, sizeof transfer->date);
    if (take_header(line, "retry-after", number, sizeof number))
        transfer->retry_after = strtol(number, NULL, 10);
    return size * count;
}

/* Appends; NULL stays NULL, so that running out of memory shows at the end of several. */
static struct curl_slist *add_header(struct curl_slist *list, bool *ok, const char *header)
{
    struct curl_slist *longer = *ok ? curl_slist_append(list, header) : NULL;
    *ok = longer != NULL;
    return longer != NULL ? longer : list;
}

/* The session token goes into a header, which is signed with the others. The buffer with it is wiped. No
 * header may be taken away here ("Accept:"): libcurl 7.88 signs it all the same, and stores such as MinIO
 * refuse a request that lacks what it says was signed. */
static struct curl_slist *make_headers(const struct store_credentials *credentials, bool *ok)
{
    struct curl_slist *list = NULL;
    *ok = true;
    list = add_header(list, ok, "x-amz-content-sha256: " EMPTY_SHA256);
    if (!secret_is_empty(credentials->token)) {
        static const char name[] = "x-amz-security-token: ";
        const char *token = secret_reveal(credentials->token);
        size_t len = strlen(token);
        char *header = malloc(sizeof name + len);
        *ok &= header != NULL;
        if (header != NULL) {
            memcpy(header, name, sizeof name - 1);
            memcpy(header + sizeof name - 1, token, len + 1);
            list = add_header(list, ok, header);
            explicit_bzero(header, sizeof name + len);
            free(header);
        }
    }
    return list;
}

static void free_headers(struct curl_slist *list)
{
    for (struct curl_slist *item = list; item != NULL; item = item->next)
        explicit_bzero(item->data, strlen(item->data));
    curl_slist_free_all(list);
}

static void set_tls(CURL *handle, const struct store_credentials *credentials)
{
    if (!secret_is_empty(credentials->ca)) {
        const char *pem = secret_reveal(credentials->ca);
        struct curl_blob blob = {(void *)(uintptr_t)pem, strlen(pem), CURL_BLOB_COPY};
        curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob);
    } else if (credentials->ca_file.len > 0) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, credentials->ca_file.data);
    }
}

static void set_options(CURL *handle, const struct s3_ask *ask, struct transfer *transfer)
{
    const struct s3_options *options = ask->options;
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L); /* a key may hold ".." */
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "cnpg-dr");
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, options->connect_seconds);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, options->stall_seconds);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, options->request_seconds);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(handle, CURLOPT_USERNAME, secret_reveal(ask->credentials->key_id));
    curl_easy_setopt(handle, CURLOPT_PASSWORD, secret_reveal(ask->credentials->key));
    set_tls(handle, ask->credentials);
}

/* "Tue, 24 Nov 2026 23:59:53 GMT". */
static instant parse_http_date(const char *text)
{
    time_t seconds = curl_getdate(text, NULL);
    return seconds <= 0 ? INSTANT_NONE : (instant)seconds * INSTANT_SECOND;
}

static void free_transfer(void *object)
{
    free(((struct transfer *)object)->data);
}

/* What came, as the rest of the program knows it. */
static void fill_answer(struct arena *arena, const struct transfer *transfer, const char *curl_message,
                        struct s3_answer *answer)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    answer->local_time = (instant)now.tv_sec * INSTANT_SECOND;
    answer->server_time = parse_http_date(transfer->date);
    answer->curl_message = arena_copy(arena, slice_of(curl_message));
    answer->redirect = arena_copy(arena, slice_of(transfer->redirect));
    answer->region = arena_copy(arena, slice_of(transfer->region));
    answer->retry_after = transfer->retry_after;
    answer->too_long = transfer->too_long;
    answer->body = (struct slice){transfer->len > 0 ? transfer->data : "", transfer->len};
    if (answer->curl == CURLE_OK && answer->status >= 300)
        answer->has_fault = s3_fault_parse(arena, answer->body, &answer->fault);
}

/* The request itself. False where memory ran out. */
static bool perform(CURL *handle, const struct s3_ask *ask, const char *signing, struct transfer *transfer,
                    char *message, struct s3_answer *answer)
{
    bool ok;
    struct curl_slist *headers = make_headers(ask->credentials, &ok);
    if (ok) {
        set_options(handle, ask, transfer);
        curl_easy_setopt(handle, CURLOPT_URL, ask->url.data);
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, signing);
        curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, message);
        CURLcode code = curl_easy_perform(handle);
        answer->curl = code == CURLE_WRITE_ERROR && transfer->too_long ? CURLE_OK : code;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
        if (message[0] == '\0' && code != CURLE_OK)
            strncat(message, curl_easy_strerror(code), CURL_ERROR_SIZE - 1);
        ok = !transfer->no_memory && code != CURLE_OUT_OF_MEMORY;
    }
    free_headers(headers);
    return ok;
}

struct error s3_transfer(struct arena *arena, CURL *handle, const struct s3_ask *ask,
                         struct s3_answer *answer)
{
    struct transfer *transfer = arena_alloc(arena, sizeof *transfer);
    struct slice signing = arena_format(arena, "aws:amz:%.*s:s3", SLICE_ARG(ask->region));
    char *message = arena_alloc(arena, CURL_ERROR_SIZE);
    arena_defer(arena, free_transfer, transfer);
    transfer->limit = ask->limit;
    *answer = (struct s3_answer){.body = SLICE("")};
    if (!perform(handle, ask, signing.data, transfer, message, answer))
        return error_out_of_memory();
    fill_answer(arena, transfer, message, answer);
    return NO_ERROR;
}
