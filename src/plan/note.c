#include "plan/note.h"

static const struct slice mark = {"cnpg-dr back:", 13};

/* Names of parts, and the words for them. */
static const char *const part_names[NOTE_PART_COUNT] = {"bootstrap", "recovery", "externalClusters",
                                                        "external cluster"};
static const char *const strip_names[] = {"\"#\"", "\"# \"", "\"#\" for a blank"};

/* The phrases that are nothing but themselves. */
struct phrase {
    const char *words;
    size_t offset; /* of a bool in struct note */
};

static const struct phrase phrases[] = {
    {"external cluster stays", offsetof(struct note, entry_stays)},
    {"another store is read", offsetof(struct note, store_stays)},
    {"externalClusters stays", offsetof(struct note, list_stays)},
    {"no bootstrap", offsetof(struct note, no_bootstrap)},
    {"bootstrap stays", offsetof(struct note, bootstrap_stays)},
    {"empty bootstrap comes back", offsetof(struct note, bootstrap_returns)},
};

enum { PHRASE_COUNT = sizeof phrases / sizeof phrases[0] };

static bool *flag_of(struct note *note, size_t phrase)
{
    return (bool *)((char *)note + phrases[phrase].offset);
}

/* A number at the start of the text; 0 where there is none, or one that no manifest has lines for. */
static size_t read_number(struct slice text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && text.data[i] >= '0' && text.data[i] <= '9' && n < 1000000; i++)
        n = n * 10 + (size_t)(text.data[i] - '0');
    return n;
}

static bool skip_word(struct slice *text, struct slice word)
{
    if (!slice_starts_with(*text, word))
        return false;
    *text = slice_cut(*text, word.len, text->len);
    return true;
}

/* "recovery is "# " in column 3", "… in its own column" */
static void read_style(struct note *note, struct slice text)
{
    for (size_t part = 0; part < NOTE_PART_COUNT; part++) {
        struct slice rest = text;
        if (!skip_word(&rest, slice_of(part_names[part])) || !skip_word(&rest, SLICE(" is ")))
            continue;
        for (size_t strip = 3; strip-- > 0;) { /* the longest name first */
            struct slice place = rest;
            if (!skip_word(&place, slice_of(strip_names[strip])))
                continue;
            struct comment_style style = {.strip = (enum comment_strip)strip};
            style.own_column = slice_equal(place, SLICE(" in its own column"));
            size_t column = skip_word(&place, SLICE(" in column ")) ? read_number(place) : 0;
            style.column = column > 0 ? column - 1 : 0;
            note->styles[part].known = style.own_column || column > 0;
            note->styles[part].style = style;
            return;
        }
    }
}

static void read_phrase(struct note *note, struct slice text)
{
    for (size_t i = 0; i < PHRASE_COUNT; i++)
        if (slice_equal(text, slice_of(phrases[i].words)))
            *flag_of(note, i) = true;
    struct slice number = text;
    if (skip_word(&number, SLICE("initdb number ")))
        note->initdb = read_number(number);
    read_style(note, text);
}

static void read_note(struct note *note, struct slice text)
{
    while (text.len > 0) {
        size_t end = slice_find_char(text, ';', 0);
        read_phrase(note, slice_trim(slice_cut(text, 0, end)));
        text = slice_cut(text, end + 1, text.len);
    }
}

/* Is the comment a note? *text is what it says. */
static bool read_mark(struct slice comment, struct slice *text)
{
    *text = slice_trim(comment);
    *text = slice_trim(slice_cut(*text, 1, text->len));
    return skip_word(text, mark);
}

struct note note_find(const struct manifest *m)
{
    struct note note = {.found = false};
    for (size_t line = m->sheet.first; line < m->sheet.end && !note.found; line++) {
        if (sheet_kind(&m->sheet, line) != LINE_COMMENT)
            continue;
        struct slice text;
        if (!read_mark(line_text(&m->lines, line), &text))
            continue;
        note.found = true;
        note.line = line;
        read_note(&note, text);
    }
    return note;
}

void note_remove_all(struct draft *draft, struct edits *edits)
{
    const struct manifest *m = &draft->now;
    for (size_t line = m->sheet.first; line < m->sheet.end; line++) {
        const struct line *at = &m->lines.items[line];
        struct slice text;
        if (sheet_kind(&m->sheet, line) != LINE_COMMENT || !read_mark(line_text(&m->lines, line), &text))
            continue;
        bool open = at->next == at->end; /* no line end: the one before it goes */
        edits_add(draft->arena, edits, open ? at[-1].end : at->start, at->next, SLICE(""));
        draft_remark(draft, REMARK_DONE, (long)at->start, "the note of an earlier recovery is taken out");
    }
}

bool note_says_anything(const struct note *note)
{
    bool any = note->initdb > 0;
    for (size_t i = 0; i < PHRASE_COUNT; i++)
        any = any || *flag_of((struct note *)note, i);
    for (size_t i = 0; i < NOTE_PART_COUNT; i++)
        any = any || note->styles[i].known;
    return any;
}

static struct slice add_phrase(struct arena *arena, struct slice text, struct slice phrase)
{
    return arena_format(arena, "%.*s%s %.*s", SLICE_ARG(text), text.data[text.len - 1] == ':' ? "" : ";",
                        SLICE_ARG(phrase));
}

struct slice note_text(struct arena *arena, const struct note *note)
{
    struct slice text = mark;
    for (size_t i = 0; i < PHRASE_COUNT; i++)
        if (*flag_of((struct note *)note, i))
            text = add_phrase(arena, text, slice_of(phrases[i].words));
    if (note->initdb > 0)
        text = add_phrase(arena, text, arena_format(arena, "initdb number %zu", note->initdb));
    for (size_t i = 0; i < NOTE_PART_COUNT; i++) {
        if (!note->styles[i].known)
            continue;
        struct comment_style style = note->styles[i].style;
        struct slice place =
            style.own_column ? SLICE("its own column") : arena_format(arena, "column %zu", style.column + 1);
        text = add_phrase(arena, text,
                          arena_format(arena, "%s is %s in %.*s", part_names[i], strip_names[style.strip],
                                       SLICE_ARG(place)));
    }
    return text;
}
