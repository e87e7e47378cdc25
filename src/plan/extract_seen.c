#include "plan/extract_work.h"
#include "text/buffer.h"
#include "text/count.h"

bool extract_can_be(struct slice text)
{
    return slice_find(text, EXTRACT_GROUP) < text.len && slice_find(text, EXTRACT_KIND) < text.len;
}

static struct extract_place behind(struct extract_place here, size_t line)
{
    return (struct extract_place){here.offset, here.line + line};
}

static void note(struct extract *x, struct seen_list *list, const struct resource *resource, size_t line)
{
    if (list->count < LISTED)
        list->items[list->count] =
            (struct seen){.resource = {.kind = arena_copy(x->arena, resource->kind),
                                       .name = arena_copy(x->arena, resource->name),
                                       .namespace = arena_copy(x->arena, resource->namespace)},
                          .place = behind(x->here, line)};
    list->count++;
}

/* Does "[NAMESPACE/]NAME" mean this Cluster? */
static bool is_meant(const struct resource *cluster, struct slice wanted)
{
    size_t slash = slice_find_char(wanted, '/', 0);
    if (slash == wanted.len)
        return wanted.len == 0 || slice_equal(cluster->name, wanted);
    return slice_equal(cluster->namespace, slice_cut(wanted, 0, slash)) &&
           slice_equal(cluster->name, slice_cut(wanted, slash + 1, wanted.len));
}

bool extract_see(struct extract *x, const struct resource *resource, size_t line)
{
    if (!resource_in_group(resource, EXTRACT_GROUP) || resource->kind.len == 0)
        return false;
    bool cluster = slice_equal(resource->kind, EXTRACT_KIND);
    note(x, cluster ? &x->clusters : &x->others, resource, line);
    return cluster && is_meant(resource, x->wanted) && x->hits++ == 0;
}

void extract_keep(struct extract *x, struct slice text, struct extracted found)
{
    x->found = found;
    x->found.text = arena_copy(x->arena, text);
    x->found.place = behind(x->here, found.place.line);
}

/* --- messages --- */

static size_t line_of(const struct extract *x, struct extract_place place)
{
    return place.line + count_line_feeds(slice_cut(x->window, 0, place.offset)) + 1;
}

size_t extracted_line(const struct extract *extract, const struct extracted *extracted)
{
    return line_of(extract, extracted->place);
}

/* "shop/db"; behind a kind with a blank before it, and nothing where the resource has no name. */
static struct slice called(struct arena *arena, const struct resource *r, bool behind_kind)
{
    if (r->name.len == 0)
        return behind_kind ? SLICE("") : SLICE("one without a name");
    return arena_format(arena, "%s%.*s%s%.*s", behind_kind ? " " : "", SLICE_ARG(r->namespace),
                        r->namespace.len > 0 ? "/" : "", SLICE_ARG(r->name));
}

/* "shop/db (line 3), db2 (line 40) and 2 more"; with kinds: "ScheduledBackup shop/nightly (line 3)". */
static struct slice list(const struct extract *x, const struct seen_list *seen, bool kinds)
{
    struct arena *arena = x->arena;
    struct buffer buffer = {.arena = arena};
    size_t shown = seen->count < LISTED ? seen->count : LISTED;
    for (size_t i = 0; i < shown; i++) {
        const struct resource *r = &seen->items[i].resource;
        buffer_add(&buffer,
                   arena_format(arena, "%s%.*s%.*s (line %zu)", i == 0 ? "" : ", ",
                                SLICE_ARG(kinds ? r->kind : SLICE("")), SLICE_ARG(called(arena, r, kinds)),
                                line_of(x, seen->items[i].place)));
    }
    if (seen->count > shown)
        buffer_add(&buffer, arena_format(arena, " and %zu more", seen->count - shown));
    return buffer_text(&buffer);
}

/* What the input begins with, where nothing of the group is in it. */
static struct seen_list sample(const struct extract *x)
{
    struct seen_list seen = {.count = 0};
    for (size_t from = 0; from < x->sample.len && seen.count < 4;) {
        struct document document = document_around(x->sample, from, from);
        struct outline outline;
        struct error error =
            outline_read(x->arena, slice_cut(x->sample, document.start, document.end), SLICE(""), &outline);
        size_t line = count_line_feeds(slice_cut(x->sample, 0, document.start)) + outline.start.line;
        if (!failed(error) && outline.root.kind.len > 0)
            seen.items[seen.count++] = (struct seen){.resource = outline.root, .place = {0, line}};
        from = document.end;
    }
    return seen;
}

static struct error no_cluster(const struct extract *x)
{
    struct arena *arena = x->arena;
    struct seen_list others = x->others.count > 0 ? x->others : sample(x);
    if (x->sample.len == 0)
        return error_next(refuse(arena, REFUSE_NO_CLUSTER, "the input is empty"),
                          SLICE("see whether the command that renders it succeeds"));
    if (others.count == 0)
        return refuse(arena, REFUSE_NO_CLUSTER,
                      "there is no CloudNativePG Cluster, and nothing else of postgresql.cnpg.io");
    struct slice there = list(x, &others, true);
    return refuse(arena, REFUSE_NO_CLUSTER, "there is no CloudNativePG Cluster; %s %.*s",
                  x->others.count > 0 ? "there is" : "the input begins with", SLICE_ARG(there));
}

struct error extract_which(const struct extract *x)
{
    if (x->clusters.count == 0)
        return no_cluster(x);
    struct slice there = list(x, &x->clusters, false);
    if (x->hits == 0)
        return refuse(x->arena, REFUSE_WHICH_CLUSTER, "no Cluster is called %.*s; there is %.*s",
                      SLICE_ARG(x->wanted), SLICE_ARG(there));
    return refuse(x->arena, REFUSE_WHICH_CLUSTER, "%zu Clusters could be meant; there is %.*s", x->hits,
                  SLICE_ARG(there));
}

struct error extracted_error(const struct extract *extract, const struct extracted *found, struct error error)
{
    if (error.line == 0)
        return error;
    if (error.column > 0)
        error.column += error.line == 1 ? found->first_column : found->column;
    error.line += line_of(extract, found->place) - 1;
    return error;
}
