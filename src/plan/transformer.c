#include "plan/transformer.h"
#include "yaml/scalar.h"
#include "yaml/tree.h"

enum key_kind {
    KEY_TEXT,    /* a struct slice */
    KEY_FLAG,    /* a bool */
    KEY_MAPPING, /* keys of its own, see below */
    KEY_TEXTS,   /* a mapping of the user's own keys to text; a const struct node * */
    KEY_ANYTHING /* for others to read */
};

struct key_row {
    const char *name;
    enum key_kind kind;
    size_t at; /* where in struct transformer it goes */
    const struct key_row *below;
};

#define AT(field) offsetof(struct transformer, field)

/* What kustomize and kpt write into metadata is theirs. The name is read from it later. */
static const struct key_row generation_keys[] = {{"read", KEY_TEXT, AT(options.read), NULL},
                                                 {"write", KEY_TEXT, AT(options.write), NULL},
                                                 {NULL, KEY_ANYTHING, 0, NULL}};
static const struct key_row target_keys[] = {{"name", KEY_TEXT, AT(target_name), NULL},
                                             {"namespace", KEY_TEXT, AT(target_namespace), NULL},
                                             {"labels", KEY_TEXTS, AT(target_labels), NULL},
                                             {NULL, KEY_ANYTHING, 0, NULL}};
static const struct key_row recovery_target_keys[] = {
    {"backupID", KEY_TEXT, AT(options.target.backup_id), NULL},
    {"targetTime", KEY_TEXT, AT(options.target.time), NULL},
    {"targetLSN", KEY_TEXT, AT(options.target.lsn), NULL},
    {"targetXID", KEY_TEXT, AT(options.target.xid), NULL},
    {"targetName", KEY_TEXT, AT(options.target.name), NULL},
    {"targetTLI", KEY_TEXT, AT(options.target.tli), NULL},
    {"targetImmediate", KEY_FLAG, AT(options.target.immediate), NULL},
    {"exclusive", KEY_FLAG, AT(options.target.exclusive), NULL},
    {NULL, KEY_ANYTHING, 0, NULL}};
static const struct key_row keys[] = {{"apiVersion", KEY_TEXT, AT(version), NULL},
                                      {"kind", KEY_TEXT, AT(kind), NULL},
                                      {"metadata", KEY_ANYTHING, 0, NULL},
                                      {"mode", KEY_TEXT, AT(mode), NULL},
                                      {"generations", KEY_MAPPING, 0, generation_keys},
                                      {"target", KEY_MAPPING, 0, target_keys},
                                      {"externalCluster", KEY_TEXT, AT(options.external), NULL},
                                      {"recoveryTarget", KEY_MAPPING, 0, recovery_target_keys},
                                      {NULL, KEY_ANYTHING, 0, NULL}};

struct reader {
    struct arena *arena;
    struct slice text;
    struct transformer *out;
};

/* kustomize writes the configuration anew before the plugin sees it, so that the place alone would help
 * nobody: the sentence names configuration and key. */
static struct error wrong(const struct reader *r, const struct node *node, struct slice sentence,
                          struct slice next)
{
    struct error error =
        error_make(r->arena, ERROR_USAGE, TRANSFORMER_KIND "%s%.*s: %.*s", r->out->name.len > 0 ? " " : "",
                   SLICE_ARG(r->out->name), SLICE_ARG(sentence));
    return error_next(node == NULL ? error : refuse_here(error, r->text, node->outer), next);
}

#define WRONG(r, node, next, ...) wrong(r, node, arena_format((r)->arena, __VA_ARGS__), next)

/* "name, namespace, labels" */
static struct slice list_keys(struct arena *arena, const struct key_row *rows)
{
    struct slice list = SLICE("");
    for (; rows->name != NULL; rows++)
        list = arena_format(arena, "%.*s%s%s", SLICE_ARG(list), list.len > 0 ? ", " : "", rows->name);
    return list;
}

/* "target.labels" */
static struct slice path_of(const struct reader *r, struct slice above, const struct node *key)
{
    return arena_format(r->arena, "%.*s%s%.*s", SLICE_ARG(above), above.len > 0 ? "." : "",
                        SLICE_ARG(node_text(key)));
}

static bool is_text(const struct node *value)
{
    value = node_resolve(value);
    return value->kind == NODE_SCALAR && value->value.len > 0 && !scalar_is_no_text(value);
}

static struct error no_text(const struct reader *r, const struct node *value, struct slice path)
{
    return WRONG(r, value, SLICE("write text, in quotes where it looks like a number, a date or a boolean"),
                 "%.*s is no text", SLICE_ARG(path));
}

static struct error read_flag(const struct reader *r, const struct node *value, struct slice path, bool *flag)
{
    struct slice word = node_text(value);
    *flag = slice_equal(word, SLICE("true"));
    if (*flag || slice_equal(word, SLICE("false")))
        return NO_ERROR;
    return WRONG(r, value, SLICE("write true, or leave it out"), "%.*s is neither true nor false",
                 SLICE_ARG(path));
}

static struct error read_texts(const struct reader *r, const struct node *value, struct slice path)
{
    const struct node *mapping = node_resolve(value);
    if (mapping->kind != NODE_MAPPING)
        return WRONG(r, value, SLICE("write it as key: value"), "%.*s is no mapping", SLICE_ARG(path));
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        if (!is_text(key->next))
            return no_text(r, key->next, path_of(r, path, key));
    return NO_ERROR;
}

static struct error read_mapping(const struct reader *r, const struct node *mapping, struct slice path,
                                 const struct key_row *rows);

static struct error read_value(const struct reader *r, const struct node *value, struct slice path,
                               const struct key_row *row)
{
    void *at = (char *)r->out + row->at;
    switch (row->kind) {
    case KEY_TEXT:
        *(struct slice *)at = node_text(value);
        return is_text(value) ? NO_ERROR : no_text(r, value, path);
    case KEY_FLAG:
        return read_flag(r, value, path, at);
    case KEY_MAPPING:
        return read_mapping(r, value, path, row->below);
    case KEY_TEXTS:
        *(const struct node **)at = node_resolve(value);
        return read_texts(r, value, path);
    default:
        return NO_ERROR;
    }
}

static struct error read_mapping(const struct reader *r, const struct node *value, struct slice path,
                                 const struct key_row *rows)
{
    const struct node *mapping = node_resolve(value);
    struct error error = NO_ERROR;
    if (mapping == NULL || mapping->kind != NODE_MAPPING)
        return WRONG(r, value,
                     arena_format(r->arena, "its keys are %.*s", SLICE_ARG(list_keys(r->arena, rows))),
                     "%.*s is no mapping", SLICE_ARG(path.len > 0 ? path : SLICE("the configuration")));
    for (const struct node *key = mapping->first; key != NULL && !failed(error); key = key->next->next) {
        struct slice name = node_text(key), below = path_of(r, path, key);
        const struct key_row *row = rows;
        while (row->name != NULL && !slice_equal(name, slice_of(row->name)))
            row++;
        if (row->name == NULL)
            return WRONG(r, key,
                         arena_format(r->arena, "the keys are %.*s", SLICE_ARG(list_keys(r->arena, rows))),
                         "unknown key %.*s", SLICE_ARG(below));
        if (mapping_key(mapping, name) != key)
            return WRONG(r, key, SLICE("leave one of the two"), "the key %.*s stands twice",
                         SLICE_ARG(below));
        error = read_value(r, key->next, below, row);
    }
    return error;
}

static struct error check_whole(const struct reader *r, const struct node *config)
{
    struct transformer *t = r->out;
    bool recovery = slice_equal(t->mode, SLICE("recovery"));
    if (!slice_equal(t->version, SLICE(TRANSFORMER_VERSION)) ||
        !slice_equal(t->kind, SLICE(TRANSFORMER_KIND)))
        return WRONG(r, config, SLICE("see kustomize-plugin/README.md"),
                     "the configuration is no " TRANSFORMER_KIND " of " TRANSFORMER_VERSION);
    if (!recovery && !slice_equal(t->mode, SLICE("initdb"))) {
        const struct node *mode = mapping_get(config, "mode");
        return WRONG(r, mode != NULL ? mode : config, SLICE("write mode: initdb, or mode: recovery"),
                     mode != NULL ? "mode is neither initdb nor recovery" : "there is no mode");
    }
    t->options.mode = recovery ? STRUCTURE_RECOVERY : STRUCTURE_INITDB;
    if (t->options.write.len == 0)
        return WRONG(r, config, SLICE("name the generation that the Cluster writes, in either mode"),
                     "there is no generations.write");
    if (recovery && t->options.read.len == 0)
        return WRONG(r, config, SLICE("name the generation that holds the backups"),
                     "there is no generations.read");
    return NO_ERROR;
}

struct error transformer_read(struct arena *arena, struct slice text, const struct node *config,
                              struct transformer *out)
{
    struct reader reader = {arena, text, out};
    *out = (struct transformer){.name = node_text(node_at(config, "metadata", "name", (const char *)NULL))};
    struct error error = read_mapping(&reader, config, SLICE(""), keys);
    return failed(error) ? error : check_whole(&reader, config);
}

/* --- whom it means --- */

static bool has_labels(const struct node *labels, const struct node *wanted)
{
    for (const struct node *key = wanted->first; key != NULL; key = key->next->next) {
        const struct node *own = mapping_key(node_resolve(labels), node_text(key));
        if (own == NULL || !slice_equal(node_text(own->next), node_text(key->next)))
            return false;
    }
    return true;
}

bool transformer_means(const struct transformer *t, const struct node *root)
{
    const struct node *metadata = node_resolve(mapping_get(root, "metadata"));
    struct slice name = node_text(mapping_get(metadata, "name"));
    struct slice namespace = node_text(mapping_get(metadata, "namespace"));
    return (t->target_name.len == 0 || slice_equal(t->target_name, name)) &&
           (t->target_namespace.len == 0 || slice_equal(t->target_namespace, namespace)) &&
           (t->target_labels == NULL || has_labels(mapping_get(metadata, "labels"), t->target_labels));
}
