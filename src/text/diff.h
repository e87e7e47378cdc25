/*
 * A unified diff of a text and its edits. The edits are known, so nothing is searched for: their spans are
 * widened to whole lines, with three lines of context, and hunks that touch are merged. patch and git apply
 * are the judges.
 */
#ifndef TEXT_DIFF_H
#define TEXT_DIFF_H

#include "text/edits.h"

/*
 * The diff of before and the sorted edits, as `diff -u` and `git diff` print it: "--- a/NAME", "+++ b/NAME",
 * hunks,
 * "\ No newline at end of file" where it applies. Empty where nothing changes: edits that put back what was
 * there do not count. Line ends stay as they are in the text.
 *
 * A name with a control character, a quote or a backslash is quoted as git quotes it, one with a blank is
 * followed by a tab, as patch needs it, and slashes that a name begins with are left out. Linear in before
 * and the edits.
 */
struct slice diff_unified(struct arena *arena, struct slice name, struct slice before,
                          const struct edits *edits);

#endif
