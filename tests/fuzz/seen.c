#include "seen.h"
#include <stdarg.h>
#include <stdlib.h>

static const struct slice barman = {"barman-cloud.cloudnative-pg.io", 30};

/* --- reading --- */

static bool is_false(struct place_in place)
{
    struct slice text = other_text(place);
    static const char *const words[] = {"false", "False", "FALSE", "no", "No", "NO",
                                        "off",   "Off",   "OFF",   "n",  "N"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (slice_equal(text, slice_of(words[i])))
            return true;
    return false;
}

static struct slice without_slashes(struct slice path)
{
    while (slice_ends_with(path, SLICE("/")))
        path.len--;
    return path;
}

static struct seen_store in_tree(struct place_in store, struct slice fallback)
{
    struct slice name = other_text(other_get(store, "serverName"));
    return (struct seen_store){SEEN_IN_TREE, without_slashes(other_text(other_get(store, "destinationPath"))),
                               name.len > 0 ? name : fallback};
}

static struct seen_store by_plugin(struct place_in plugin, struct slice fallback)
{
    struct place_in parameters = other_get(plugin, "parameters"), name = other_get(parameters, "serverName");
    return (struct seen_store){SEEN_PLUGIN, other_text(other_get(parameters, "barmanObjectName")),
                               other_is_nothing(name) ? fallback : other_text(name)};
}

/* Of two entries of the plugin it takes the last one. */
static void see_write(struct seen *s)
{
    struct place_in store = other_at(s->spec, "backup", "barmanObjectStore", (const char *)NULL);
    struct place_in plugins = other_get(s->spec, "plugins");
    for (size_t i = 0; other_item(plugins, i).node != NULL; i++) {
        struct place_in plugin = other_item(plugins, i);
        if (!slice_equal(other_text(other_get(plugin, "name")), barman) ||
            is_false(other_get(plugin, "enabled")))
            continue;
        s->write_plugin = plugin;
        s->write = by_plugin(plugin, s->name);
    }
    if (s->write.shape == SEEN_NONE && other_is(store, YAML_MAPPING_NODE))
        s->write = in_tree(store, s->name);
}

static void see_read(struct seen *s)
{
    s->source = other_text(other_get(s->recovery, "source"));
    for (size_t i = 0; other_item(s->externals, i).node != NULL && s->source.len > 0 && s->entry.node == NULL;
         i++)
        if (slice_equal(other_text(other_get(other_item(s->externals, i), "name")), s->source))
            s->entry = other_item(s->externals, i);
    struct place_in plugin = other_get(s->entry, "plugin"), store = other_get(s->entry, "barmanObjectStore");
    if (!other_is_nothing(plugin))
        s->read = by_plugin(plugin, s->name);
    else if (!other_is_nothing(store))
        s->read = in_tree(store, s->source);
}

static bool is_cluster(struct place_in root)
{
    return slice_starts_with(other_text(other_get(root, "apiVersion")), SLICE("postgresql.cnpg.io/")) &&
           slice_equal(other_text(other_get(root, "kind")), SLICE("Cluster"));
}

static bool is_meant(const struct seen *s, struct slice wanted)
{
    size_t slash = slice_find_char(wanted, '/', 0);
    if (slash == wanted.len)
        return wanted.len == 0 || slice_equal(wanted, s->name);
    return slice_equal(slice_cut(wanted, 0, slash), s->namespace) &&
           slice_equal(slice_cut(wanted, slash + 1, wanted.len), s->name);
}

static struct seen see(struct other *other, size_t document)
{
    struct seen s = {.document = document, .root = other_root(other, document)};
    s.name = other_text(other_at(s.root, "metadata", "name", (const char *)NULL));
    s.namespace = other_text(other_at(s.root, "metadata", "namespace", (const char *)NULL));
    s.spec = other_get(s.root, "spec");
    s.bootstrap = other_get(s.spec, "bootstrap");
    s.externals = other_get(s.spec, "externalClusters");
    s.initdb = other_get(s.bootstrap, "initdb");
    s.recovery = other_get(s.bootstrap, "recovery");
    s.has_initdb = s.initdb.node != NULL;
    s.has_recovery = s.recovery.node != NULL;
    s.imported = other_text(other_at(s.initdb, "import", "source", "externalCluster", (const char *)NULL));
    see_write(&s);
    see_read(&s);
    return s;
}

bool seen_find(struct other *other, struct slice wanted, struct seen *seen)
{
    size_t found = 0;
    for (size_t i = 0; i < other->count; i++) {
        struct place_in root = other_root(other, i);
        struct seen one = see(other, i);
        if (!is_cluster(root) || !is_meant(&one, wanted))
            continue;
        *seen = one;
        found++;
    }
    return found == 1;
}

bool seen_same_store(const struct seen_store *a, const struct seen_store *b)
{
    return a->shape == b->shape && slice_equal(a->place, b->place);
}

/* --- generations --- */

struct numbered {
    struct slice stem; /* up to the digits; the whole name where it has none */
    struct slice digits;
    bool bare; /* without a number, and so the first */
};

static struct numbered number_of(struct slice name)
{
    size_t at = name.len;
    while (at > 0 && slice_is_digits(slice_cut(name, at - 1, at)))
        at--;
    struct slice stem = slice_cut(name, 0, at);
    bool numbered = at < name.len && (slice_ends_with(stem, SLICE("-v")) || slice_equal(stem, SLICE("v")));
    if (!numbered)
        return (struct numbered){name, SLICE("1"), true};
    return (struct numbered){stem, slice_cut(name, at, name.len), false};
}

static unsigned long long value_of(struct slice digits)
{
    unsigned long long value = 0;
    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (unsigned long long)(digits.data[i] - '0');
    return value; /* names with more than 18 digits are refused */
}

/* The stem without its -v, to hold immich against immich-v2. */
static struct slice family(struct numbered n)
{
    return n.bare ? n.stem : slice_cut(n.stem, 0, n.stem.len > 1 ? n.stem.len - 2 : 0);
}

struct slice seen_next(struct slice write, struct slice read)
{
    struct numbered w = number_of(write), r = number_of(read);
    bool later = slice_equal(family(w), family(r)) && value_of(r.digits) > value_of(w.digits);
    struct numbered last = later ? r : w;
    char *text = malloc(last.stem.len + 64 + last.digits.len);
    if (text == NULL)
        abort();
    int len = last.bare ? snprintf(text, last.stem.len + 8, "%.*s-v2", SLICE_ARG(last.stem))
                        : snprintf(text, last.stem.len + 64 + last.digits.len, "%.*s%0*llu",
                                   SLICE_ARG(last.stem), (int)last.digits.len, value_of(last.digits) + 1);
    return (struct slice){text, (size_t)len};
}

/* --- what may differ --- */

/* Two mappings are equal but for some keys; the last argument is NULL. Nothing is as good as an empty one.
 * What is no mapping, though the schema has one there, has no such keys. */
static bool equal_but(struct place_in a, struct place_in b, ...)
{
    const char *skipped[8];
    size_t skips = 0, i = 0, j = 0;
    if (a.node != NULL && b.node != NULL && a.node->type != YAML_MAPPING_NODE &&
        b.node->type != YAML_MAPPING_NODE)
        return other_equal(a, b);
    va_list keys;
    va_start(keys, b);
    for (const char *key = va_arg(keys, const char *); key != NULL && skips < 8;
         key = va_arg(keys, const char *))
        skipped[skips++] = key;
    va_end(keys);
    struct other_entry *left, *right;
    size_t lefts = other_entries(a, &left), rights = other_entries(b, &right);
    bool same = (other_is_nothing(a) || a.node->type == YAML_MAPPING_NODE) &&
                (other_is_nothing(b) || b.node->type == YAML_MAPPING_NODE);
    while (same && (i < lefts || j < rights)) {
        int order = i == lefts ? 1 : j == rights ? -1 : slice_compare(left[i].key, right[j].key);
        struct slice key = order <= 0 ? left[i].key : right[j].key;
        bool skip = false;
        for (size_t k = 0; k < skips; k++)
            skip = skip || slice_equal(key, slice_of(skipped[k]));
        same = skip || (order == 0 && other_equal((struct place_in){a.document, left[i].value},
                                                  (struct place_in){b.document, right[j].value}));
        i += order <= 0;
        j += order >= 0;
    }
    free(left);
    free(right);
    return same;
}

/* An external cluster is the other one, but for what a recovery moves. */
static bool same_entry(struct place_in a, struct place_in b)
{
    struct place_in p = other_get(a, "plugin"), q = other_get(b, "plugin");
    struct place_in s = other_get(a, "barmanObjectStore"), t = other_get(b, "barmanObjectStore");
    return equal_but(a, b, "name", "plugin", "barmanObjectStore", (const char *)NULL) &&
           equal_but(p, q, "parameters", (const char *)NULL) &&
           equal_but(other_get(p, "parameters"), other_get(q, "parameters"), "serverName", "barmanObjectName",
                     (const char *)NULL) &&
           equal_but(s, t, "serverName", (const char *)NULL);
}

static bool same_plugins(const struct seen *before, const struct seen *after)
{
    struct place_in a = other_get(before->spec, "plugins"), b = other_get(after->spec, "plugins");
    if (other_is_nothing(a) || other_is_nothing(b))
        return other_is_nothing(a) == other_is_nothing(b);
    for (size_t i = 0;; i++) {
        struct place_in x = other_item(a, i), y = other_item(b, i);
        if (x.node == NULL || y.node == NULL)
            return x.node == y.node;
        bool writes = x.node == before->write_plugin.node && y.node == after->write_plugin.node;
        bool same = !writes ? other_equal(x, y)
                            : equal_but(x, y, "parameters", (const char *)NULL) &&
                                  equal_but(other_get(x, "parameters"), other_get(y, "parameters"),
                                            "serverName", (const char *)NULL);
        if (!same)
            return false;
    }
}

static bool same_backup(const struct seen *before, const struct seen *after)
{
    struct place_in a = other_get(before->spec, "backup"), b = other_get(after->spec, "backup");
    if (before->write.shape != SEEN_IN_TREE)
        return other_equal(a, b) || (other_is_nothing(a) && other_is_nothing(b));
    return equal_but(a, b, "barmanObjectStore", (const char *)NULL) &&
           equal_but(other_get(a, "barmanObjectStore"), other_get(b, "barmanObjectStore"), "serverName",
                     (const char *)NULL);
}

/* Names of external clusters that come and go. */
struct names {
    struct slice items[4];
};

static bool is_among(const struct names *names, struct slice name)
{
    for (size_t i = 0; i < 4; i++)
        if (names->items[i].len > 0 && slice_equal(names->items[i], name))
            return true;
    return false;
}

static struct place_in next_item(struct place_in list, const struct names *left_out, size_t *index)
{
    struct place_in item = other_item(list, *index);
    while (item.node != NULL && is_among(left_out, other_text(other_get(item, "name"))))
        item = other_item(list, ++*index);
    ++*index;
    return item;
}

static bool same_externals(struct place_in a, struct place_in b, const struct names *left_out)
{
    for (size_t i = 0, j = 0;;) {
        struct place_in x = next_item(a, left_out, &i), y = next_item(b, left_out, &j);
        if (x.node == NULL || y.node == NULL)
            return x.node == y.node;
        if (!other_equal(x, y))
            return false;
    }
}

/* The external cluster of that name that comes from-th, from 0. */
static struct place_in external_named(const struct seen *s, struct slice name, size_t from)
{
    for (size_t i = 0; other_item(s->externals, i).node != NULL && name.len > 0; i++)
        if (slice_equal(other_text(other_get(other_item(s->externals, i), "name")), name) && from-- == 0)
            return other_item(s->externals, i);
    return (struct place_in){NULL, NULL};
}

static size_t count_named(const struct seen *s, struct slice name)
{
    size_t count = 0;
    while (external_named(s, name, count).node != NULL)
        count++;
    return count;
}

/* Those of that name are what they were, but for what a recovery moves. Of several, which the API server
 * refuses, one may come or go. */
static bool same_named(const struct seen *before, const struct seen *after, struct slice name)
{
    size_t old = count_named(before, name), new = count_named(after, name);
    size_t gone = old > new ? 1 : 0, come = new > old ? 1 : 0;
    if (old + come != new + gone)
        return false;
    for (size_t i = 0; i + gone < old; i++)
        if (!same_entry(external_named(before, name, i + gone), external_named(after, name, i + come)))
            return false;
    return true;
}

bool seen_has_external(const struct seen *seen, struct slice name)
{
    return count_named(seen, name) > 0;
}

const char *seen_rest(const struct seen *before, const struct seen *after)
{
    if (before->document != after->document)
        return "another document is the Cluster now";
    if (!equal_but(before->root, after->root, "spec", (const char *)NULL))
        return "something outside of spec";
    if (!equal_but(before->spec, after->spec, "bootstrap", "externalClusters", "backup", "plugins",
                   (const char *)NULL))
        return "another field of spec";
    if (!same_backup(before, after))
        return "spec.backup";
    if (!same_plugins(before, after))
        return "spec.plugins";
    struct names names = {{before->source, after->source, before->imported, after->imported}};
    if (!same_externals(before->externals, after->externals, &names))
        return "an external cluster that takes no part";
    struct slice name = before->source.len > 0 ? before->source : after->source;
    return same_named(before, after, name) ? NULL : "the external cluster of the recovery";
}

/* A replica or an import refers to it, so that it has to stay. */
static bool is_needed(const struct seen *s, struct slice name)
{
    static const char *const keys[] = {"source", "primary", "self"};
    for (size_t i = 0; i < 3; i++)
        if (slice_equal(other_text(other_at(s->spec, "replica", keys[i], (const char *)NULL)), name))
            return true;
    return slice_equal(s->imported, name);
}

const char *seen_way_back(const struct seen *before, const struct seen *after, struct slice recovery)
{
    struct names names = {{recovery, {"", 0}, {"", 0}, {"", 0}}};
    if (!other_equal(before->bootstrap, after->bootstrap) &&
        !(other_is_empty(before->bootstrap) && other_is_empty(after->bootstrap)))
        return "spec.bootstrap";
    if (!same_externals(before->externals, after->externals, &names))
        return "spec.externalClusters";
    bool was = count_named(before, recovery) > 0, is = count_named(after, recovery) > 0;
    bool appended = is && !was; /* a list in flow style keeps an item that was written */
    bool flow = after->externals.node != NULL && after->externals.node->type == YAML_SEQUENCE_NODE &&
                after->externals.node->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
    if (was != is && !(appended && (flow || is_needed(after, recovery))))
        return "the external cluster of the recovery";
    if (was && !same_named(before, after, recovery))
        return "the external cluster of the recovery has changed";
    return NULL;
}

const char *seen_same_recovery(const struct seen *before, const struct seen *after, bool filled)
{
    bool same =
        filled ? equal_but(before->recovery, after->recovery, "source", "recoveryTarget", "database", "owner",
                           "secret", (const char *)NULL)
               : equal_but(before->recovery, after->recovery, "source", "recoveryTarget", (const char *)NULL);
    if (!same)
        return "spec.bootstrap.recovery";
    return before->entry.node == NULL || same_entry(before->entry, after->entry) ? NULL
                                                                                 : "its external cluster";
}
