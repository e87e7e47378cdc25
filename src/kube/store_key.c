#define _GNU_SOURCE /* explicit_bzero */
#include "kube/store_key.h"
#include "kube/base64.h"
#include <stdint.h>

/* One thing that a Secret holds. */
struct wanted {
    const char *field; /* of the configuration: "accessKeyId" */
    bool needed;
    struct slice *value;
};

static void wipe(struct slice text)
{
    explicit_bzero((void *)(uintptr_t)text.data, text.len);
}

/* Keys of a Secret are [-._a-zA-Z0-9]+ (apimachinery, IsConfigMapKey): nothing that could end a template. */
static bool is_secret_key(struct slice key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              strchr("-._", c) != NULL) ||
            c == '\0')
            return false;
    }
    return key.len > 0 && key.len <= 253;
}

static struct error call(const struct kubectl *kubectl, struct arena *arena, const char *namespace,
                         struct slice name, struct slice key, struct reply *reply)
{
    const char *arguments[] = {
        "get",
        "secrets",
        arena_string(arena, name),
        arena_format(arena, "--namespace=%s", namespace).data,
        arena_format(arena, "--output=go-template={{index .data \"%.*s\"}}", SLICE_ARG(key)).data,
        NULL};
    return kubectl_call(kubectl, arena, arguments, SLICE(""), reply);
}

/* What kubectl prints for a key that is not there: "<no value>" or nothing, no base64 of anything. */
static struct error decode(struct arena *arena, struct reply *reply, struct slice name, struct slice key,
                           struct slice *value)
{
    bool found = reply->output.len > 0 && base64_decode(arena, reply->output, value);
    wipe(reply->output);
    if (found && value->len > 0)
        return NO_ERROR;
    return error_next(
        error_make(arena, ERROR_SYSTEM, "the Secret %.*s has no key %.*s", SLICE_ARG(name), SLICE_ARG(key)),
        SLICE("the recovery would fail on it too: put it there, or correct the manifest"));
}

static struct error read_one(const struct kubectl *kubectl, struct arena *arena, const char *namespace,
                             const struct node *selector, struct slice *value)
{
    struct reply reply;
    struct slice name = text_at(selector, "name", NULL), key = text_at(selector, "key", NULL);
    if (!name_is_subdomain(name) || !is_secret_key(key))
        return error_make(arena, ERROR_USAGE, "the store's configuration names no Secret and key of it");
    struct error error = call(kubectl, arena, namespace, name, key, &reply);
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE)
        return reply_error(arena, &reply,
                           arena_format(arena, "the Secret %.*s cannot be read", SLICE_ARG(name)).data);
    return decode(arena, &reply, name, key, value);
}

static struct error no_secret(struct arena *arena, const char *why)
{
    return error_next(error_make(arena, ERROR_USAGE, "%s", why),
                      SLICE("give a key with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --profile"));
}

struct error store_secret_read(const struct kubectl *kubectl, struct arena *arena, const char *namespace,
                               const struct node *configuration, struct store_secret *secret)
{
    const struct node *s3 = node_at(configuration, "s3Credentials", NULL);
    const struct node *ca = node_at(configuration, "endpointCA", NULL);
    *secret = (struct store_secret){.origin = SLICE("")};
    const struct wanted wanted[] = {{"accessKeyId", true, &secret->key_id},
                                    {"secretAccessKey", true, &secret->key},
                                    {"sessionToken", false, &secret->token},
                                    {"region", false, &secret->region}};
    if (s3 == NULL)
        return no_secret(arena, "the store has no s3Credentials, so that no Secret is named");
    if (mapping_get(s3, "accessKeyId") == NULL)
        return no_secret(arena, "the store's key comes from the role of the pods, not from a Secret");
    secret->origin = arena_format(arena, "Secret %.*s", SLICE_ARG(text_at(s3, "accessKeyId", "name", NULL)));
    struct error error = NO_ERROR;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && !failed(error); i++) {
        const struct node *selector = node_at(s3, wanted[i].field, NULL);
        if (selector != NULL || wanted[i].needed)
            error = read_one(kubectl, arena, namespace, selector, wanted[i].value);
    }
    if (!failed(error) && ca != NULL)
        error = read_one(kubectl, arena, namespace, ca, &secret->ca);
    return error;
}

void store_secret_wipe(struct store_secret *secret)
{
    struct slice *const texts[] = {&secret->key_id, &secret->key, &secret->token};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i]->len > 0)
            wipe(*texts[i]);
        *texts[i] = SLICE("");
    }
}

struct error object_store_read(const struct kubectl *kubectl, struct arena *arena, const char *namespace,
                               struct slice name, const struct node **object)
{
    struct reply reply;
    struct tree *tree;
    *object = NULL;
    if (!name_is_plain(name))
        return NO_ERROR;
    const char *path = arena_format(arena, "/apis/barmancloud.cnpg.io/v1/namespaces/%s/objectstores/%.*s",
                                    namespace, SLICE_ARG(name))
                           .data;
    struct error error = kubectl_get(kubectl, arena, path, &reply, &tree);
    if (failed(error) || reply.answer == ANSWER_NOT_FOUND)
        return error;
    if (reply.answer != ANSWER_DONE)
        return reply_error(arena, &reply, "the ObjectStore cannot be read");
    *object = tree->root;
    return NO_ERROR;
}
