#include "cli/backups_source.h"
#include "cli/backups_cluster.h"
#include "store/s3.h"
#include "store/source_folder.h"
#include "store/source_saved.h"
#include "sys/input.h"
#include "sys/walk.h"

static struct slice value(const struct backups_plan *plan, enum option_id option)
{
    return invocation_value(plan->invocation, option);
}

static struct slice or_else(struct slice a, struct slice b)
{
    return a.len > 0 ? a : b;
}

/* The ObjectStore is in the API server, in the manifest's own file, or in one beside it. */
static struct error find_object_store(struct backups_plan *plan, struct store_site *site)
{
    struct arena *arena = plan->arena;
    size_t slash = plan->file.len;
    for (size_t i = 0; i < plan->resource_count; i++)
        if (site_take(plan->resources[i], site))
            return NO_ERROR;
    if (site_find(arena, plan->text, site))
        return NO_ERROR;
    while (slash > 0 && plan->file.data[slash - 1] != '/')
        slash--;
    struct slice folder = slash == 0 ? SLICE(".") : slice_cut(plan->file, 0, slash);
    for (size_t i = 0; i < plan->beside_count; i++)
        if (site_find(arena, plan->beside[i], site))
            return NO_ERROR;
    struct walk walk = {.file_count = 0};
    if (plan->beside == NULL)
        walk = walk_paths(arena, &folder, 1);
    for (size_t i = 0; i < walk.file_count; i++) {
        struct slice text;
        if (!failed(input_map(arena, walk.files[i], &text)) && site_find(arena, text, site))
            return NO_ERROR;
    }
    return error_next(error_make(arena, ERROR_USAGE,
                                 "the ObjectStore %.*s is not in %.*s, nor in a file beside it",
                                 SLICE_ARG(site->object_store), SLICE_ARG(plan->file)),
                      SLICE("give its destinationPath and endpointURL with --destination and --endpoint"));
}

static struct error find_location(struct backups_plan *plan, struct store_site *site,
                                  struct store_location *location)
{
    struct error error = NO_ERROR;
    if (value(plan, OPTION_DESTINATION).len > 0)
        *site = (struct store_site){.destination = value(plan, OPTION_DESTINATION)};
    else if (site->destination.len == 0 && site->object_store.len > 0)
        error = find_object_store(plan, site);
    if (failed(error))
        return error;
    if (value(plan, OPTION_ENDPOINT).len > 0)
        site->endpoint = value(plan, OPTION_ENDPOINT);
    if (slice_find_char(site->destination, '$', 0) < site->destination.len ||
        slice_find_char(site->endpoint, '$', 0) < site->endpoint.len)
        return error_next(error_make(plan->arena, ERROR_USAGE, "the store is a template: %.*s %.*s",
                                     SLICE_ARG(site->destination), SLICE_ARG(site->endpoint)),
                          SLICE("give what it will be with --destination and --endpoint"));
    return store_location_parse(plan->arena, site->destination, site->endpoint, location);
}

static struct error read_timeout(struct backups_plan *plan, struct s3_options *options)
{
    struct slice text = value(plan, OPTION_TIMEOUT);
    long seconds = 0;
    if (text.len == 0)
        return NO_ERROR;
    for (size_t i = 0; slice_is_digits(text) && text.len <= 5 && i < text.len; i++)
        seconds = seconds * 10 + (text.data[i] - '0');
    if (seconds == 0)
        return error_next(
            error_make(plan->arena, ERROR_USAGE, "--timeout %.*s is no number of seconds", SLICE_ARG(text)),
            SLICE("give a number from 1 to 99999"));
    options->connect_seconds = options->stall_seconds = options->request_seconds = seconds;
    return NO_ERROR;
}

/* The key to the store of a side, with what the options say of it. */
static struct error find_key(struct backups_plan *plan, const struct backups_side *side,
                             struct store_credentials *credentials)
{
    struct slice region = value(plan, OPTION_REGION), ca = value(plan, OPTION_CA_FILE);
    struct error error = NO_ERROR;
    if (side->key != NULL)
        *credentials = *side->key;
    else
        error = store_credentials_find(plan->arena, value(plan, OPTION_PROFILE), credentials);
    credentials->region = or_else(region, credentials->region);
    credentials->ca_file = or_else(ca, credentials->ca_file);
    if (ca.len > 0)
        credentials->ca = (struct secret){NULL};
    return error;
}

static struct error open_s3(struct backups_plan *plan, struct store_location *location,
                            struct backups_side *side)
{
    struct s3_options options = {0};
    struct store_credentials *credentials = arena_alloc(plan->arena, sizeof *credentials);
    struct slice style = value(plan, OPTION_ADDRESSING);
    if (location->kind != STORE_S3) {
        struct s3 *none;
        return s3_open(plan->arena, location, credentials, &options, &none); /* it says what to do instead */
    }
    struct error error = read_timeout(plan, &options);
    if (!failed(error))
        error = find_key(plan, side, credentials);
    if (failed(error))
        return error;
    location->style = slice_equal(style, SLICE("path"))      ? ADDRESS_PATH
                      : slice_equal(style, SLICE("virtual")) ? ADDRESS_VIRTUAL
                                                             : credentials->style;
    return source_s3_open(plan->arena, location, credentials, &options, &side->source);
}

/* --listing FILE[,FILE…]: one folder, or saved listings that go together. */
static struct error open_listing(struct backups_plan *plan, struct slice generation, struct slice path,
                                 struct source *source)
{
    enum { LISTINGS_MAX = 64 };
    struct saved_listing listings[LISTINGS_MAX];
    struct slice all = value(plan, OPTION_LISTING);
    size_t count = 0;
    for (size_t start = 0; start <= all.len;) {
        if (count == LISTINGS_MAX)
            return error_next(
                error_make(plan->arena, ERROR_USAGE, "--listing names more than %d listings", LISTINGS_MAX),
                SLICE("copy what they list into a folder, and name that"));
        size_t end = slice_find_char(all, ',', start);
        struct slice name = slice_cut(all, start, end);
        size_t equals = slice_find_char(name, '=', 0);
        start = end + 1;
        listings[count] = (struct saved_listing){.file = name, .generation = generation};
        if (equals < name.len)
            listings[count] = (struct saved_listing){.file = slice_cut(name, equals + 1, name.len),
                                                     .generation = slice_cut(name, 0, equals)};
        count++;
    }
    if (count == 1 && source_folder_is(plan->arena, listings[0].file))
        return source_folder_open(plan->arena, listings[0].file, path, source);
    return source_saved_open(plan->arena, listings, count, path, source);
}

struct error backups_source_open(struct backups_plan *plan, struct backups_side *side)
{
    struct store_location *location = arena_alloc(plan->arena, sizeof *location);
    bool listing = value(plan, OPTION_LISTING).len > 0;
    bool known = side->site.destination.len > 0 || side->site.object_store.len > 0 ||
                 value(plan, OPTION_DESTINATION).len > 0;
    struct error error = NO_ERROR;
    location->prefix = SLICE("");
    if (!listing && side->key == NULL && plan->invocation->given[OPTION_CREDENTIALS_FROM_CLUSTER])
        error = backups_cluster_key(plan, side);
    if (failed(error))
        return error;
    if (known)
        error = find_location(plan, &side->site, location);
    if (listing) {
        /* The path only says where in the copy to look: without one the copy is taken as it is. */
        if (failed(error))
            location->prefix = SLICE("");
        return open_listing(plan, or_else(side->view.read, side->view.write), store_location_path(location),
                            &side->source);
    }
    return failed(error) ? error : open_s3(plan, location, side);
}
