/*
 * What status says of the Clusters that it found.
 */
#ifndef REPORT_STATUS_H
#define REPORT_STATUS_H

#include "plan/status.h"
#include "report/backups.h"
#include "report/console.h"

struct status_row {
    struct slice file;
    struct cluster_status cluster;
    const struct backups_brief *backups; /* what its store holds; NULL: it was not asked */
};

struct status_list {
    const struct status_row *rows; /* in the order of the files */
    size_t count;
    const struct error *errors; /* files that could not be read */
    size_t error_count;
};

/* One Cluster in full, several as a table where it fits the terminal; errors and what stands in the way of a
 * recovery to standard error. With -o json one answer, cnpg-dr/status/1, which holds the errors too. */
struct error status_print(const struct console *console, struct arena *arena, const struct status_list *list);

#endif
