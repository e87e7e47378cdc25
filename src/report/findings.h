/*
 * What check found, in the form that was asked for.
 *
 *   text    FILE:LINE:COLUMN: severity: sentence [DR008], then what to do next; on a terminal the line itself
 *   json    one answer, cnpg-dr/check/1
 *   sarif   SARIF 2.1.0, for code scanning
 *   github  workflow commands, which become annotations of a pull request
 */
#ifndef REPORT_FINDINGS_H
#define REPORT_FINDINGS_H

#include "check/rules.h"
#include "report/console.h"

struct found_finding {
    struct slice file;
    struct finding finding;
    struct slice line; /* the text of its line, to be shown; may be empty */
};

struct finding_list {
    const struct found_finding *items; /* in the order of the files, then of the lines */
    size_t count;
    const struct error *errors; /* files that could not be read */
    size_t error_count;
    size_t files, clusters; /* how many were looked at */
};

/* "error", "warning" or "note". */
const char *severity_name(enum severity severity);

/* What to do next, with the file's name in it. */
struct slice finding_next(struct arena *arena, const struct found_finding *found);

struct error findings_print_text(const struct console *console, struct arena *arena,
                                 const struct finding_list *list);
struct error findings_print_json(const struct console *console, struct arena *arena,
                                 const struct finding_list *list);
struct error findings_print_sarif(const struct console *console, struct arena *arena,
                                  const struct finding_list *list);
struct error findings_print_github(const struct console *console, struct arena *arena,
                                   const struct finding_list *list);

#endif
