#include "kube/identity.h"

/* A whole number as the API server prints it; 0 where it is none or does not fit. */
static uint32_t number(struct slice text)
{
    uint64_t value = 0;
    if (!slice_is_digits(text) || text.len > 10)
        return 0;
    for (size_t i = 0; i < text.len; i++)
        value = value * 10 + (uint64_t)(text.data[i] - '0');
    return value > UINT32_MAX ? 0 : (uint32_t)value;
}

struct live_status live_status_of(const struct node *object)
{
    struct live_status status = {
        .uid = meta(object, "uid"),
        .created = meta(object, "creationTimestamp"),
        .system_id = text_at(object, "status", "systemID", NULL),
        .timeline = number(text_at(object, "status", "timelineID", NULL)),
        .phase = text_at(object, "status", "phase", NULL),
        .reason = text_at(object, "status", "phaseReason", NULL),
        .primary = text_at(object, "status", "currentPrimary", NULL),
        .ready = condition(object, "Ready", NULL, NULL),
        .instances = number(text_at(object, "status", "instances", NULL)),
        .ready_instances = number(text_at(object, "status", "readyInstances", NULL)),
        .hibernated = slice_equal(annotation(object, "cnpg.io/hibernation"), SLICE("on")),
        .going = is_going(object),
    };
    status.archiving = condition(object, "ContinuousArchiving", &status.archiving_message, NULL);
    status.healthy = slice_equal(status.phase, SLICE(PHASE_HEALTHY)) && status.ready_instances > 0;
    return status;
}

struct error live_status_read(struct run *run, struct arena *arena, bool *found, struct live_status *status)
{
    struct tree *object;
    *status = (struct live_status){0};
    struct error error = run_cluster(run, arena, "the Cluster cannot be read", &object);
    *found = !failed(error) && object != NULL;
    if (!*found)
        return error;
    *status = live_status_of(object->root);
    return NO_ERROR;
}
