#include "plan/status.h"
#include "plan/choose.h"
#include "yaml/encoding.h"

static enum status_method method_of(const struct cluster *c)
{
    int methods = (c->initdb.value != NULL) + (c->recovery.value != NULL) + (c->basebackup.value != NULL);
    if (methods > 1)
        return METHOD_CONFLICT;
    return c->recovery.value != NULL     ? METHOD_RECOVERY
           : c->initdb.value != NULL     ? METHOD_INITDB
           : c->basebackup.value != NULL ? METHOD_BASEBACKUP
                                         : METHOD_NONE;
}

/* What the commented recovery block of a steady Cluster says. */
static void look_at_block(struct arena *arena, const struct manifest *m, struct cluster_status *status)
{
    const struct block *recovery = NULL, *external = NULL;
    status->reason = choose_recovery(arena, m, &recovery);
    status->block = failed(status->reason) ? BLOCK_BROKEN : BLOCK_NONE;
    if (recovery == NULL || failed(status->reason))
        return;
    const struct node *entry = cluster_external(&m->cluster, recovery->name);
    status->block_line = recovery->head + 1;
    if (external_store(entry, m->cluster.name).shape == STORE_NONE) {
        status->reason = choose_external(arena, m, mapping_get(recovery->value, "source"), true,
                                         recovery->head, &external);
        entry = external != NULL ? external->value : NULL;
    }
    status->block_reads = external_store(entry, m->cluster.name).generation;
    if (failed(status->reason))
        status->block = BLOCK_BROKEN;
    else
        status->block =
            slice_equal(status->block_reads, m->cluster.write.generation) ? BLOCK_READY : BLOCK_BEHIND;
}

static void look_at_cluster(struct arena *arena, struct manifest *m, const struct generation_rule *rule,
                            struct cluster_status *status)
{
    const struct cluster *c = &m->cluster;
    size_t column;
    text_position(m->text, m->tree->root->start, &status->line, &column);
    status->name = c->name;
    status->namespace = c->namespace;
    status->method = method_of(c);
    status->replica = c->is_replica;
    status->reads = c->read.generation;
    status->writes = c->write.generation;
    status->shape = c->write.shape;
    status->store = c->write.shape == STORE_NONE ? SLICE("") : store_describe(arena, &c->write);
    status->reason = cluster_check(arena, c);
    if (failed(status->reason))
        return;
    struct slice read = c->read.generation.len > 0 ? c->read.generation : c->write.generation;
    if (failed(generation_after(arena, rule, c->write.generation, read, &status->next)))
        status->next = SLICE("");
    if (status->method == METHOD_RECOVERY) {
        status->block = BLOCK_IN_USE;
        status->reason = cluster_check_recovery(arena, c);
        return;
    }
    const struct document *document = &m->documents.items[m->chosen];
    m->sheet = sheet_of(arena, &m->lines, m->tree, document->start, document->end);
    m->blocks = blocks_find(arena, &m->sheet, c);
    look_at_block(arena, m, status);
}

static void add_cluster(struct arena *arena, struct manifest *m, const struct generation_rule *rule,
                        struct file_status *out)
{
    out->clusters = arena_grow(arena, out->clusters, &out->capacity, out->count + 1, sizeof *out->clusters);
    struct cluster_status *status = &out->clusters[out->count++];
    *status = (struct cluster_status){.block = BLOCK_NONE};
    m->cluster = cluster_read(m->tree);
    look_at_cluster(arena, m, rule, status);
}

static bool is_scheduled_backup(const struct node *root)
{
    return slice_starts_with(node_text(mapping_get(root, "apiVersion")), SLICE(CNPG_GROUP)) &&
           slice_equal(node_text(mapping_get(root, "kind")), SLICE("ScheduledBackup"));
}

static void add_schedule(struct arena *arena, const struct node *root, struct file_status *out)
{
    struct backup_schedule schedule = {
        .cluster = node_text(node_at(root, "spec", "cluster", "name", (const char *)NULL)),
        .namespace = node_text(node_at(root, "metadata", "namespace", (const char *)NULL)),
        .schedule = node_text(node_at(root, "spec", "schedule", (const char *)NULL))};
    out->schedules = arena_grow(arena, out->schedules, &out->schedule_capacity, out->schedule_count + 1,
                                sizeof *out->schedules);
    out->schedules[out->schedule_count++] = schedule;
}

static void match_schedules(struct file_status *out)
{
    for (size_t i = 0; i < out->count; i++)
        for (size_t j = 0; j < out->schedule_count; j++)
            if (slice_equal(out->clusters[i].name, out->schedules[j].cluster) &&
                slice_equal(out->clusters[i].namespace, out->schedules[j].namespace))
                out->clusters[i].schedule = out->schedules[j].schedule;
}

static struct error read_document(struct arena *arena, struct manifest *m, const struct generation_rule *rule,
                                  struct file_status *out)
{
    const struct document *document = &m->documents.items[m->chosen];
    struct error error = tree_read(arena, m->text, document->start, document->end, &m->tree);
    if (failed(error))
        return error;
    if (is_scheduled_backup(m->tree->root))
        add_schedule(arena, m->tree->root, out);
    if (!is_cluster(m->tree->root))
        return NO_ERROR;
    error = tree_check(arena, m->tree);
    if (!failed(error))
        add_cluster(arena, m, rule, out);
    return error;
}

struct error status_read(struct arena *arena, struct slice text, const struct generation_rule *rule,
                         struct file_status *out)
{
    struct manifest m = {.text = text};
    *out = (struct file_status){.count = 0};
    if (!may_be_cnpg(text))
        return NO_ERROR;
    struct error error = encoding_check(arena, text);
    if (!failed(error))
        error = documents_split(arena, text, &m.documents);
    if (!failed(error))
        m.lines = lines_split(arena, text);
    for (; !failed(error) && m.chosen < m.documents.count; m.chosen++) {
        const struct document *document = &m.documents.items[m.chosen];
        if (may_be_cnpg(slice_cut(text, document->start, document->end)))
            error = read_document(arena, &m, rule, out);
    }
    match_schedules(out);
    return error;
}
