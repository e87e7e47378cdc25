#include "store/picture_svg.h"
#include "store/escape.h"
#include "text/buffer.h"

/* All in pixels of the drawing. */
enum { WIDTH = 980, LEFT = 250, RIGHT = 40, TOP = 84, ROW = 66, BAR = 12, BOTTOM = 56, TICKS = 3 };

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

/* Colours stand twice and not as variables: not every program that draws SVG knows those. */
static const char style[] =
    "<style>\n"
    "text { font: 13px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }\n"
    ".title { font-size: 16px; font-weight: 600; }\n"
    ".name { font-weight: 600; }\n"
    ".soft { font-size: 12px; paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }\n"
    ".axis { stroke-width: 1; }\n"
    ".backup { stroke-width: 2; }\n"
    ".failed { fill: none; stroke-width: 2.5; }\n"
    ".gap { stroke-width: 1.5; stroke-dasharray: 3 2; }\n"
    ".fork { fill: none; stroke-width: 1.5; }\n"
    ".cut { stroke-dasharray: 5 3; }\n"
    "text { fill: #1f2933; }\n"
    ".soft { fill: #66727f; stroke: #ffffff; }\n"
    ".paper { fill: #ffffff; }\n"
    ".axis { stroke: #dbe1e8; }\n"
    ".wal { fill: #4c8bf5; }\n"
    ".idle .wal { fill: #94a3b8; }\n"
    ".backup { fill: #16a34a; stroke: #ffffff; }\n"
    ".failed { stroke: #dc2626; }\n"
    ".gap { fill: #ffffff; stroke: #dc2626; }\n"
    ".fork { stroke: #66727f; }\n"
    ".cut { stroke: #dc2626; }\n"
    ".bad { fill: #dc2626; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  text { fill: #e6edf3; }\n"
    "  .soft { fill: #9aa7b4; stroke: #0d1117; }\n"
    "  .paper { fill: #0d1117; }\n"
    "  .axis { stroke: #30363d; }\n"
    "  .wal { fill: #5b9bff; }\n"
    "  .idle .wal { fill: #66727f; }\n"
    "  .backup { fill: #3fb950; stroke: #0d1117; }\n"
    "  .failed { stroke: #ff6b64; }\n"
    "  .gap { fill: #0d1117; stroke: #ff6b64; }\n"
    "  .fork { stroke: #9aa7b4; }\n"
    "  .cut { stroke: #ff6b64; }\n"
    "  .bad { fill: #ff6b64; }\n"
    "}\n"
    "</style>\n";

static double x_of(const struct canvas *canvas, instant when)
{
    return LEFT + chart_position(&canvas->chart, when, WIDTH - LEFT - RIGHT);
}

static int y_of(size_t index)
{
    return TOP + (int)index * ROW;
}

static void draw_axis(struct canvas *canvas, size_t rows)
{
    const struct chart *chart = &canvas->chart;
    if (chart->from == INSTANT_NONE)
        return;
    for (int i = 0; i <= TICKS; i++) {
        instant when = chart->from + (chart->until - chart->from) / TICKS * i;
        /* Less than some minutes apart: the date once, then seconds. */
        bool close = chart->until - chart->from < (int64_t)1800 * INSTANT_SECOND;
        struct slice text = instant_text(canvas->arena, when);
        text = !close ? slice_cut(text, 0, 16) : i > 0 ? slice_cut(text, 11, 19) : text;
        double x = x_of(canvas, when);
        const char *anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
        DRAW(canvas, "<line class=\"axis\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n", x, TOP - 14, x,
             y_of(rows) - 20);
        DRAW(canvas, "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%.*s</text>\n", x, TOP - 20,
             anchor, SLICE_ARG(text));
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

static void draw_mark(struct canvas *canvas, const struct chart_mark *mark, int y)
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
             "<circle class=\"backup\" cx=\"%.1f\" cy=\"%.1f\" r=\"7\"><title>base backup "
             "%.*s</title></circle>\n",
             x, middle, SLICE_ARG(id));
    } else {
        DRAW(canvas,
             "<path class=\"failed\" d=\"M%.1f %.1f l10 10 m0 -10 l-10 10\"><title>base backup %.*s, not "
             "good</title></path>\n",
             x - 5, middle - 5, SLICE_ARG(id));
    }
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
    if (name.len > 30) /* generations differ at the end */
        name = arena_format(canvas->arena, "..%.*s", 28, name.data + name.len - 28);
    name = xml(canvas->arena, name);
    struct slice state = xml(canvas->arena, roles_text(canvas->arena, roles, verdict->view->recovering));
    struct slice said = xml(canvas->arena, origin_text(canvas->arena, verdict, index));
    int y = y_of(index);
    DRAW(canvas, "<g%s>\n<text class=\"name\" x=\"24\" y=\"%d\">%.*s</text>\n",
         (roles & ROLE_ABANDONED) != 0 ? " class=\"idle\"" : "", y + 8, SLICE_ARG(name));
    DRAW(canvas, "<text class=\"soft%s\" x=\"24\" y=\"%d\">%.*s</text>\n",
         (roles & ROLE_POLLUTED) != 0 ? " bad" : "", y + 26, SLICE_ARG(state));
    if (row->from != INSTANT_NONE) {
        double from = x_of(canvas, row->from), until = x_of(canvas, row->until);
        double width = until - from < BAR ? BAR : until - from;
        DRAW(canvas, "<rect class=\"wal\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"%d\"/>\n",
             from, y, width, BAR, BAR / 2);
        for (size_t i = 0; i < row->mark_count; i++)
            draw_mark(canvas, &row->marks[i], y);
        bool right = from > LEFT + (WIDTH - LEFT - RIGHT) * 0.55;
        DRAW(canvas, "<text class=\"soft%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%.*s</text>\n",
             bad ? " bad" : "", right ? (until > from + BAR ? until : from + BAR) : from, y + 29,
             right ? "end" : "start", SLICE_ARG(said));
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

struct slice picture_svg(struct arena *arena, const struct verdict *verdict)
{
    struct canvas canvas = {.out = {.arena = arena}, .arena = arena, .verdict = verdict};
    size_t rows = verdict->catalog->count > 500 ? 500 : verdict->catalog->count;
    int height = y_of(rows) + BOTTOM;
    struct slice title = xml(arena, verdict->catalog->source->name);
    canvas.chart = chart_make(arena, verdict);
    DRAW(&canvas,
         "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
         "role=\"img\" "
         "aria-labelledby=\"t\">\n<title id=\"t\">What %.*s holds</title>\n",
         WIDTH, height, WIDTH, height, SLICE_ARG(title));
    buffer_add(&canvas.out, slice_of(style));
    DRAW(&canvas, "<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", WIDTH, height);
    DRAW(&canvas, "<text class=\"title\" x=\"24\" y=\"32\">%.*s</text>\n", SLICE_ARG(title));
    draw_axis(&canvas, rows);
    for (size_t i = 0; i < rows; i++)
        draw_fork(&canvas, i);
    for (size_t i = 0; i < rows; i++)
        draw_row(&canvas, i);
    draw_legend(&canvas, height - 24);
    DRAW(&canvas, "</svg>\n");
    return buffer_text(&canvas.out);
}
