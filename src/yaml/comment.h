/*
 * Comments, line by line: what a line is, in which style it is commented out, and how one level comes off or
 * on.
 */
#ifndef YAML_COMMENT_H
#define YAML_COMMENT_H

#include "text/edits.h"
#include "text/lines.h"
#include "yaml/tree.h"

enum line_kind {
    LINE_BLANK,   /* nothing but blanks */
    LINE_CONTENT, /* YAML begins on it, or a document marker stands there */
    LINE_TEXT,    /* inside a scalar of several lines: a # there is text */
    LINE_COMMENT  /* its first character is a # */
};

/* The lines of one document. */
struct sheet {
    struct lines lines;  /* of the whole text */
    size_t first, end;   /* the document's lines: from first up to end */
    unsigned char *kind; /* enum line_kind of line first + i */
};

/* Looks at every line of the document that tree was read from; start and end as in struct document. */
struct sheet sheet_of(struct arena *arena, const struct lines *lines, const struct tree *tree, size_t start,
                      size_t end);

enum line_kind sheet_kind(const struct sheet *sheet, size_t line);

/* A line without its indentation: the column of its first character, and its text from there on. */
struct view {
    size_t indent;
    struct slice body;
};

struct view view_of(struct slice line);

/* What comes off a line with one level of comment. */
enum comment_strip {
    STRIP_HASH,       /* "#key:"  the hash */
    STRIP_HASH_BLANK, /* "# key:" the hash and one blank */
    STRIP_IN_PLACE    /* a hash in column 0 that stands in place of a blank: it becomes one */
};

struct comment_style {
    bool own_column; /* the hash stands at each line's own first column, else: */
    size_t column;   /* where it stands on every line */
    enum comment_strip strip;
};

/* The style in which the comment (a view whose body begins with #) has its text in column target once it is
 * off. False where there is none. */
bool comment_style_for(struct view comment, size_t target, struct comment_style *style);

/* One level off a view, if it is a comment in that style. */
bool comment_off(struct view line, struct comment_style style, struct view *under);

/* The edit that takes one level off a line (which comment_off accepted), or puts one on. */
void comment_edit_off(struct arena *arena, struct edits *edits, const struct lines *lines, size_t line,
                      struct comment_style style);
void comment_edit_on(struct arena *arena, struct edits *edits, const struct lines *lines, size_t line,
                     struct comment_style style);

#endif
