/*
 * The one Cluster out of a stream of resources, as kustomize, helm and kubectl print them: copied, not
 * written again.
 *
 * The stream is taken in pieces, and a piece is done with once it is looked at, so that memory holds one
 * document and not the stream. Only a document that names CloudNativePG's API group and the word Cluster can
 * be the one: nothing else is parsed, and whether the rest is YAML nobody asks. A document that can be the
 * one and does not parse is an error.
 *
 * What comes out is one document: no marker line, one line end behind the last line that is not blank, and
 * the blank lines behind that where they are part of a scalar (`|+`). An item of a List in YAML is moved to
 * the left; a JSON value is copied as it stands. YAML is proved: the copy says, event by event, what its
 * place in the input says. JSON is for the caller to read (core knows no JSON library): what does not parse
 * may not leave.
 */
#ifndef PLAN_EXTRACT_H
#define PLAN_EXTRACT_H

#include "base/refusals.h"

struct extract; /* the work, begun */

/* A line of the input: so many line feeds behind a byte of the window, or of the input where that is 0. */
struct extract_place {
    size_t offset, line;
};

/* The document that was found. */
struct extracted {
    struct slice text;
    bool json;
    struct extract_place place; /* where its first line stands */
    size_t first_column,
        column; /* how many columns its first line, and the others, stood further to the right */
};

/* Begins. cluster is "[NAMESPACE/]NAME", or empty: the only one. Everything lives in the arena. */
struct extract *extract_begin(struct arena *arena, struct slice cluster);

/*
 * Looks at the window: what was not taken yet of the input, as far as it is there; ended where nothing
 * follows. *taken is how many bytes at its front are done with: the next window begins behind them. Refuses
 * what can be the Cluster and does not parse, at its place in the whole input.
 */
struct error extract_look(struct extract *extract, struct slice window, bool ended, size_t *taken);

/*
 * The Cluster. The last window must still be there, for this function and those below. Refuses
 * (REFUSE_NO_CLUSTER, REFUSE_WHICH_CLUSTER) where there is none or where there are several, and says what
 * there is.
 */
struct error extract_finish(struct extract *extract, const struct extracted **extracted);

/* The line of the input in which the document that was found begins, from 1. Counted when it is asked for. */
size_t extracted_line(const struct extract *extract, const struct extracted *extracted);

/* An error about the text that was found, moved to its place in the input. */
struct error extracted_error(const struct extract *extract, const struct extracted *extracted,
                             struct error error);

#endif
