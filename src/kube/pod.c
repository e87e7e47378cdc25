#include "kube/pod.h"

enum bootstrap_work bootstrap_work_of(struct slice role)
{
    static const char *const others[] = {"initdb", "import", "pgbasebackup", "snapshot-recovery"};
    if (slice_equal(role, SLICE("full-recovery")))
        return WORK_RECOVERY;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (slice_equal(role, slice_of(others[i])))
            return WORK_OTHER;
    return WORK_NONE;
}

static const struct node *first_at(const struct node *object, const char *parent, const char *list)
{
    return sequence_first(node_at(object, parent, list, NULL));
}

/* Why a pod does not start, from one container's status; what passes by itself is no reason. */
static struct slice waiting_of(struct arena *arena, const struct node *status)
{
    struct slice reason = text_at(status, "state", "waiting", "reason", NULL);
    if (reason.len == 0 || slice_equal(reason, SLICE("ContainerCreating")) ||
        slice_equal(reason, SLICE("PodInitializing")))
        return SLICE("");
    return arena_format(arena, "%.*s: %.*s", SLICE_ARG(reason),
                        SLICE_ARG(text_at(status, "state", "waiting", "message", NULL)));
}

static bool is_bad_exit(struct slice code)
{
    return code.len > 0 && !slice_equal(code, SLICE("0"));
}

static void read_status(struct arena *arena, const struct node *status, bool init, struct pod *pod)
{
    struct slice now = text_at(status, "state", "terminated", "exitCode", NULL);
    struct slice before = text_at(status, "lastState", "terminated", "exitCode", NULL);
    struct slice code = is_bad_exit(now) ? now : before;
    /* An instance that was started again is the operator's business; what restores is not started twice. */
    if (is_bad_exit(code) && (init || pod->work != WORK_NONE || !pod->instance) && pod->exit_code.len == 0) {
        pod->exit_code = code;
        pod->container = text_at(status, "name", NULL);
        pod->failed = pod->failed || pod->instance;
    }
    if (pod->waiting.len == 0)
        pod->waiting = waiting_of(arena, status);
}

/* A pod that no node takes says so in a condition. */
static void read_conditions(struct arena *arena, const struct node *object, struct pod *pod)
{
    struct slice message = SLICE(""), reason = SLICE("");
    pod->ready = slice_equal(condition(object, "Ready", NULL, NULL), SLICE("True"));
    struct slice scheduled = condition(object, "PodScheduled", &message, &reason);
    if (slice_equal(scheduled, SLICE("False")))
        pod->waiting = arena_format(arena, "%.*s: %.*s", SLICE_ARG(reason), SLICE_ARG(message));
}

/* Which container does the work, by the job's role, or as an init container. */
static void read_work(const struct node *object, struct pod *pod)
{
    pod->role = label(object, "cnpg.io/jobRole");
    pod->work = bootstrap_work_of(pod->role);
    for (const struct node *c = first_at(object, "spec", "initContainers");
         c != NULL && pod->work == WORK_NONE; c = c->next) {
        pod->role = text_at(c, "name", NULL);
        pod->work = bootstrap_work_of(pod->role);
    }
    pod->container = pod->work == WORK_NONE ? SLICE("postgres") : pod->role;
}

struct pod pod_read(struct arena *arena, const struct node *object)
{
    struct slice phase = text_at(object, "status", "phase", NULL);
    struct pod pod = {.name = meta(object, "name"),
                      .uid = meta(object, "uid"),
                      .created = meta(object, "creationTimestamp"),
                      .over = slice_equal(phase, SLICE("Succeeded")),
                      .failed = slice_equal(phase, SLICE("Failed"))};
    pod.instance = slice_equal(label(object, "cnpg.io/podRole"), SLICE("instance"));
    read_work(object, &pod);
    read_conditions(arena, object, &pod);
    for (const struct node *s = first_at(object, "status", "initContainerStatuses"); s != NULL; s = s->next)
        read_status(arena, s, true, &pod);
    for (const struct node *s = first_at(object, "status", "containerStatuses"); s != NULL; s = s->next)
        read_status(arena, s, false, &pod);
    return pod;
}

bool pod_is_of(const struct node *object, struct slice cluster_uid, struct slice cluster_created)
{
    if (owner_uid(object, "Cluster").len > 0)
        return slice_equal(owner_uid(object, "Cluster"), cluster_uid);
    return owner_uid(object, "Job").len > 0 &&
           slice_compare(meta(object, "creationTimestamp"), cluster_created) >= 0;
}
