/*
 * Which ScheduledBackup of another file belongs to a Cluster.
 */
#ifndef CLI_SCHEDULES_H
#define CLI_SCHEDULES_H

#include "report/status.h"

struct found_schedule {
    struct slice file;
    struct backup_schedule schedule;
};

/*
 * Gives each row without a schedule the first one that names its Cluster: with the same namespace wherever it
 * lies, or, where one of the two leaves the namespace to kustomize, in the same folder. schedules are sorted
 * by it.
 */
void schedules_match(struct status_row *rows, size_t count, struct found_schedule *schedules,
                     size_t schedule_count);

#endif
