/*
 * What recover and revert may do to the lines of a manifest, judged without looking at what they are.
 */
#ifndef FUZZ_TEXT_H
#define FUZZ_TEXT_H

#include "text/edits.h"

/* What is known of a step: what makes more than toggled lines and values right. */
struct step {
    bool aliases; /* an alias was replaced by what it stands for, or may have been */
    bool target;  /* a recoveryTarget may have gone */
    bool written; /* something was written or filled in */
};

/* Why the edits are not what lies between before and after, or NULL. */
const char *text_edits(struct slice before, struct slice after, const struct edits *edits);

/* Line ends, BOM, final newline, and all documents but one. */
const char *text_form(struct slice before, struct slice after);

/* Every line of before stands in after, in order: as it was, with more or less of a comment, or with another
 * value where a step may set one. *line is the first that does not, from 1. */
const char *text_toggled(struct slice before, struct slice after, const struct step *step, size_t *line);

/* After recover and revert: the same lines, but for values that the steps set, and lines that they wrote. */
const char *text_way_back(struct slice before, struct slice after, const struct step *step, size_t *line);

#endif
