#include "plan/expect.h"

const char *bootstrap_method(const struct cluster *c)
{
    int methods = (c->initdb.value != NULL) + (c->recovery.value != NULL) + (c->basebackup.value != NULL);
    if (methods > 1 || (methods == 1 && c->unknown_method != NULL))
        return "conflict";
    return c->recovery.value != NULL     ? "recovery"
           : c->initdb.value != NULL     ? "initdb"
           : c->basebackup.value != NULL ? "pg_basebackup"
                                         : "none";
}

static struct error at(struct error error, const struct cluster *c, const struct node *node)
{
    return refuse_here(error, c->tree->text, node->outer);
}

static struct error check_method(struct arena *arena, const struct cluster *c, const char *wanted)
{
    const struct node *place = c->bootstrap.key != NULL ? c->bootstrap.key : c->spec.value;
    const char *method = bootstrap_method(c);
    if (c->unknown_method != NULL)
        return at(refuse(arena, REFUSE_UNKNOWN_METHOD, "%s was expected, and spec.bootstrap has the key %.*s",
                         wanted, SLICE_ARG(node_text(c->unknown_method))),
                  c, c->unknown_method);
    if (strcmp(method, "conflict") == 0)
        return at(refuse(arena, REFUSE_CONFLICT,
                         "%s was expected, and spec.bootstrap holds more than one method", wanted),
                  c, place);
    if (strcmp(method, wanted) == 0)
        return NO_ERROR;
    struct error error = error_make(
        arena, ERROR_FINDINGS, "%s was expected, and spec.bootstrap %s%s", wanted,
        strcmp(method, "none") == 0 ? "has no method, which CloudNativePG takes for initdb" : "is ",
        strcmp(method, "none") == 0 ? "" : method);
    error.next =
        strcmp(wanted, "recovery") == 0
            ? SLICE("run cnpg-dr recover on the manifest and render it again; where the kustomize plugin "
                    "should have done that, see that kustomize was given --enable-exec")
            : SLICE("run cnpg-dr revert on the manifest, and render it again");
    return at(error, c, place);
}

/* A variable that is filled in later, or a template: what it will be cannot be known here. */
static bool is_open(struct slice name)
{
    return slice_find_char(name, '$', 0) < name.len || slice_find(name, SLICE("{{")) < name.len;
}

/* The generations that are read and written can be told. */
static struct error check_stores(struct arena *arena, const struct cluster *c)
{
    if (c->read.generation.len == 0)
        return at(refuse(arena, REFUSE_GENERATION, "the recovery reads a generation without a name"), c,
                  c->read.name);
    if (c->both_shapes)
        return at(refuse(arena, REFUSE_BOTH_SHAPES,
                         "the Cluster has spec.backup.barmanObjectStore and the plugin " BARMAN_PLUGIN),
                  c, c->both_place);
    if (c->write.shape != STORE_NONE && c->write.generation.len == 0)
        return at(refuse(arena, REFUSE_GENERATION, "the Cluster writes a generation without a name"), c,
                  c->write.name);
    return NO_ERROR;
}

/* The two are not the same one. A Cluster that archives nowhere spoils none. */
static struct error check_difference(struct arena *arena, const struct cluster *c)
{
    const struct store *read = &c->read, *write = &c->write;
    const struct node *place = read->name != NULL ? read->name : c->entry;
    bool same_name = slice_equal(read->generation, write->generation);
    bool same_place = store_same_place(read, write);
    if (same_name && same_place) {
        struct error error =
            refuse(arena, REFUSE_SAME_GENERATION, "the recovery reads %.*s, which the Cluster writes",
                   SLICE_ARG(read->generation));
        error.next = SLICE("run cnpg-dr recover with --from or --to on the manifest, and render it again");
        return at(error, c, place);
    }
    bool names_known = !is_open(read->generation) && !is_open(write->generation);
    bool places_known = !is_open(read->place) && !is_open(write->place);
    if (write->shape == STORE_NONE || (!same_name && names_known) || (!same_place && places_known))
        return NO_ERROR;
    if (is_open(write->generation) && write->name != NULL)
        place = write->name;
    return at(refuse(arena, REFUSE_VARIABLE,
                     "the recovery reads %.*s and the Cluster writes %.*s: whether the two differ is decided "
                     "elsewhere",
                     SLICE_ARG(read->generation), SLICE_ARG(write->generation)),
              c, place);
}

struct error expect_method(struct arena *arena, const struct cluster *cluster, enum expectation expectation)
{
    if (expectation == EXPECT_ANYTHING)
        return NO_ERROR;
    bool recovery = expectation == EXPECT_RECOVERY;
    struct error error = cluster_check_form(arena, cluster);
    if (!failed(error))
        error = check_method(arena, cluster, recovery ? "recovery" : "initdb");
    if (!failed(error) && recovery)
        error = cluster_check_recovery(arena, cluster);
    if (!failed(error) && recovery)
        error = check_stores(arena, cluster);
    if (!failed(error) && recovery)
        error = check_difference(arena, cluster);
    if (error.kind == ERROR_REFUSED)
        error.kind = ERROR_FINDINGS;
    return error;
}
