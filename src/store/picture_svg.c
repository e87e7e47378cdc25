#include "store/picture_svg.h"
#include "store/escape.h"
#include "store/picture_style.h"
#include "text/buffer.h"

/* All in pixels of the drawing. */
enum { WIDTH = 980, LEFT = 250, RIGHT = 40, TOP = 84, ROW = 66, BAR = 12, BOTTOM = 56, TICKS = 3 };

/* How much fits: a picture of more generations is one that nobody looks at, and text is cut where the widest
 * of usual fonts would leave its column. */
enum { ROWS_MAX = 500, NAME_CHARS = 26, STATE_CHARS = 34, SAID_CHARS = 95, TITLE_CHARS = 100, CHAR = 7 };

struct canvas {
    struct buffer out;
    struct arena *arena;
    const struct verdict *verdict;
    struct chart chart;
};

#define DRAW(canvas, ...) buffer_add(&(canvas)->out, arena_format((canvas)->arena, __VA_ARGS__))

/* Text for XML: names come from the store. */
static struct slice xml(struct arena *arena, struct slice text)
{
    struct buffer out = {.arena = arena};
    text = printable(arena, text, 255);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        buffer_add(&out, c == '<'   ? SLICE("&lt;")
                         : c == '>' ? SLICE("&gt;")
                         : c == '&' ? SLICE("&amp;")
                         : c == '"' ? SLICE("&quot;")
                                    : slice_cut(text, i, i + 1));
    }
    return buffer_text(&out);
}

/* The end of a text that is too long: generations and paths differ there. */
static struct slice tail(struct arena *arena, struct slice text, size_t limit)
{
    if (text.len <= limit)
        return text;
    return arena_format(arena, "..%.*s", (int)(limit - 2), text.data + text.len - (limit - 2));
}

static double x_of(const struct canvas *canvas, instant when)
{
    return LEFT + chart_position(&canvas->chart, when, WIDTH - LEFT - RIGHT);
}

static int y_of(size_t index)
{
    return TOP + (int)index * ROW;
}

static const int64_t DAY = (int64_t)24 * 3600 * INSTANT_SECOND;

/* A time on the axis, its last digits left out where they say nothing. */
struct tick {
    instant when;
    struct slice text;
};

static struct tick make_tick(struct canvas *canvas, int index)
{
    const struct chart *chart = &canvas->chart;
    int64_t span = chart->until - chart->from;
    struct tick tick = {.when = chart->from + span / TICKS * index};
    bool inner = index > 0 && index < TICKS;
    if (inner && span > 6 * DAY)
        tick.when -= (tick.when % DAY + DAY) % DAY; /* a day begins there */
    struct slice text = instant_text(canvas->arena, tick.when);
    if (inner && span > 6 * DAY)
        tick.text = slice_cut(text, 0, 10);
    else if (span >= (int64_t)1800 * INSTANT_SECOND)
        tick.text = slice_cut(text, 0, 16);
    else /* less than some minutes apart: the date once, then seconds */
        tick.text = index > 0 ? slice_cut(text, 11, 19) : text;
    return tick;
}

static void draw_axis(struct canvas *canvas, size_t rows)
{
    if (canvas->chart.from == INSTANT_NONE)
        return;
    DRAW(canvas, "<text class=\"soft\" x=\"24\" y=\"%d\">times are UTC</text>\n", TOP - 20);
    for (int i = 0; i <= TICKS; i++) {
        struct tick tick = make_tick(canvas, i);
        double x = x_of(canvas, tick.when);
        const char *anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
        DRAW(canvas, "<line class=\"axis\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n", x, TOP - 14, x,
             y_of(rows) - 20);
        DRAW(canvas, "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%.*s</text>\n", x, TOP - 20,
             anchor, SLICE_ARG(tick.text));
    }
}

/* From the row it was read from, at the time of the fork, down to where it begins. */
static void draw_fork(struct canvas *canvas, size_t index)
{
    const struct lineage_link *link = &canvas->verdict->links[index];
    if (link->parent == NO_GENERATION || canvas->chart.rows[index].from == INSTANT_NONE ||
        canvas->chart.rows[link->parent].from == INSTANT_NONE)
        return;
    bool cut = link->judgement.kind == INCOMPLETE_SEGMENTS || link->judgement.kind == INCOMPLETE_TIMELINE;
    double from = x_of(canvas, canvas->chart.rows[link->parent].until),
           to = x_of(canvas, canvas->chart.rows[index].from);
    if (from > to)
        from = to;
    double y1 = y_of(link->parent) + BAR / 2.0, y2 = y_of(index) + BAR / 2.0;
    DRAW(canvas, "<path class=\"fork%s\" d=\"M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f\"/>\n",
         cut ? " cut" : "", from, y1, from + (to - from) / 2 + 1, y1, from + (to - from) / 2 - 1, y2, to, y2);
}

/* Of the dots of a row: smaller where they would lie on each other, so that WAL and gaps show between them.
 */
static double dot_radius(const struct canvas *canvas, const struct chart_row *row)
{
    double radius = 7, last = -100;
    for (size_t i = 0; i < row->mark_count; i++) {
        if (row->marks[i].kind == MARK_GAP)
            continue;
        double x = x_of(canvas, row->marks[i].when);
        if (x - last < 3 * radius)
            radius = (x - last) / 3;
        last = x;
    }
    return radius < 2.5 ? 2.5 : radius;
}

static void draw_mark(struct canvas *canvas, const struct chart_mark *mark, int y, double radius)
{
    double x = x_of(canvas, mark->when), middle = y + BAR / 2.0;
    struct slice id = xml(canvas->arena, mark->id);
    if (mark->kind == MARK_GAP) {
        double end = x_of(canvas, mark->until);
        double width = end - x < 6 ? 6 : end - x;
        DRAW(canvas,
             "<rect class=\"gap\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>a gap in the "
             "WAL</title></rect>\n",
             x, y - 2, width, BAR + 4);
    } else if (mark->kind == MARK_BACKUP) {
        DRAW(canvas,
             "<circle class=\"backup\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>base backup "
             "%.*s</title></circle>\n",
             x, middle, radius, SLICE_ARG(id));
    } else {
        DRAW(canvas,
             "<path class=\"failed\" d=\"M%.1f %.1f l10 10 m0 -10 l-10 10\"><title>base backup %.*s, not "
             "good</title></path>\n",
             x - 5, middle - 5, SLICE_ARG(id));
    }
}

static void draw_bar(struct canvas *canvas, const struct chart_row *row, int y)
{
    double from = x_of(canvas, row->from), width = x_of(canvas, row->until) - from;
    double radius = dot_radius(canvas, row);
    DRAW(canvas, "<rect class=\"wal\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"%d\"/>\n", from,
         y, width < BAR ? BAR : width, BAR, BAR / 2);
    static const enum chart_mark_kind below_first[] = {MARK_GAP, MARK_BACKUP, MARK_FAILED};
    DRAW(canvas, "<g%s>\n", radius < 4 ? " class=\"many\"" : "");
    for (size_t kind = 0; kind < sizeof below_first / sizeof *below_first; kind++)
        for (size_t i = 0; i < row->mark_count; i++)
            if (row->marks[i].kind == below_first[kind])
                draw_mark(canvas, &row->marks[i], y, radius);
    DRAW(canvas, "</g>\n");
}

/* Below the bar, from where it begins; to where it ends where the right edge would cut it. */
static void draw_said(struct canvas *canvas, const struct chart_row *row, int y, struct slice said, bool bad)
{
    double x = x_of(canvas, row->from), until = x_of(canvas, row->until), width = (double)said.len * CHAR;
    bool fits = x + width <= WIDTH - RIGHT / 2.0;
    if (!fits) {
        x = until > x + BAR ? until : x + BAR;
        x = x < LEFT + width ? LEFT + width : x;
    }
    DRAW(canvas, "<text class=\"soft%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%.*s</text>\n",
         bad ? " bad" : "", x, y, fits ? "start" : "end", SLICE_ARG(xml(canvas->arena, said)));
}

static void draw_row(struct canvas *canvas, size_t index)
{
    const struct verdict *verdict = canvas->verdict;
    const struct chart_row *row = &canvas->chart.rows[index];
    unsigned roles = verdict->generations[index].roles;
    enum origin origin = verdict->links[index].origin;
    enum completeness complete = verdict->links[index].judgement.kind;
    bool bad =
        origin == ORIGIN_DISGUISED || complete == INCOMPLETE_SEGMENTS || complete == INCOMPLETE_TIMELINE;
    struct slice name = verdict->catalog->archives[index].name;
    name = xml(canvas->arena, tail(canvas->arena, name, NAME_CHARS));
    struct slice state = roles_text(canvas->arena, roles, verdict->view->recovering);
    state = xml(canvas->arena, printable(canvas->arena, state, STATE_CHARS));
    struct slice said = origin_text(canvas->arena, verdict, index);
    said = printable(canvas->arena, said, SAID_CHARS);
    int y = y_of(index);
    DRAW(canvas, "<g%s>\n<text class=\"name\" x=\"24\" y=\"%d\">%.*s</text>\n",
         (roles & ROLE_ABANDONED) != 0 ? " class=\"idle\"" : "", y + 8, SLICE_ARG(name));
    DRAW(canvas, "<text class=\"soft%s\" x=\"24\" y=\"%d\">%.*s</text>\n",
         (roles & ROLE_POLLUTED) != 0 ? " bad" : "", y + 26, SLICE_ARG(state));
    if (row->from != INSTANT_NONE) {
        draw_bar(canvas, row, y);
        draw_said(canvas, row, y + 29, said, bad);
    }
    DRAW(canvas, "</g>\n");
}

static void draw_legend(struct canvas *canvas, int y)
{
    DRAW(canvas,
         "<rect class=\"wal\" x=\"24\" y=\"%d\" width=\"28\" height=\"%d\" rx=\"%d\"/><text class=\"soft\" "
         "x=\"60\" y=\"%d\">WAL</text>\n",
         y - 10, BAR, BAR / 2, y);
    DRAW(canvas,
         "<circle class=\"backup\" cx=\"116\" cy=\"%d\" r=\"7\"/><text class=\"soft\" x=\"130\" "
         "y=\"%d\">base backup</text>\n",
         y - 4, y);
    DRAW(canvas,
         "<path class=\"failed\" d=\"M226 %d l10 10 m0 -10 l-10 10\"/><text class=\"soft\" x=\"244\" "
         "y=\"%d\">failed</text>\n",
         y - 9, y);
    DRAW(canvas,
         "<rect class=\"gap\" x=\"304\" y=\"%d\" width=\"18\" height=\"%d\"/><text class=\"soft\" x=\"330\" "
         "y=\"%d\">gap</text>\n",
         y - 12, BAR + 4, y);
    DRAW(canvas,
         "<path class=\"fork\" d=\"M376 %d C388 %d 388 %d 400 %d\"/><text class=\"soft\" x=\"408\" "
         "y=\"%d\">recovered from</text>\n",
         y - 12, y - 12, y, y, y);
    DRAW(canvas,
         "<path class=\"fork cut\" d=\"M516 %d C528 %d 528 %d 540 %d\"/><text class=\"soft\" x=\"548\" "
         "y=\"%d\">cut short</text>\n",
         y - 12, y - 12, y, y, y);
}

static size_t row_count(const struct verdict *verdict)
{
    return verdict->catalog->count > ROWS_MAX ? ROWS_MAX : verdict->catalog->count;
}

static int height_of(const struct verdict *verdict)
{
    return y_of(row_count(verdict)) + BOTTOM + (row_count(verdict) < verdict->catalog->count ? 20 : 0);
}

/* One store, from y on of the document that it is a part of. */
static struct slice draw_store(struct arena *arena, const struct verdict *verdict, int y)
{
    struct canvas canvas = {.out = {.arena = arena}, .arena = arena, .verdict = verdict};
    size_t rows = row_count(verdict), more = verdict->catalog->count - rows;
    int height = height_of(verdict);
    struct slice title = xml(arena, tail(arena, verdict->catalog->source->name, TITLE_CHARS));
    canvas.chart = chart_make(arena, verdict);
    DRAW(&canvas, "<svg y=\"%d\" width=\"%d\" height=\"%d\" role=\"img\">\n<title>What %.*s holds</title>\n",
         y, WIDTH, height, SLICE_ARG(title));
    DRAW(&canvas, "<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", WIDTH, height);
    DRAW(&canvas, "<text class=\"title\" x=\"24\" y=\"32\">%.*s</text>\n", SLICE_ARG(title));
    draw_axis(&canvas, rows);
    for (size_t i = 0; i < rows; i++)
        draw_fork(&canvas, i);
    for (size_t i = 0; i < rows; i++)
        draw_row(&canvas, i);
    if (more > 0)
        DRAW(&canvas, "<text class=\"soft\" x=\"24\" y=\"%d\">and %zu more, which -o json lists</text>\n",
             y_of(rows), more);
    draw_legend(&canvas, height - 24);
    DRAW(&canvas, "</svg>\n");
    return buffer_text(&canvas.out);
}

struct slice picture_svg(struct arena *arena, const struct verdict *const *verdicts, size_t count)
{
    struct buffer out = {.arena = arena};
    int height = 0;
    for (size_t i = 0; i < count; i++)
        height += height_of(verdicts[i]);
    buffer_add(&out,
               arena_format(arena,
                            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                            "height=\"%d\">\n",
                            WIDTH, height, WIDTH, height));
    buffer_add(&out, slice_of(picture_style));
    for (size_t i = 0, y = 0; i < count; i++) {
        buffer_add(&out, draw_store(arena, verdicts[i], (int)y));
        y += (size_t)height_of(verdicts[i]);
    }
    buffer_add(&out, SLICE("</svg>\n"));
    return buffer_text(&out);
}
