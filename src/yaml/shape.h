/*
 * Whether a line under a comment is YAML of a block, or prose.
 *
 * A commented block cannot be parsed to find out where it ends: prose stands between its lines and behind it.
 * So its lines are held against the columns at which the block has keys and items so far. A line fits where
 * it stands at one of them and has the form that is due there, or deeper in a value that is still open.
 */
#ifndef YAML_SHAPE_H
#define YAML_SHAPE_H

#include "yaml/comment.h"

enum { SHAPE_LEVELS = 64 };

/* What may follow a line. */
enum shape_open {
    OPEN_NOTHING,
    OPEN_VALUE, /* "key:" or "-": something deeper */
    OPEN_TEXT,  /* "key: |": any text that is deeper */
    OPEN_PLAIN, /* "- two words": a plain scalar may go on, deeper */
    OPEN_FLOW,  /* a [ or { is not closed */
    OPEN_QUOTE  /* a quote is not closed */
};

/* The columns at which a block has keys or items, outermost first, and what its last line left open. */
struct shape {
    struct {
        size_t column;
        bool sequence;
        bool free_keys; /* a mapping whose keys are the user's own, such as tags */
    } levels[SHAPE_LEVELS];
    size_t count;
    bool free_keys_next; /* the next level is one */
    enum shape_open open;
    long open_column;   /* of the key or dash that it belongs to; -1 before the first line */
    size_t text_column; /* OPEN_TEXT: of its first line; 0 before that */
    size_t brackets;    /* OPEN_FLOW: how many */
    char quote;         /* OPEN_QUOTE, and OPEN_FLOW inside quotes: which; 0 none */
};

/* Before the first line: it may stand in any column. */
struct shape shape_start(void);

/* Takes the line in if it fits, and says so; else the shape stays as it was. Sure lines are YAML, as they are
 * no comment: no word of theirs is taken for prose. */
bool shape_take(struct shape *shape, struct view line, bool sure);

/* A further line of a scalar: a quote that is open may close on it. */
void shape_go_on(struct shape *shape, struct view line);

/* A blank line: a plain scalar does not go on behind it. */
void shape_pause(struct shape *shape);

/* A comment that stays one: neither a plain scalar goes on behind it, nor a block scalar whose text stands
 * deeper (YAML 1.2.2 §8.1.1.2). */
void shape_pass_comment(struct shape *shape, struct view comment);

/* True where any text that is deeper is part of the last line's value. */
bool shape_open_text(const struct shape *shape, struct view line);

/* True where the line, which is not blank, closes an open flow collection: its bracket may stand in the
 * column of the key. */
bool shape_closes_flow(const struct shape *shape, struct view line);

/* True where the view begins like a key or an item, wherever it stands. */
bool shape_is_yaml(struct view line);

/* The key that the text begins with ("name: x", "name:"), without quotes; empty where it begins with none.
 * *value is what follows the colon, trimmed, without a trailing comment. value may be NULL. */
struct slice shape_key(struct slice text, struct slice *value);

#endif
