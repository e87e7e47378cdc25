/*
 * The verdict as a mermaid flowchart, for the text of a pull request: GitHub and GitLab draw it.
 */
#ifndef STORE_PICTURE_MERMAID_H
#define STORE_PICTURE_MERMAID_H

#include "store/chart.h"

/* One flowchart, also of several stores. */
struct slice picture_mermaid(struct arena *arena, const struct verdict *const *verdicts, size_t count);

#endif
