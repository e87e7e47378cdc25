#include "kube/named.h"
#include "text/buffer.h"

/* The names of the keys, and of the Cluster that it belongs to: never the data. */
#define TEMPLATE                                                                                             \
    "--output=go-template={{range .metadata.ownerReferences}}owner {{.kind}} {{.name}}{{\"\\n\"}}{{end}}"    \
    "{{range $k, $v := .data}}key {{$k}}{{\"\\n\"}}{{end}}"

struct looking {
    struct run *run;
    struct named_list list;
    struct buffer missing, doubtful; /* as sentences, for the error and for a warning */
};

static const char *kind_name(enum named_kind kind)
{
    switch (kind) {
    case NAMED_SECRET:
        return "Secret";
    case NAMED_CONFIG_MAP:
        return "ConfigMap";
    case NAMED_STORAGE_CLASS:
        return "StorageClass";
    case NAMED_OBJECT_STORE:
        return "ObjectStore";
    case NAMED_CATALOG:
        return "ImageCatalog";
    default:
        return "ClusterImageCatalog";
    }
}

static void note(struct buffer *buffer, struct slice sentence)
{
    buffer_add(buffer, slice_of(buffer->len > 0 ? "; " : ""));
    buffer_add(buffer, sentence);
}

/* key empty: the whole object. */
static void note_missing(struct looking *looking, const struct named *named, struct slice key,
                         const char *how)
{
    struct arena *arena = looking->run->arena;
    struct slice what = key.len > 0 ? arena_format(arena, "key %.*s of ", SLICE_ARG(key)) : SLICE("");
    note(named->needed ? &looking->missing : &looking->doubtful,
         arena_format(arena, "%.*s%s %.*s (%.*s)%s", SLICE_ARG(what), kind_name(named->kind),
                      SLICE_ARG(named->name), SLICE_ARG(named->place), how));
}

static bool has_line(struct slice text, struct slice line)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        if (slice_equal(slice_cut(text, at, end), line))
            return true;
        at = end + 1;
    }
    return false;
}

/* All that is named in one Secret or ConfigMap, whose keys are in text. */
static void look_at_keys(struct looking *looking, const struct named *first, struct slice text)
{
    struct arena *arena = looking->run->arena;
    struct slice owner = arena_format(arena, "owner Cluster %s", looking->run->name);
    if (has_line(text, owner)) {
        note_missing(looking, first, SLICE(""), ", which belongs to the Cluster and is deleted with it");
        return;
    }
    for (const struct named *n = first; n < looking->list.items + looking->list.count; n++) {
        if (n->kind != first->kind || !slice_equal(n->name, first->name) || n->key.len == 0)
            continue;
        if (!has_line(text, arena_format(arena, "key %.*s", SLICE_ARG(n->key))))
            note_missing(looking, n, n->key, "");
    }
}

/* Of what is needed in one place and a convenience in another, the need counts. */
static struct named strictest(const struct named_list *list, size_t index)
{
    struct named named = list->items[index];
    for (size_t i = index + 1; i < list->count; i++) {
        const struct named *n = &list->items[i];
        if (n->kind == named.kind && slice_equal(n->name, named.name))
            named.needed = named.needed || n->needed;
    }
    return named;
}

static struct error get(struct looking *looking, const struct named *named, struct reply *reply,
                        struct tree **object)
{
    struct run *run = looking->run;
    struct arena *arena = run->arena;
    const char *name = arena_string(arena, named->name);
    const char *namespace = arena_format(arena, "--namespace=%s", run->namespace).data;
    const char *path;
    *object = NULL;
    switch (named->kind) {
    case NAMED_SECRET:
    case NAMED_CONFIG_MAP: {
        const char *resource = named->kind == NAMED_SECRET ? "secrets" : "configmaps";
        const char *arguments[] = {"get", resource, name, namespace, TEMPLATE, NULL};
        return kubectl_call(&run->kubectl, arena, arguments, SLICE(""), reply);
    }
    case NAMED_STORAGE_CLASS:
        path = arena_format(arena, "/apis/storage.k8s.io/v1/storageclasses/%s", name).data;
        break;
    case NAMED_OBJECT_STORE:
        path = arena_format(arena, "/apis/barmancloud.cnpg.io/v1/namespaces/%s/objectstores/%s",
                            run->namespace, name)
                   .data;
        break;
    case NAMED_CATALOG:
        path =
            arena_format(arena, "/apis/" CNPG_GROUP "v1/namespaces/%s/imagecatalogs/%s", run->namespace, name)
                .data;
        break;
    default:
        path = arena_format(arena, "/apis/" CNPG_GROUP "v1/clusterimagecatalogs/%s", name).data;
    }
    return kubectl_get(&run->kubectl, arena, path, reply, object);
}

/* The first of its kind and name in the list: once for each. */
static bool is_first(const struct named_list *list, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (list->items[i].kind == list->items[index].kind &&
            slice_equal(list->items[i].name, list->items[index].name))
            return false;
    return true;
}

/* True where permissions_check has said already that this kind is not looked at. */
static bool is_skipped(enum named_kind kind, const struct permissions *may)
{
    return (kind == NAMED_SECRET && !may->secrets) ||
           (kind == NAMED_STORAGE_CLASS && !may->storage_classes) ||
           (kind == NAMED_OBJECT_STORE && !may->object_stores);
}

static struct error look(struct looking *looking, size_t index)
{
    struct run *run = looking->run;
    const struct named named = strictest(&looking->list, index);
    struct reply reply = {.answer = ANSWER_NOT_FOUND};
    struct tree *object = NULL;
    struct error error = name_is_subdomain(named.name) ? get(looking, &named, &reply, &object) : NO_ERROR;
    if (failed(error))
        return error;
    switch (reply.answer) {
    case ANSWER_DONE:
        if (named.kind == NAMED_OBJECT_STORE)
            named_in_store(run->arena, node_at(object->root, "spec", "configuration", NULL),
                           arena_format(run->arena, "ObjectStore %.*s", SLICE_ARG(named.name)),
                           &looking->list);
        else if (named.kind == NAMED_SECRET || named.kind == NAMED_CONFIG_MAP)
            look_at_keys(looking, &looking->list.items[index], reply.output);
        return NO_ERROR;
    case ANSWER_NOT_FOUND:
        note_missing(looking, &named, SLICE(""), "");
        return NO_ERROR;
    case ANSWER_FORBIDDEN:
        run_tell(run, NEWS_WARNING, "you may not look whether %s %.*s (%.*s) is there", kind_name(named.kind),
                 SLICE_ARG(named.name), SLICE_ARG(named.place));
        return NO_ERROR;
    default:
        return reply_error(run->arena, &reply, "what the manifest names cannot be looked at");
    }
}

/* Looks for those of the list that are ObjectStores, or for those that are not. */
static struct error look_at_all(struct looking *looking, const struct permissions *may, bool object_stores)
{
    for (size_t i = 0; i < looking->list.count; i++) {
        enum named_kind kind = looking->list.items[i].kind;
        if ((kind == NAMED_OBJECT_STORE) != object_stores || is_skipped(kind, may) ||
            !is_first(&looking->list, i))
            continue;
        struct error error = look(looking, i);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

struct error named_check(struct run *run, const struct permissions *may)
{
    struct looking looking = {
        .run = run, .missing = {.arena = run->arena}, .doubtful = {.arena = run->arena}};
    named_in_cluster(run->arena, &run->wanted, &looking.list);
    struct error error = look_at_all(&looking, may, true); /* first, as they name Secrets, too */
    if (!failed(error))
        error = look_at_all(&looking, may, false);
    if (failed(error))
        return error;
    struct slice doubtful = buffer_text(&looking.doubtful), missing = buffer_text(&looking.missing);
    if (doubtful.len > 0)
        run_tell(run, NEWS_WARNING,
                 "the manifest names what is not there, which a recovery does not need: %.*s",
                 SLICE_ARG(doubtful));
    if (missing.len == 0)
        return NO_ERROR;
    return error_next(error_make(run->arena, ERROR_REFUSED, "the recovery needs what is not there: %.*s",
                                 SLICE_ARG(missing)),
                      arena_format(run->arena,
                                   "make it in namespace %s, or name in the manifest what is there, "
                                   "and run the same command again",
                                   run->namespace));
}
