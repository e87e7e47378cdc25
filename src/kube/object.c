#include "kube/object.h"
#include <stdio.h>

const char *path_clusters(struct arena *arena, const char *namespace)
{
    return arena_format(arena, "/apis/" CNPG_GROUP "v1/namespaces/%s/clusters", namespace).data;
}

const char *path_cluster(struct arena *arena, const char *namespace, const char *name)
{
    return arena_format(arena, "%s/%s", path_clusters(arena, namespace), name).data;
}

/* A label selector inside a query: RFC 3986 lets none of its operators stand there as they are. */
static struct slice in_query(struct arena *arena, const char *text)
{
    char *out = arena_array(arena, strlen(text) + 1, 3), *end = out;
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("=!,/() ", *c) == NULL)
            *end++ = *c;
        else
            end += sprintf(end, "%%%02X", (unsigned char)*c);
    }
    return (struct slice){out, (size_t)(end - out)};
}

const char *path_list(struct arena *arena, const char *group, const char *namespace, const char *resource,
                      const char *selector)
{
    const char *root = strchr(group, '/') == NULL ? "/api" : "/apis";
    struct slice query =
        selector == NULL ? SLICE("")
                         : arena_format(arena, "?labelSelector=%.*s", SLICE_ARG(in_query(arena, selector)));
    return arena_format(arena, "%s/%s/namespaces/%s/%s%.*s", root, group, namespace, resource,
                        SLICE_ARG(query))
        .data;
}

bool name_is_plain(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool inner = c == '-' && i > 0 && i + 1 < name.len;
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || inner))
            return false;
    }
    return name.len > 0 && name.len <= 63;
}

bool name_is_subdomain(struct slice name)
{
    enum { LONGEST = 253 };
    if (name.len == 0 || name.len > LONGEST)
        return false;
    for (size_t at = 0; at <= name.len;) {
        size_t dot = slice_find_char(name, '.', at);
        if (!name_is_plain(slice_cut(name, at, dot)))
            return false;
        at = dot + 1;
    }
    return true;
}

struct slice meta(const struct node *object, const char *name)
{
    return text_at(object, "metadata", name, NULL);
}

struct slice annotation(const struct node *object, const char *key)
{
    return text_at(object, "metadata", "annotations", key, NULL);
}

struct slice label(const struct node *object, const char *key)
{
    return text_at(object, "metadata", "labels", key, NULL);
}

bool is_going(const struct node *object)
{
    return meta(object, "deletionTimestamp").len > 0;
}

static const struct node *owner(const struct node *object, const char *kind)
{
    const struct node *owners = node_at(object, "metadata", "ownerReferences", NULL);
    for (const struct node *o = owners == NULL ? NULL : owners->first; o != NULL; o = o->next)
        if (slice_equal(text_at(o, "kind", NULL), slice_of(kind)))
            return o;
    return NULL;
}

struct slice owner_uid(const struct node *object, const char *kind)
{
    return text_at(owner(object, kind), "uid", NULL);
}

struct slice owner_name(const struct node *object, const char *kind)
{
    return text_at(owner(object, kind), "name", NULL);
}

struct slice text_at(const struct node *object, ...)
{
    va_list keys;
    const struct node *node = object;
    va_start(keys, object);
    for (const char *key; node != NULL && (key = va_arg(keys, const char *)) != NULL;)
        node = node_resolve(mapping_get(node, key));
    va_end(keys);
    return node_is_null(node) ? SLICE("") : node_text(node);
}

const struct node *next_item(const struct tree *list, const struct node *last)
{
    if (last != NULL)
        return last->next;
    return list == NULL ? NULL : sequence_first(mapping_get(list->root, "items"));
}

struct slice condition(const struct node *object, const char *type, struct slice *message,
                       struct slice *reason)
{
    const struct node *conditions = node_at(object, "status", "conditions", NULL);
    for (const struct node *c = conditions == NULL ? NULL : conditions->first; c != NULL; c = c->next) {
        if (!slice_equal(text_at(c, "type", NULL), slice_of(type)))
            continue;
        if (message != NULL)
            *message = text_at(c, "message", NULL);
        if (reason != NULL)
            *reason = text_at(c, "reason", NULL);
        return text_at(c, "status", NULL);
    }
    return SLICE("");
}
