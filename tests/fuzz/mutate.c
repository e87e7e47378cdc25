/*
 * Mutations of manifests, line by line: what people do to them, where bytes that flip would mostly give what
 * does not parse. libFuzzer calls LLVMFuzzerCustomMutator in place of its own mutations, which still get
 * their share, and LLVMFuzzerCustomCrossOver to put blocks of one input into another.
 *
 * A first line that begins with "#!" holds options (target_plan.c); its words have mutations of their own.
 */
#include "base/slice.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2, size_t size2,
                                 uint8_t *out, size_t max_size, unsigned int seed);

/* --- text that grows up to a limit --- */

struct text {
    char *data;
    size_t len, limit;
};

static void put(struct text *t, struct slice s)
{
    if (s.len > t->limit - t->len)
        s.len = t->limit - t->len;
    if (s.len > 0)
        memcpy(t->data + t->len, s.data, s.len);
    t->len += s.len;
}

static void put_blanks(struct text *t, size_t count)
{
    for (; count > 0; count--)
        put(t, SLICE(" "));
}

static unsigned next_random(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state >> 3;
}

static size_t below(unsigned *state, size_t bound)
{
    return bound == 0 ? 0 : next_random(state) % bound;
}

/* --- what may stand in a manifest --- */

static const char *const lines_to_add[] = {"bootstrap:",
                                           "initdb:",
                                           "recovery:",
                                           "externalClusters:",
                                           "source: x",
                                           "database: app",
                                           "owner: app",
                                           "secret:",
                                           "secret: {name: s}",
                                           "name: x",
                                           "- name: x",
                                           "barmanObjectStore:",
                                           "serverName: x-v1",
                                           "serverName:",
                                           "serverName: *a",
                                           "plugin:",
                                           "plugins:",
                                           "parameters:",
                                           "barmanObjectName: store",
                                           "backup:",
                                           "import:",
                                           "source: {externalCluster: x}",
                                           "externalCluster: x",
                                           "recoveryTarget:",
                                           "targetTime: \"2024-01-01 00:00:00\"",
                                           "backupID: b",
                                           "<<: *a",
                                           "!!merge <<: *a",
                                           "enabled: false",
                                           "isWALArchiver: true",
                                           "name: barman-cloud.cloudnative-pg.io",
                                           "bootstrap: {}",
                                           "bootstrap: {initdb: {database: app}}",
                                           "bootstrap: {recovery: {source: x}}",
                                           "externalClusters: []",
                                           "externalClusters: [{name: x}]",
                                           "---",
                                           "...",
                                           "postInitSQL:",
                                           "- |",
                                           "text: |",
                                           "text: >-",
                                           "text: |+",
                                           "# prose about it: see the wiki",
                                           "",
                                           "#",
                                           "# ",
                                           "pg_basebackup:",
                                           "replica: {enabled: true, source: x}",
                                           "destinationPath: s3://b/",
                                           "apiVersion: postgresql.cnpg.io/v1",
                                           "kind: Cluster",
                                           "metadata: {name: x}",
                                           "spec:",
                                           "? a",
                                           ": b",
                                           "- - a",
                                           "key: 'it''s'",
                                           "key: \"a\\Nb\"",
                                           "# cnpg-dr back: external cluster stays",
                                           "# cnpg-dr back: no bootstrap",
                                           "tags: {a: b}"};

static const char *const values[] = {"x",          "x-v1",       "x-v2",
                                     "v1",         "v09",        "007",
                                     "true",       "null",       "~",
                                     "''",         "\"\"",       "\"x-v1\"",
                                     "'x-v1'",     "&a x-v1",    "*a",
                                     "&a",         "{}",         "[]",
                                     "{a: b}",     "[a, b]",     "|",
                                     ">-",         "!!str x",    "!x y",
                                     "x # why",    "\"a\\tb\"",  "${VAR}",
                                     "{{ x }}",    "\"\\x90\"",  "\"\\ufeff\\L\"",
                                     "../x",       "\"x\n  y\"", "x-v999999999999999999",
                                     "2024-01-01", "a: b",       "- a"};

static const char *const option_words[] = {"recover",
                                           "retry",
                                           "advance",
                                           "revert",
                                           "--from",
                                           "--to",
                                           "x-v1",
                                           "x-v2",
                                           "x-v9",
                                           "--no-target",
                                           "--keep-target",
                                           "--no-fill",
                                           "--fresh-block",
                                           "--target-time",
                                           "2024-05-01T10:00:00Z",
                                           "2024-05-01",
                                           "--target-lsn",
                                           "0/1",
                                           "--target-xid",
                                           "7",
                                           "--target-name",
                                           "n",
                                           "--target-immediate",
                                           "--target-tli",
                                           "latest",
                                           "--backup-id",
                                           "b",
                                           "--exclusive",
                                           "--cluster",
                                           "x",
                                           "shop/shop-db"};

#define PICK(table, state) (table)[below(state, sizeof(table) / sizeof(table)[0])]

/* --- lines --- */

enum { MOST_LINES = 4096 };

struct page {
    struct slice lines[MOST_LINES]; /* without line ends */
    size_t count;
    struct slice ending;
    bool open_end; /* the last line has no end */
};

static void read_page(struct page *page, struct slice text)
{
    page->count = 0;
    page->ending = slice_find(text, SLICE("\r\n")) < text.len ? SLICE("\r\n") : SLICE("\n");
    page->open_end = text.len > 0 && text.data[text.len - 1] != '\n';
    for (size_t at = 0; at < text.len && page->count < MOST_LINES;) {
        size_t end = slice_find_char(text, '\n', at);
        struct slice line = slice_cut(text, at, end);
        if (page->ending.len == 2 && slice_ends_with(line, SLICE("\r")))
            line.len--;
        page->lines[page->count++] = line;
        at = end + 1;
    }
}

/* Some lines in a row. */
struct range {
    size_t first, end;
};

static size_t column_of(struct slice line)
{
    size_t column = 0;
    while (column < line.len && strchr(" #", line.data[column]) != NULL)
        column++;
    return column;
}

/* One line, or it with all that is deeper below it, comments seen through. */
static struct range pick_range(const struct page *page, unsigned *state)
{
    struct range range = {below(state, page->count), 0};
    range.end = range.first + 1;
    if (page->count == 0)
        range.end = 0;
    else if (below(state, 4) > 0)
        while (range.end < page->count &&
               column_of(page->lines[range.end]) > column_of(page->lines[range.first]))
            range.end++;
    else
        range.end += below(state, 3);
    if (range.end > page->count)
        range.end = page->count;
    return range;
}

/* --- mutations: each writes the whole page with one thing done to it --- */

struct work {
    const struct page *page;
    struct text *out;
    unsigned *state;
};

static void put_line(struct work *w, struct slice line)
{
    put(w->out, line);
    put(w->out, w->page->ending);
}

static void put_lines(struct work *w, size_t first, size_t end)
{
    for (size_t i = first; i < end && i < w->page->count; i++)
        put_line(w, w->page->lines[i]);
}

static void comment_lines(struct work *w, struct range r)
{
    size_t style = below(w->state, 6), column = below(w->state, 9);
    if (r.first < w->page->count && below(w->state, 2) > 0)
        column = slice_indent(w->page->lines[r.first]);
    put_lines(w, 0, r.first);
    for (size_t i = r.first; i < r.end; i++) {
        struct slice line = w->page->lines[i];
        size_t indent = slice_indent(line), at = style < 2 ? column : style < 4 ? 0 : indent;
        if (at > indent)
            at = indent;
        put(w->out, slice_cut(line, 0, at));
        put(w->out, style % 2 == 0 ? SLICE("# ") : SLICE("#"));
        put_line(w, slice_cut(line, style == 3 && indent > 0 ? at + 1 : at, line.len));
    }
    put_lines(w, r.end, w->page->count);
}

static void uncomment_lines(struct work *w, struct range r)
{
    size_t style = below(w->state, 3);
    put_lines(w, 0, r.first);
    for (size_t i = r.first; i < r.end; i++) {
        struct slice line = w->page->lines[i];
        size_t indent = slice_indent(line);
        if (indent == line.len || line.data[indent] != '#') {
            put_line(w, line);
            continue;
        }
        put(w->out, slice_cut(line, 0, indent));
        put_blanks(w->out, style == 2);
        bool blank = style == 0 && indent + 1 < line.len && line.data[indent + 1] == ' ';
        put_line(w, slice_cut(line, indent + 1 + blank, line.len));
    }
    put_lines(w, r.end, w->page->count);
}

static void indent_lines(struct work *w, struct range r)
{
    size_t more = 1 + below(w->state, 4);
    bool less = below(w->state, 2) > 0;
    put_lines(w, 0, r.first);
    for (size_t i = r.first; i < r.end; i++) {
        struct slice line = w->page->lines[i];
        size_t indent = slice_indent(line);
        if (!less)
            put_blanks(w->out, more);
        put_line(w, slice_cut(line, less ? (more < indent ? more : indent) : 0, line.len));
    }
    put_lines(w, r.end, w->page->count);
}

static void delete_lines(struct work *w, struct range r)
{
    put_lines(w, 0, r.first);
    put_lines(w, r.end, w->page->count);
}

/* The lines also, or only, stand before another line. */
static void move_lines(struct work *w, struct range r, bool keep)
{
    size_t to = below(w->state, w->page->count + 1);
    for (size_t i = 0; i <= w->page->count; i++) {
        if (i == to)
            put_lines(w, r.first, r.end);
        if (i < w->page->count && (keep || i < r.first || i >= r.end))
            put_line(w, w->page->lines[i]);
    }
}

static void add_line(struct work *w, struct range r)
{
    size_t before = below(w->state, 2) > 0 ? r.first : r.end;
    size_t indent = r.first < w->page->count ? slice_indent(w->page->lines[r.first]) : 0;
    put_lines(w, 0, before);
    put_blanks(w->out, indent + 2 * below(w->state, 2));
    if (below(w->state, 3) == 0)
        put(w->out, SLICE("# "));
    put_line(w, slice_of(PICK(lines_to_add, w->state)));
    put_lines(w, before, w->page->count);
}

/* Where the value of "key: value" or "- value" begins; the line's length where there is none. */
static size_t value_start(struct slice line)
{
    size_t colon = slice_find(line, SLICE(": "));
    if (colon < line.len)
        return colon + 2;
    size_t dash = slice_find(line, SLICE("- "));
    return dash < line.len ? dash + 2 : line.len;
}

static void change_value(struct work *w, struct range r)
{
    struct slice line = r.first < w->page->count ? w->page->lines[r.first] : SLICE("");
    size_t from = below(w->state, w->page->count), start = value_start(line);
    struct slice other = w->page->count > 0 ? w->page->lines[from] : SLICE("");
    put_lines(w, 0, r.first);
    put(w->out, slice_cut(line, 0, start));
    if (start == line.len && line.len > 0)
        put(w->out, SLICE(" "));
    size_t way = below(w->state, 8);
    if (way < 3)
        put(w->out, slice_cut(other, value_start(other), other.len));
    else if (way < 6)
        put(w->out, slice_of(PICK(values, w->state)));
    else if (way == 6)
        put(w->out, SLICE("&a "));
    if (way >= 6)
        put(w->out, slice_cut(line, start, line.len));
    if (way == 7)
        put(w->out, SLICE(" # why"));
    put_line(w, SLICE(""));
    put_lines(w, r.first + 1, w->page->count);
}

/* The same text with other line ends, another last line, or a BOM. */
static void change_form(struct work *w)
{
    struct page page = *w->page;
    struct work changed = {&page, w->out, w->state};
    size_t way = below(w->state, 4);
    if (way == 0)
        page.ending = page.ending.len == 2 ? SLICE("\n") : SLICE("\r\n");
    if (way == 1)
        put(w->out, SLICE("\xEF\xBB\xBF"));
    put_lines(&changed, 0, page.count);
    for (size_t i = 0; way == 2 && i < page.ending.len && w->out->len > 0; i++)
        w->out->len--;
    if (way == 3)
        put_line(&changed, SLICE(""));
}

static void change_options(struct work *w)
{
    struct slice line = w->page->count > 0 ? w->page->lines[0] : SLICE("");
    bool add = below(w->state, 3) > 0;
    if (!slice_starts_with(line, SLICE("#!")))
        line = SLICE("#!");
    size_t at = below(w->state, line.len) + 1, from = slice_find_char(line, ' ', at < 2 ? 2 : at);
    put(w->out, slice_cut(line, 0, from));
    put(w->out, SLICE(" "));
    if (add)
        put(w->out, slice_of(PICK(option_words, w->state)));
    put_line(w, slice_cut(line, add ? from : slice_find_char(line, ' ', from + 1), line.len));
    put_lines(w, slice_starts_with(w->page->count > 0 ? w->page->lines[0] : SLICE(""), SLICE("#!")),
              w->page->count);
}

static void mutate_once(struct work *w)
{
    struct range r = pick_range(w->page, w->state);
    switch (below(w->state, 12)) {
    case 0:
    case 1:
        comment_lines(w, r);
        break;
    case 2:
    case 3:
        uncomment_lines(w, r);
        break;
    case 4:
        indent_lines(w, r);
        break;
    case 5:
        delete_lines(w, r);
        break;
    case 6:
        move_lines(w, r, false);
        break;
    case 7:
        move_lines(w, r, true);
        break;
    case 8:
        add_line(w, r);
        break;
    case 9:
        change_form(w);
        break;
    case 10:
        if (w->page->count > 0 && slice_starts_with(w->page->lines[0], SLICE("#!"))) {
            change_options(w);
            break;
        }
        /* fall through */
    default:
        change_value(w, r);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    static struct page page;
    unsigned state = seed * 2654435761u + 1;
    if (below(&state, 4) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    for (size_t times = 1 + below(&state, 3); times > 0; times--) {
        struct text out = {malloc(max_size + 1), 0, max_size};
        if (out.data == NULL)
            abort();
        read_page(&page, (struct slice){(const char *)data, size});
        struct work work = {&page, &out, &state};
        mutate_once(&work);
        if (page.open_end && out.len > page.ending.len && below(&state, 8) > 0)
            out.len -= page.ending.len;
        memcpy(data, out.data, out.len);
        size = out.len;
        free(out.data);
    }
    return size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2, size_t size2,
                                 uint8_t *out, size_t max_size, unsigned int seed)
{
    static struct page one, two;
    unsigned state = seed * 2654435761u + 1;
    struct text text = {(char *)out, 0, max_size};
    read_page(&one, (struct slice){(const char *)data1, size1});
    read_page(&two, (struct slice){(const char *)data2, size2});
    struct work work = {&one, &text, &state}, other = {&two, &text, &state};
    struct range into = pick_range(&one, &state), from = pick_range(&two, &state);
    put_lines(&work, 0, into.first);
    put_lines(&other, from.first, from.end);
    put_lines(&work, below(&state, 2) > 0 ? into.end : into.first, one.count);
    return text.len;
}
