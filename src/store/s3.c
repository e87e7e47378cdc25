#define _GNU_SOURCE /* explicit_bzero */
#include "store/s3.h"
#include "store/escape.h"
#include "store/s3_fault.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* A page of 1,000 keys of 1,024 bytes, each encoded to three, is 4 MiB. */
enum { PAGE_SIZE_MAX = 8 * 1024 * 1024, HANDLES_MAX = 32 };

/* The SHA-256 of nothing, which is what a GET carries. S3 wants it in a header that libcurl 7.88 does not
 * add. */
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

struct s3 {
    const struct store_location *location;
    const struct store_credentials *credentials;
    struct s3_options options;
    atomic_ullong requests;
    pthread_mutex_t lock;
    char region[65];         /* under the lock */
    CURL *idle[HANDLES_MAX]; /* under the lock: handles with their connections */
    size_t idle_count;
};

static void close_client(void *object)
{
    struct s3 *client = object;
    for (size_t i = 0; i < client->idle_count; i++)
        curl_easy_cleanup(client->idle[i]);
    pthread_mutex_destroy(&client->lock);
}

static void set_region(struct s3 *client, struct slice region)
{
    pthread_mutex_lock(&client->lock);
    if (region.len > 0 && region.len < sizeof client->region) {
        memcpy(client->region, region.data, region.len);
        client->region[region.len] = '\0';
    }
    pthread_mutex_unlock(&client->lock);
}

static struct slice get_region(struct s3 *client, struct arena *arena)
{
    char region[sizeof client->region];
    pthread_mutex_lock(&client->lock);
    memcpy(region, client->region, sizeof region);
    pthread_mutex_unlock(&client->lock);
    return arena_copy(arena, slice_of(region));
}

static CURL *take_handle(struct s3 *client)
{
    pthread_mutex_lock(&client->lock);
    CURL *handle = client->idle_count > 0 ? client->idle[--client->idle_count] : NULL;
    pthread_mutex_unlock(&client->lock);
    return handle != NULL ? handle : curl_easy_init();
}

static void give_handle(struct s3 *client, CURL *handle)
{
    curl_easy_reset(handle); /* the connection stays, the key goes */
    pthread_mutex_lock(&client->lock);
    bool kept = client->idle_count < HANDLES_MAX;
    if (kept)
        client->idle[client->idle_count++] = handle;
    pthread_mutex_unlock(&client->lock);
    if (!kept)
        curl_easy_cleanup(handle);
}

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

/* The session token goes into a header, which is signed with the others. The buffer with it is wiped. */
static struct curl_slist *make_headers(const struct store_credentials *credentials, bool *ok)
{
    struct curl_slist *list = NULL;
    *ok = true;
    list = add_header(list, ok, "x-amz-content-sha256: " EMPTY_SHA256);
    list = add_header(list, ok, "Accept:");
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

static void set_options(CURL *handle, const struct s3 *client, struct transfer *transfer)
{
    const struct s3_options *options = &client->options;
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
    curl_easy_setopt(handle, CURLOPT_USERNAME, secret_reveal(client->credentials->key_id));
    curl_easy_setopt(handle, CURLOPT_PASSWORD, secret_reveal(client->credentials->key));
    set_tls(handle, client->credentials);
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

/* One try. While libcurl works, nothing is taken from the arena. */
static struct error send_once(struct s3 *client, struct arena *arena, struct slice url, struct slice region,
                              size_t limit, struct s3_answer *answer)
{
    struct transfer *transfer = arena_alloc(arena, sizeof *transfer);
    struct slice signing = arena_format(arena, "aws:amz:%.*s:s3", SLICE_ARG(region));
    char message[CURL_ERROR_SIZE] = "";
    bool ok;
    arena_defer(arena, free_transfer, transfer);
    transfer->limit = limit;
    *answer = (struct s3_answer){.body = SLICE("")};
    CURL *handle = take_handle(client);
    if (handle == NULL)
        return error_out_of_memory();
    struct curl_slist *headers = make_headers(client->credentials, &ok);
    if (ok) {
        set_options(handle, client, transfer);
        curl_easy_setopt(handle, CURLOPT_URL, url.data);
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, signing.data);
        curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, message);
        atomic_fetch_add(&client->requests, 1);
        CURLcode code = curl_easy_perform(handle);
        answer->curl = code == CURLE_WRITE_ERROR && transfer->too_long ? CURLE_OK : code;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
        if (message[0] == '\0' && code != CURLE_OK)
            strncat(message, curl_easy_strerror(code), sizeof message - 1);
        ok = !transfer->no_memory && code != CURLE_OUT_OF_MEMORY;
    }
    give_handle(client, handle);
    free_headers(headers);
    if (!ok)
        return error_out_of_memory();
    fill_answer(arena, transfer, message, answer);
    return NO_ERROR;
}

/* Waits before another try: the pause doubles, and differs from one thread to the next by up to a half. */
static void pause_before(unsigned attempt, long retry_after)
{
    struct timespec now = {0}, pause;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long milliseconds = 200L << (attempt < 5 ? attempt : 5);
    milliseconds += now.tv_nsec / 1000 % (milliseconds / 2);
    if (retry_after > 0)
        milliseconds = (retry_after < 20 ? retry_after : 20) * 1000;
    pause = (struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&pause, &pause) != 0)
        ;
}

/* What to ask for: the URL is made anew where the region changes. */
struct question {
    struct slice key;   /* of the object; empty: the bucket itself */
    struct slice query; /* sorted by name and encoded, as a signature wants it; or empty */
    struct slice what;  /* for messages */
    size_t limit;
};

static struct slice question_url(struct arena *arena, const struct s3 *client,
                                 const struct question *question, struct slice region)
{
    struct slice bucket = store_location_url(arena, client->location, region);
    struct slice key = percent_encode(arena, question->key, true);
    return arena_format(arena, "%.*s/%.*s%s%.*s", SLICE_ARG(bucket), SLICE_ARG(key),
                        question->query.len > 0 ? "?" : "", SLICE_ARG(question->query));
}

/* Asks, again where that may help, until an answer is final. */
static struct error ask(struct s3 *client, struct arena *arena, const struct question *question,
                        struct s3_answer *answer)
{
    bool moved = false;
    for (unsigned attempt = 0;; attempt++) {
        struct slice region = get_region(client, arena);
        struct slice url = question_url(arena, client, question, region);
        struct error error = send_once(client, arena, url, region, question->limit, answer);
        if (failed(error))
            return error;
        struct slice other = s3_answer_region(answer);
        if (!moved && other.len > 0 && !slice_equal(other, region)) {
            set_region(client, other);
            moved = true;
            continue;
        }
        if (!s3_answer_is_passing(answer) || attempt + 1 >= client->options.tries)
            return NO_ERROR;
        pause_before(attempt, answer->retry_after);
    }
}

static struct error answer_error(struct s3 *client, struct arena *arena, const struct s3_answer *answer,
                                 const struct question *question)
{
    return s3_answer_error(arena, client->location, client->credentials, answer, question->what);
}

/* The parameters in the order of their names: libcurl signs them as they come. */
static struct slice list_query(struct arena *arena, const struct list_request *request, struct slice token)
{
    struct slice prefix = percent_encode(arena, request->prefix, false);
    struct slice after = percent_encode(arena, request->after, false);
    struct slice continued = percent_encode(arena, token, false);
    return arena_format(arena, "%s%.*s%s%sencoding-type=url&list-type=2&max-keys=%u&prefix=%.*s%s%.*s",
                        token.len > 0 ? "continuation-token=" : "", SLICE_ARG(continued),
                        token.len > 0 ? "&" : "", request->folders ? "delimiter=%2F&" : "",
                        request->first > 0 && request->first < 1000 ? request->first : 1000,
                        SLICE_ARG(prefix), after.len > 0 ? "&start-after=" : "", SLICE_ARG(after));
}

struct error s3_list(struct s3 *client, struct arena *arena, const struct list_request *request,
                     struct slice token, struct s3_page *page)
{
    struct question question = {.key = SLICE(""),
                                .query = list_query(arena, request, token),
                                .what = arena_format(arena, "list %.*s", SLICE_ARG(request->prefix)),
                                .limit = PAGE_SIZE_MAX};
    struct s3_answer answer;
    struct error error = ask(client, arena, &question, &answer);
    if (failed(error))
        return error;
    if (answer.curl != CURLE_OK || answer.status != 200 || answer.too_long ||
        !s3_page_parse(arena, answer.body, page))
        return answer_error(client, arena, &answer, &question);
    return NO_ERROR;
}

struct error s3_get(struct s3 *client, struct arena *arena, struct slice key, size_t limit,
                    struct slice *bytes, bool *found)
{
    struct question question = {.key = key,
                                .query = SLICE(""),
                                .what = arena_format(arena, "get %.*s", SLICE_ARG(key)),
                                .limit = limit < SIZE_MAX ? limit + 1 : limit};
    struct s3_answer answer;
    struct error error = ask(client, arena, &question, &answer);
    *found = false;
    *bytes = SLICE("");
    if (failed(error))
        return error;
    if (answer.curl == CURLE_OK && answer.status == 404 && slice_equal(answer.fault.code, SLICE("NoSuchKey")))
        return NO_ERROR;
    if (answer.curl != CURLE_OK || answer.status != 200)
        return answer_error(client, arena, &answer, &question);
    *found = true;
    *bytes = answer.body;
    return NO_ERROR;
}

uint64_t s3_requests(struct s3 *client)
{
    return atomic_load(&client->requests);
}

static pthread_once_t started = PTHREAD_ONCE_INIT;
static CURLcode start_result;

static void start_curl(void)
{
    start_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct error s3_open(struct arena *arena, const struct store_location *location,
                     const struct store_credentials *credentials, const struct s3_options *options,
                     struct s3 **out)
{
    static const struct slice names[] = {{"S3", 2}, {"Azure", 5}, {"Google", 6}};
    if (location->kind != STORE_S3)
        return error_next(
            error_make(arena, ERROR_USAGE, "an %.*s store cannot be read directly",
                       SLICE_ARG(names[location->kind])),
            SLICE("save `barman-cloud-backup-list --format json …` or copy the path to a folder, and read "
                  "it with --listing"));
    pthread_once(&started, start_curl);
    if (start_result != CURLE_OK)
        return error_make(arena, ERROR_SYSTEM, "libcurl cannot start: %s", curl_easy_strerror(start_result));
    struct s3 *client = arena_alloc(arena, sizeof *client);
    client->location = location;
    client->credentials = credentials;
    client->options = *options;
    client->options.connect_seconds = options->connect_seconds > 0 ? options->connect_seconds : 10;
    client->options.stall_seconds = options->stall_seconds > 0 ? options->stall_seconds : 20;
    client->options.request_seconds = options->request_seconds > 0 ? options->request_seconds : 120;
    client->options.tries = options->tries > 0 ? options->tries : 5;
    pthread_mutex_init(&client->lock, NULL);
    arena_defer(arena, close_client, client);
    set_region(client, credentials->region.len > 0 ? credentials->region : SLICE("us-east-1"));
    *out = client;
    return NO_ERROR;
}
