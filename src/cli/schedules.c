#include "cli/schedules.h"
#include <stdlib.h>

static int by_cluster(const void *a, const void *b)
{
    const struct found_schedule *left = a, *right = b;
    int order = slice_compare(left->schedule.cluster, right->schedule.cluster);
    return order != 0 ? order : slice_compare(left->file, right->file);
}

/* The first schedule whose Cluster is not before name. */
static size_t first_of(const struct found_schedule *schedules, size_t count, struct slice name)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(schedules[middle].schedule.cluster, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct slice folder_of(struct slice path)
{
    while (path.len > 0 && path.data[path.len - 1] != '/')
        path.len--;
    return path;
}

static bool belongs(const struct found_schedule *found, const struct status_row *row)
{
    struct slice theirs = found->schedule.namespace, ours = row->cluster.namespace;
    if (theirs.len > 0 && ours.len > 0)
        return slice_equal(theirs, ours);
    return slice_equal(folder_of(found->file), folder_of(row->file));
}

void schedules_match(struct status_row *rows, size_t count, struct found_schedule *schedules,
                     size_t schedule_count)
{
    if (schedule_count == 0)
        return;
    qsort(schedules, schedule_count, sizeof *schedules, by_cluster);
    for (size_t i = 0; i < count; i++) {
        struct slice name = rows[i].cluster.name;
        if (name.len == 0)
            continue;
        for (size_t j = first_of(schedules, schedule_count, name);
             rows[i].cluster.schedule.len == 0 && j < schedule_count &&
             slice_equal(schedules[j].schedule.cluster, name);
             j++)
            if (belongs(&schedules[j], &rows[i]))
                rows[i].cluster.schedule = schedules[j].schedule.schedule;
    }
}
