#include "store/picture_text.h"
#include "store/escape.h"
#include "store/wal_name.h"
#include "text/buffer.h"

enum { WIDTH = 79, NAME_MAX_WIDTH = 30, BACKUPS_SHOWN = 8 };

struct writer {
    struct buffer out;
    const struct verdict *verdict;
    const struct text_style *style;
    struct arena *arena;
};

#define WRITE(writer, ...) buffer_add(&(writer)->out, arena_format((writer)->arena, __VA_ARGS__))

/* Text broken at blanks, further lines indented. column is where the first one begins. */
static void write_wrapped(struct writer *writer, struct slice text, size_t column, size_t indent)
{
    bool first = true;
    while (text.len > 0) {
        size_t blank = slice_find_char(text, ' ', 0);
        struct slice word = slice_cut(text, 0, blank);
        text = slice_cut(text, blank + 1, text.len);
        if (!first && column + 1 + word.len > WIDTH) {
            WRITE(writer, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            WRITE(writer, " ");
            column++;
        }
        WRITE(writer, "%.*s", SLICE_ARG(word));
        column += word.len;
        first = false;
    }
    WRITE(writer, "\n");
}

static size_t name_width(const struct verdict *verdict)
{
    size_t width = 0;
    for (size_t i = 0; i < verdict->catalog->count; i++) {
        size_t len = verdict->catalog->archives[i].name.len;
        width = len > width ? len : width;
    }
    return width > NAME_MAX_WIDTH ? NAME_MAX_WIDTH : width;
}

/* A name in a column of its own: a long one loses its beginning, as generations differ at the end. */
static struct slice fit_name(struct arena *arena, struct slice name, size_t width)
{
    if (name.len > width)
        name = arena_format(arena, "..%.*s", (int)(width - 2), name.data + name.len - (width - 2));
    return printable(arena, name, width);
}

static char begin_sign(enum origin origin)
{
    switch (origin) {
    case ORIGIN_RECOVERY:
        return '\\';
    case ORIGIN_DISGUISED:
    case ORIGIN_UPGRADED:
    case ORIGIN_INITDB:
        return '*';
    default:
        return '=';
    }
}

static void draw_row(const struct writer *writer, const struct chart *chart, size_t index, char *line,
                     size_t width)
{
    const struct chart_row *row = &chart->rows[index];
    double last = (double)(width - 1);
    memset(line, ' ', width);
    line[width] = '\0';
    if (row->from == INSTANT_NONE)
        return;
    size_t from = (size_t)(chart_position(chart, row->from, last) + 0.5);
    size_t until = (size_t)(chart_position(chart, row->until, last) + 0.5);
    memset(line + from, '=', until - from + 1);
    line[from] = begin_sign(writer->verdict->links[index].origin);
    for (size_t i = 0; i < row->mark_count; i++) {
        static const char signs[] = {[MARK_BACKUP] = 'o', [MARK_FAILED] = 'x', [MARK_GAP] = '!'};
        const struct chart_mark *mark = &row->marks[i];
        size_t at = (size_t)(chart_position(chart, mark->when, last) + 0.5);
        if (at == from && from < until) /* the beginning stays to be seen */
            at++;
        line[at] = signs[mark->kind];
    }
}

static void write_chart(struct writer *writer)
{
    struct chart chart = chart_make(writer->arena, writer->verdict);
    const struct catalog *catalog = writer->verdict->catalog;
    size_t names = name_width(writer->verdict), width = WIDTH - names - 4;
    char line[WIDTH + 1];
    if (chart.from == INSTANT_NONE || catalog->count == 0)
        return;
    struct slice from = slice_cut(instant_text(writer->arena, chart.from), 0, 16);
    struct slice until = slice_cut(instant_text(writer->arena, chart.until), 0, 16);
    WRITE(writer, "\n%*s  %.*s%*.*s UTC\n", (int)names, "", SLICE_ARG(from), (int)(width - from.len - 4),
          SLICE_ARG(until));
    for (size_t i = 0; i < catalog->count; i++) {
        struct slice name = fit_name(writer->arena, catalog->archives[i].name, names);
        draw_row(writer, &chart, i, line, width);
        while (strlen(line) > 0 && line[strlen(line) - 1] == ' ')
            line[strlen(line) - 1] = '\0';
        WRITE(writer, "%.*s%*s  %s\n", SLICE_ARG(name), (int)(names - name.len), "", line);
    }
    WRITE(writer, "%*s  %s= WAL  o base backup  x failed one  ! gap  * new database  \\ recovered%s\n",
          names + 70 < WIDTH ? (int)names : 0, "", writer->style->dim, writer->style->plain);
}

static void write_backup(struct writer *writer, const struct base_backup *backup)
{
    struct slice id = printable(writer->arena, backup->id, 40),
                 status = printable(writer->arena, backup->status, 16);
    struct slice end = instant_text(writer->arena, backup->end_time);
    bool good = backup_is_good(backup);
    if (!backup->has_info)
        status = SLICE("unfinished");
    else if (backup->unreadable.len > 0)
        status = SLICE("unreadable");
    else if (status.len == 0)
        status = SLICE("?");
    struct slice size = backup->stored != 0 ? size_text(writer->arena, backup->stored) : SLICE("");
    WRITE(writer, "    %.*s  %s%.*s%s", SLICE_ARG(id), good ? "" : writer->style->red, SLICE_ARG(status),
          good ? "" : writer->style->plain);
    if (backup->end_time != INSTANT_NONE)
        WRITE(writer, "  %.*s", SLICE_ARG(end));
    if (backup->timeline != 0)
        WRITE(writer, "  timeline %u", (unsigned)backup->timeline);
    WRITE(writer, "%s%.*s\n", size.len > 0 ? "  " : "", SLICE_ARG(size));
}

static void write_backups(struct writer *writer, const struct archive *archive)
{
    size_t first = archive->backup_count > BACKUPS_SHOWN ? archive->backup_count - BACKUPS_SHOWN : 0;
    if (archive->backup_count == 0) {
        if (archive->knows_backups && archive->has_wal)
            WRITE(writer, "    no base backup\n");
        return;
    }
    if (!archive->knows_infos)
        WRITE(writer, "    base backups (what is in their backup.info is not known here)\n");
    if (first > 0)
        WRITE(writer, "    %zu older base backups, which -o json lists, and\n", first);
    for (size_t i = first; i < archive->backup_count; i++)
        write_backup(writer, &archive->backups[i]);
}

static void write_window(struct writer *writer, const struct window *window)
{
    struct slice from = instant_text(writer->arena, window->from),
                 until = instant_text(writer->arena, window->until);
    if (window->from == INSTANT_NONE)
        return;
    if (window->until == INSTANT_NONE || window->until < window->from)
        WRITE(writer, "    recoverable from %.*s UTC\n", SLICE_ARG(from));
    else
        WRITE(writer, "    recoverable from %.*s to %.*s UTC\n", SLICE_ARG(from), SLICE_ARG(until));
}

static void write_generation(struct writer *writer, size_t index)
{
    const struct verdict *verdict = writer->verdict;
    const struct archive *archive = &verdict->catalog->archives[index];
    const struct lineage_link *link = &verdict->links[index];
    unsigned roles = verdict->generations[index].roles;
    struct slice name = printable(writer->arena, archive->name, 255);
    struct slice state = roles_text(writer->arena, roles, verdict->view->recovering);
    struct slice origin = origin_text(writer->arena, verdict, index), wal = wal_text(writer->arena, archive);
    bool bad = (roles & ROLE_POLLUTED) != 0 || link->origin == ORIGIN_DISGUISED;
    WRITE(writer, "\n%s%.*s%s%s%s%.*s%s\n", writer->style->bold, SLICE_ARG(name), writer->style->plain,
          state.len > 0 ? ": " : "", bad ? writer->style->red : "", SLICE_ARG(state),
          bad ? writer->style->plain : "");
    if (failed(archive->error)) {
        WRITE(writer, "    could not be read\n");
        return;
    }
    if (origin.len > 0) {
        WRITE(writer, "    ");
        write_wrapped(writer, origin, 4, 4);
    }
    if (link->system_id.len > 0)
        WRITE(writer, "    PostgreSQL %u, system identifier %.*s\n", link->major,
              SLICE_ARG(printable(writer->arena, link->system_id, 40)));
    write_backups(writer, archive);
    if (wal.len > 0)
        WRITE(writer, "    WAL %.*s\n", SLICE_ARG(wal));
    else if (!archive->knows_wal)
        WRITE(writer, "    its WAL is not known here\n");
    if (wal.len > 0 && !archive->scanned_all)
        WRITE(writer,
              "    (WAL before the newest base backup was looked at by folder: --all looks into it)\n");
    write_window(writer, &verdict->generations[index].window);
}

static void write_finding(struct writer *writer, const struct finding *finding)
{
    static const char *const names[] = {
        [FINDING_ERROR] = "error", [FINDING_WARNING] = "warning", [FINDING_NOTE] = "note"};
    const char *colours[] = {[FINDING_ERROR] = writer->style->red,
                             [FINDING_WARNING] = writer->style->yellow,
                             [FINDING_NOTE] = writer->style->dim};
    const char *name = names[finding->severity];
    WRITE(writer, "%s%s%s %s: ", colours[finding->severity], name, writer->style->plain,
          finding_table[finding->id].code);
    write_wrapped(writer, finding->sentence, strlen(name) + 7, 4);
    if (finding->next.len > 0) {
        WRITE(writer, "    next: ");
        write_wrapped(writer, finding->next, 10, 10);
    }
}

/* The answer to the question that people come with, in a sentence. */
static void write_outcome(struct writer *writer)
{
    const struct verdict *verdict = writer->verdict;
    const struct generation_verdict *read =
        verdict->read == NO_GENERATION ? NULL : &verdict->generations[verdict->read];
    struct slice from = printable(writer->arena, verdict->view->read, 255);
    if (!verdict_can_recover(verdict) || read == NULL || read->choice.kind != CHOICE_MADE)
        return;
    struct slice to = printable(writer->arena, verdict->view->next, 255);
    struct slice id = printable(writer->arena, read->choice.backup->id, 40);
    struct slice end = instant_text(writer->arena, read->window.until);
    struct slice text = arena_format(
        writer->arena, "a recovery from %.*s to %.*s would start from base backup %.*s and replay %s%.*s",
        SLICE_ARG(from), SLICE_ARG(to), SLICE_ARG(id),
        verdict->has_aim                     ? "up to the target"
        : read->window.until == INSTANT_NONE ? "what WAL there is"
                                             : "WAL archived up to ",
        verdict->has_aim || read->window.until == INSTANT_NONE ? 0 : (int)end.len, end.data);
    WRITE(writer, "%sok%s: ", writer->style->green, writer->style->plain);
    write_wrapped(writer, text, 4, 4);
}

struct slice picture_text(struct arena *arena, const struct verdict *verdict, const struct text_style *style)
{
    struct writer writer = {.out = {.arena = arena}, .verdict = verdict, .style = style, .arena = arena};
    const struct catalog *catalog = verdict->catalog;
    WRITE(&writer, "%.*s\n", SLICE_ARG(printable(arena, catalog->source->name, 400)));
    if (catalog->count == 0)
        WRITE(&writer, "\nno generation is there\n");
    write_chart(&writer);
    for (size_t i = 0; i < catalog->count; i++)
        write_generation(&writer, i);
    WRITE(&writer, "\n");
    write_outcome(&writer);
    for (size_t i = 0; i < verdict->finding_count; i++)
        write_finding(&writer, &verdict->findings[i]);
    return buffer_text(&writer.out);
}
