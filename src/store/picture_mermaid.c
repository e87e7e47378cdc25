#include "store/picture_mermaid.h"
#include "store/escape.h"
#include "store/wal_name.h"
#include "text/buffer.h"

#define WRITE(out, ...) buffer_add(out, arena_format((out)->arena, __VA_ARGS__))

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

static void write_node(struct buffer *out, const struct verdict *verdict, size_t index)
{
    const struct archive *archive = &verdict->catalog->archives[index];
    struct slice name = label(out->arena, archive->name);
    struct slice state = label(
        out->arena, roles_text(out->arena, verdict->generations[index].roles, verdict->view->recovering));
    size_t good = 0;
    for (size_t i = 0; i < archive->backup_count; i++)
        good += backup_is_good(&archive->backups[i]);
    WRITE(out, "    g%zu[\"<b>%.*s</b><br/>%.*s<br/>%zu base backup%s\"]:::%s\n", index, SLICE_ARG(name),
          SLICE_ARG(state), good, good == 1 ? "" : "s", class_of(verdict, index));
}

static void write_edge(struct buffer *out, const struct verdict *verdict, size_t index)
{
    const struct lineage_link *link = &verdict->links[index];
    if (link->origin == ORIGIN_DISGUISED && link->old_holder != NO_GENERATION) {
        WRITE(out, "    g%zu -. \"not recovered: initdb\" .-x g%zu\n", link->old_holder, index);
        return;
    }
    if (link->parent == NO_GENERATION)
        return;
    bool cut = link->judgement.kind == INCOMPLETE_SEGMENTS || link->judgement.kind == INCOMPLETE_TIMELINE;
    struct slice lsn = link->fork == NULL ? SLICE("") : wal_lsn_text(out->arena, link->fork->lsn);
    if (link->origin == ORIGIN_RECOVERY)
        WRITE(out, "    g%zu %s \"recovered at %.*s%s\" %s g%zu\n", link->parent, cut ? "-." : "--",
              SLICE_ARG(lsn), cut ? ", cut short" : "", cut ? ".->" : "-->", index);
    else
        WRITE(out, "    g%zu -- \"%s\" --> g%zu\n", link->parent,
              link->origin == ORIGIN_UPGRADED ? "major upgrade" : "moved", index);
}

/* Where the recovery would lead, if nothing is there yet. */
static void write_next(struct buffer *out, const struct verdict *verdict)
{
    struct slice name = label(out->arena, verdict->first_empty);
    if (verdict->read == NO_GENERATION || name.len == 0)
        return;
    for (size_t i = 0; i < verdict->catalog->count; i++)
        if (slice_equal(verdict->catalog->archives[i].name, verdict->first_empty)) {
            WRITE(out, "    g%zu -. recovery .-> g%zu\n", verdict->read, i);
            return;
        }
    WRITE(out, "    next[\"<b>%.*s</b><br/>empty\"]:::next\n    g%zu -. recovery .-> next\n", SLICE_ARG(name),
          verdict->read);
}

struct slice picture_mermaid(struct arena *arena, const struct verdict *verdict)
{
    struct buffer out = {.arena = arena};
    WRITE(&out, "flowchart LR\n");
    for (size_t i = 0; i < verdict->catalog->count; i++)
        write_node(&out, verdict, i);
    for (size_t i = 0; i < verdict->catalog->count; i++)
        write_edge(&out, verdict, i);
    write_next(&out, verdict);
    WRITE(&out, "    classDef written stroke:#16a34a,stroke-width:2px\n"
                "    classDef read stroke:#4c8bf5,stroke-width:2px\n"
                "    classDef bad stroke:#dc2626,stroke-width:2px\n"
                "    classDef idle stroke:#94a3b8\n"
                "    classDef next stroke-dasharray:4 3\n");
    return buffer_text(&out);
}
