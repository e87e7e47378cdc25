/* The names that a Cluster's bootstrap gives: CNPG goes on reading them on a Cluster that is up (api/v1
 * cluster_funcs.go, GetApplicationDatabaseName and its kin), so a sync that changes them changes what the
 * applications log in to. */
#include "kube/settle.h"
#include "text/buffer.h"

enum { NAMES = 3 };

struct names {
    struct slice values[NAMES]; /* database, owner, secret; empty: none */
};

static const struct node *method_of(const struct cluster *c)
{
    return node_resolve(c->recovery.value != NULL     ? c->recovery.value
                        : c->basebackup.value != NULL ? c->basebackup.value
                                                      : c->initdb.value);
}

/* A monolithic import is the one method for which CNPG makes up no database. */
static bool has_no_default(const struct node *method)
{
    return slice_equal(text_at(method, "import", "type", NULL), SLICE("monolith"));
}

static struct names names_of(struct arena *arena, const struct cluster *c, struct slice cluster_name)
{
    const struct node *method = method_of(c);
    struct names names = {{text_at(method, "database", NULL), text_at(method, "owner", NULL),
                           text_at(method, "secret", "name", NULL)}};
    if (names.values[0].len == 0 && !has_no_default(method))
        names.values[0] = SLICE("app");
    if (names.values[1].len == 0)
        names.values[1] = names.values[0];
    if (names.values[2].len == 0)
        names.values[2] = arena_format(arena, "%.*s-app", SLICE_ARG(cluster_name));
    return names;
}

struct slice settle_names(struct arena *arena, const struct cluster *live, const struct cluster *input)
{
    static const char *const words[NAMES] = {"database", "owner", "secret"};
    struct buffer list = {.arena = arena};
    if (method_of(input) == NULL)
        return SLICE("");
    struct names wanted = names_of(arena, input, live->name), given = names_of(arena, live, live->name);
    for (size_t i = 0; i < NAMES; i++) {
        struct slice a = wanted.values[i], b = given.values[i];
        if (slice_equal(a, b))
            continue;
        a = a.len > 0 ? a : SLICE("none");
        b = b.len > 0 ? b : SLICE("none");
        buffer_add(&list, arena_format(arena, "%s%s %.*s (live: %.*s)", list.len > 0 ? ", " : "", words[i],
                                       SLICE_ARG(a), SLICE_ARG(b)));
    }
    return buffer_text(&list);
}
