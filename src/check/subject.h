/*
 * One Cluster of one file, read once for all rules.
 */
#ifndef CHECK_SUBJECT_H
#define CHECK_SUBJECT_H

#include "check/finding.h"
#include "cnpg/generation.h"
#include "plan/manifest.h"

/* How a file is checked. */
struct check_scope {
    struct slice file;   /* as messages name it */
    struct slice text;   /* the whole file */
    const char *pattern; /* as in plan_scope */
    const struct generation_rule *rule;
    const enum severity *severities; /* RULE_COUNT of them; SEVERITY_OFF leaves a rule out */
};

struct check_subject {
    struct arena *arena;
    const struct check_scope *scope;
    const struct manifest *manifest; /* its blocks are found only where `form` is no error */
    const struct cluster *cluster;
    struct error form;            /* of cluster_check_form */
    struct error fit;             /* of cluster_check */
    const struct block *recovery; /* the commented recovery of a steady Cluster, or NULL */
    const struct node *external;  /* what that one reads from, as it stands, or NULL */
    size_t external_line;         /* of it, from 0 */
    struct findings *findings;
};

/* True where the Cluster's method is recovery alone. */
bool subject_recovers(const struct check_subject *subject);

/* Where the byte at that offset of the file stands. */
void subject_place(const struct lines *lines, size_t offset, size_t *line, size_t *column);

/* A finding at a byte of the file, or at a line of it (from 0), with the severity of the rule. The sentence
 * is formatted into the arena; next lives long enough. */
__attribute__((format(printf, 5, 6))) void find_at(struct check_subject *subject, enum check_rule rule,
                                                   size_t offset, struct slice next, const char *format, ...);

/* The same with a severity of its own. */
__attribute__((format(printf, 6, 7))) void find_as(struct check_subject *subject, enum check_rule rule,
                                                   enum severity severity, size_t offset, struct slice next,
                                                   const char *format, ...);

/* The byte at which a line (from 0) has its first character that is no blank. */
size_t subject_line_start(const struct check_subject *subject, size_t line);

/* The byte at which a key, or else its value, or else the document stands. */
size_t subject_field_start(const struct check_subject *subject, struct field field);

/* True where the text is still to be filled in: it holds a $ or {{. */
bool is_filled_in_later(struct slice text);

#endif
