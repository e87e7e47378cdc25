#include "store/s3.h"
#include "store/escape.h"
#include "store/s3_transfer.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* A page of 1,000 keys of 1,024 bytes, each encoded to three, is 4 MiB. */
enum { PAGE_SIZE_MAX = 8 * 1024 * 1024, HANDLES_MAX = 32 };

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

/* A handle on its way back to the client, whichever way the work ends. */
struct loan {
    struct s3 *client;
    CURL *handle;
};

static void return_loan(void *object)
{
    struct loan *loan = object;
    if (loan->handle != NULL)
        give_handle(loan->client, loan->handle);
    loan->handle = NULL;
}

/* One try. */
static struct error send_once(struct s3 *client, struct arena *arena, struct slice url, struct slice region,
                              size_t limit, struct s3_answer *answer)
{
    struct s3_ask ask = {url, region, limit, &client->options, client->credentials};
    struct loan *loan = arena_alloc(arena, sizeof *loan);
    loan->client = client;
    arena_defer(arena, return_loan, loan);
    loan->handle = take_handle(client);
    if (loan->handle == NULL)
        return error_out_of_memory();
    atomic_fetch_add(&client->requests, 1);
    struct error error = s3_transfer(arena, loan->handle, &ask, answer);
    return_loan(loan);
    return error;
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
