#include "check/file.h"
#include "check/rules.h"
#include "plan/choose.h"
#include "yaml/encoding.h"

#define STORE_GROUP "barmancloud.cnpg.io/"

bool may_be_checked(struct slice text)
{
    return may_be_cnpg(text) || slice_find(text, SLICE(STORE_GROUP)) < text.len;
}

/* Of the many kinds of both groups two matter, and each has to name itself. */
static bool may_be_wanted(struct slice document)
{
    return slice_find(document, SLICE("Cluster")) < document.len ||
           slice_find(document, SLICE("ObjectStore")) < document.len;
}

/* --- what does not parse --- */

static bool names_cluster(struct slice text)
{
    return may_be_cnpg(text) && slice_find(text, SLICE("kind: Cluster")) < text.len;
}

static bool is_template(const struct error *error, struct slice text)
{
    return is_refusal(error, REFUSE_TEMPLATE) || slice_find(text, SLICE("{{")) < text.len;
}

static void add_unreadable(struct arena *arena, const struct check_scope *scope, struct slice text,
                           const struct error *error, struct file_check *out)
{
    enum severity set = scope->severities[RULE_UNREADABLE];
    bool template = error->code != NULL && is_template(error, text);
    if (set == SEVERITY_OFF || !names_cluster(text))
        return;
    struct finding finding = {.rule = RULE_UNREADABLE,
                              .severity = set != SEVERITY_DEFAULT ? set
                                          : template              ? SEVERITY_NOTE
                                                                  : SEVERITY_ERROR,
                              .line = error->line > 0 ? error->line : 1,
                              .column = error->column > 0 ? error->column : 1,
                              .message = error->message,
                              .next = template ? SLICE("check what it is rendered to") : error->next};
    findings_add(arena, &out->findings, &finding);
}

/* --- the Cluster --- */

/* The commented recovery that recover would take, and what it reads; as plan/status.c looks for them. */
static void look_at_block(struct arena *arena, struct check_subject *s)
{
    const struct manifest *m = s->manifest;
    const struct block *recovery = NULL, *external = NULL;
    if (failed(choose_recovery(arena, m, &recovery)) || recovery == NULL)
        return;
    s->recovery = recovery;
    s->external = cluster_external(&m->cluster, recovery->name);
    if (s->external != NULL && external_store(s->external, m->cluster.name).shape != STORE_NONE) {
        s->external_line = line_at(&m->lines, s->external->outer);
        return;
    }
    s->external = NULL;
    if (failed(choose_external(arena, m, mapping_get(recovery->value, "source"), true, recovery->head,
                               &external)) ||
        external == NULL)
        return;
    s->external = external->value;
    s->external_line = external->head;
}

bool check_subject_read(struct arena *arena, const struct check_scope *scope, struct manifest *m,
                        struct findings *findings, struct check_subject *subject, struct error *error)
{
    const struct document *document = &m->documents.items[m->chosen];
    *error = tree_read(arena, m->text, document->start, document->end, &m->tree);
    if (failed(*error))
        *error = manifest_fault(arena, m->text, document, *error);
    if (failed(*error) || !is_cluster(m->tree->root))
        return false;
    *error = tree_check(arena, m->tree);
    if (failed(*error))
        return false;
    m->cluster = cluster_read(m->tree);
    *subject = (struct check_subject){.arena = arena,
                                      .scope = scope,
                                      .manifest = m,
                                      .cluster = &m->cluster,
                                      .form = cluster_check_form(arena, &m->cluster),
                                      .findings = findings};
    subject->fit = failed(subject->form) ? subject->form : cluster_check(arena, &m->cluster);
    if (failed(subject->form))
        return true;
    m->sheet = sheet_of(arena, &m->lines, m->tree, document->start, document->end);
    m->blocks = blocks_find(arena, &m->sheet, &m->cluster);
    if (m->cluster.recovery.value == NULL && m->cluster.basebackup.value == NULL)
        look_at_block(arena, subject);
    return true;
}

static void add_archive(struct arena *arena, const struct check_subject *s, struct file_check *out)
{
    const struct store *store = &s->cluster->write;
    struct archive archive = {.cluster = s->cluster->name,
                              .namespace = s->cluster->namespace,
                              .shape = store->shape,
                              .place = store->place,
                              .generation = store->generation};
    if (store->shape == STORE_IN_TREE)
        archive.endpoint = node_text(mapping_get(store->holder, "endpointURL"));
    if (store->shape == STORE_NONE || store->place.len == 0 || store->generation.len == 0 ||
        s->cluster->both_shapes || is_filled_in_later(store->place) ||
        is_filled_in_later(store->generation) || is_filled_in_later(archive.endpoint) ||
        is_filled_in_later(archive.cluster))
        return;
    const struct node *where = store->name != NULL ? store->name : store->holder;
    subject_place(&s->manifest->lines, where->outer, &archive.line, &archive.column);
    archive.ignored = is_ignored(&out->ignored, RULE_SHARED_GENERATION, archive.line);
    out->archives = arena_grow(arena, out->archives, &out->archive_capacity, out->archive_count + 1,
                               sizeof *out->archives);
    out->archives[out->archive_count++] = archive;
}

static void check_cluster(struct check_subject *s)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (rule_table[i].run != NULL && s->scope->severities[i] != SEVERITY_OFF)
            rule_table[i].run(s);
}

/* --- the file --- */

static void add_store(struct arena *arena, const struct node *root, struct file_check *out)
{
    if (!slice_starts_with(node_text(mapping_get(root, "apiVersion")), SLICE(STORE_GROUP)) ||
        !slice_equal(node_text(mapping_get(root, "kind")), SLICE("ObjectStore")))
        return;
    const struct node *configuration = node_at(root, "spec", "configuration", (const char *)NULL);
    struct store path = store_in_tree(configuration, SLICE(""));
    struct object_store store = {.name = node_text(node_at(root, "metadata", "name", (const char *)NULL)),
                                 .namespace =
                                     node_text(node_at(root, "metadata", "namespace", (const char *)NULL)),
                                 .path = path.place,
                                 .endpoint = node_text(mapping_get(configuration, "endpointURL"))};
    if (store.name.len == 0 || store.path.len == 0)
        return;
    out->stores =
        arena_grow(arena, out->stores, &out->store_capacity, out->store_count + 1, sizeof *out->stores);
    out->stores[out->store_count++] = store;
}

static void check_document(struct arena *arena, const struct check_scope *scope, struct manifest *m,
                           struct file_check *out)
{
    const struct document *document = &m->documents.items[m->chosen];
    struct slice text = slice_cut(m->text, document->start, document->end);
    struct check_subject subject;
    struct error error;
    if (!may_be_checked(text) || !may_be_wanted(text))
        return;
    if (check_subject_read(arena, scope, m, &out->findings, &subject, &error)) {
        out->cluster_count++;
        add_archive(arena, &subject, out);
        check_cluster(&subject);
    } else if (failed(error))
        add_unreadable(arena, scope, text, &error, out);
    else
        add_store(arena, m->tree->root, out);
}

void findings_settle(struct findings *findings, const struct ignored *ignored)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (!is_ignored(ignored, findings->items[i].rule, findings->items[i].line))
            findings->items[kept++] = findings->items[i];
    findings->count = kept;
    findings_sort(findings);
}

void check_file(struct arena *arena, const struct check_scope *scope, struct file_check *out)
{
    struct manifest m = {.text = scope->text};
    *out = (struct file_check){.cluster_count = 0};
    if (!may_be_checked(scope->text))
        return;
    struct error error = encoding_check(arena, scope->text);
    if (!failed(error))
        error = documents_split(arena, scope->text, &m.documents);
    if (failed(error)) {
        add_unreadable(arena, scope, scope->text, &error, out);
        return;
    }
    m.lines = lines_split(arena, scope->text);
    out->ignored = ignored_read(arena, scope->text);
    for (; m.chosen < m.documents.count; m.chosen++)
        check_document(arena, scope, &m, out);
    findings_settle(&out->findings, &out->ignored);
}
