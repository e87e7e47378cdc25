/*
 * What cmocka programs of the layers yaml to plan share: YAML read in a line, and refusals looked at.
 */
#ifndef LIB_YAML_H
#define LIB_YAML_H

#include "lib/check.h"

#include "yaml/tree.h"

static inline struct tree *tree_of(const char *text)
{
    struct tree *tree;
    struct error error = tree_read(&arena, slice_of(text), 0, strlen(text), &tree);
    if (failed(error))
        fail_msg("does not parse: %.*s\n%s", SLICE_ARG(error.message), text);
    return tree;
}

static inline const struct node *root_of(const char *text)
{
    return tree_of(text)->root;
}

static inline void assert_fine(struct error error)
{
    if (failed(error))
        fail_msg("%zu:%zu: %.*s", error.line, error.column, SLICE_ARG(error.message));
}

/* A refusal of that code, whose sentence holds part. */
static inline void assert_refused(struct error error, const char *code, const char *part)
{
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_string_equal(error.code, code);
    assert_holds(error.message, part);
    assert_true(error.next.len > 0);
}

/* The same, at that place. */
static inline void assert_refused_at(struct error error, const char *code, size_t line, size_t column,
                                     const char *part)
{
    assert_refused(error, code, part);
    if (error.line != line || error.column != column)
        fail_msg("at %zu:%zu, not %zu:%zu: %.*s", error.line, error.column, line, column,
                 SLICE_ARG(error.message));
}

#endif
