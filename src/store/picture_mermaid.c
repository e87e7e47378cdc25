#include "store/picture_mermaid.h"
#include "store/escape.h"
#include "store/wal_name.h"
#include "text/buffer.h"

#define WRITE(out, ...) buffer_add(out, arena_format((out)->arena, __VA_ARGS__))

/* A store of the diagram. Its nodes are numbered from first on: numbers are the names that mermaid knows. */
struct part {
    const struct verdict *verdict;
    size_t first;
};

/* Text for a quoted label: mermaid reads quotes, angle brackets, hashes and semicolons of its own there. */
static struct slice label(struct arena *arena, struct slice text)
{
    struct buffer out = {.arena = arena};
    text = printable(arena, text, 255);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '"' || c == '<' || c == '>' || c == '#' || c == ';' || c == '&' || c == '`' || c == '\\')
            WRITE(&out, "#%d;", c);
        else
            buffer_add(&out, slice_cut(text, i, i + 1));
    }
    return buffer_text(&out);
}

static const char *class_of(const struct verdict *verdict, size_t index)
{
    unsigned roles = verdict->generations[index].roles;
    if (verdict->links[index].origin == ORIGIN_DISGUISED || (roles & ROLE_POLLUTED) != 0)
        return "bad";
    if ((roles & ROLE_WRITTEN) != 0)
        return "written";
    return (roles & ROLE_READ) != 0 ? "read" : "idle";
}

static void write_node(struct buffer *out, const struct part *part, size_t index)
{
    const struct verdict *verdict = part->verdict;
    const struct archive *archive = &verdict->catalog->archives[index];
    struct slice name = label(out->arena, archive->name);
    struct slice state = label(
        out->arena, roles_text(out->arena, verdict->generations[index].roles, verdict->view->recovering));
    size_t good = 0;
    for (size_t i = 0; i < archive->backup_count; i++)
        good += backup_is_good(&archive->backups[i]);
    WRITE(out, "    g%zu[\"<b>%.*s</b><br/>%.*s<br/>%zu base backup%s\"]:::%s\n", part->first + index,
          SLICE_ARG(name), SLICE_ARG(state), good, good == 1 ? "" : "s", class_of(verdict, index));
}

static void write_edge(struct buffer *out, const struct part *part, size_t index)
{
    const struct verdict *verdict = part->verdict;
    size_t to = part->first + index;
    const struct lineage_link *link = &verdict->links[index];
    if (link->origin == ORIGIN_DISGUISED && link->old_holder != NO_GENERATION) {
        WRITE(out, "    g%zu -. \"not recovered: initdb\" .-x g%zu\n", part->first + link->old_holder, to);
        return;
    }
    if (link->parent == NO_GENERATION)
        return;
    bool cut = link->judgement.kind == INCOMPLETE_SEGMENTS || link->judgement.kind == INCOMPLETE_TIMELINE;
    struct slice lsn = link->fork == NULL ? SLICE("") : wal_lsn_text(out->arena, link->fork->lsn);
    if (link->origin == ORIGIN_RECOVERY)
        WRITE(out, "    g%zu %s \"recovered at %.*s%s\" %s g%zu\n", part->first + link->parent,
              cut ? "-." : "--", SLICE_ARG(lsn), cut ? ", cut short" : "", cut ? ".->" : "-->", to);
    else
        WRITE(out, "    g%zu -- \"%s\" --> g%zu\n", part->first + link->parent,
              link->origin == ORIGIN_UPGRADED ? "major upgrade" : "moved", to);
}

/* Where the recovery would lead, if nothing is there yet. */
static void write_next(struct buffer *out, const struct part *part)
{
    const struct verdict *verdict = part->verdict;
    struct slice name = label(out->arena, verdict->first_empty);
    if (verdict->read == NO_GENERATION || name.len == 0)
        return;
    for (size_t i = 0; i < verdict->catalog->count; i++)
        if (slice_equal(verdict->catalog->archives[i].name, verdict->first_empty)) {
            WRITE(out, "    g%zu -. recovery .-> g%zu\n", part->first + verdict->read, part->first + i);
            return;
        }
    WRITE(out, "    next%zu[\"<b>%.*s</b><br/>empty\"]:::next\n    g%zu -. recovery .-> next%zu\n",
          part->first, SLICE_ARG(name), part->first + verdict->read, part->first);
}

static void write_part(struct buffer *out, const struct part *part)
{
    size_t count = part->verdict->catalog->count;
    for (size_t i = 0; i < count; i++)
        write_node(out, part, i);
    for (size_t i = 0; i < count; i++)
        write_edge(out, part, i);
    write_next(out, part);
}

struct slice picture_mermaid(struct arena *arena, const struct verdict *const *verdicts, size_t count)
{
    struct buffer out = {.arena = arena};
    struct part part = {.first = 0};
    WRITE(&out, "flowchart LR\n");
    for (size_t i = 0; i < count; i++) {
        part.verdict = verdicts[i];
        write_part(&out, &part);
        part.first += verdicts[i]->catalog->count;
    }
    WRITE(&out, "    classDef written stroke:#16a34a,stroke-width:2px\n"
                "    classDef read stroke:#4c8bf5,stroke-width:2px\n"
                "    classDef bad stroke:#dc2626,stroke-width:2px\n"
                "    classDef idle stroke:#94a3b8\n"
                "    classDef next stroke-dasharray:4 3\n");
    return buffer_text(&out);
}
