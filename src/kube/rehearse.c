#include "kube/rehearse.h"
#include "kube/guard.h"
#include "sys/clock.h"
#include "sys/json_tree.h"

enum {
    PHASE = 15 * 1000, /* ms for the guard's second phase to be in force everywhere */
    EVERY = 300,       /* ms between two tries */
    SCHEMA = 120 /* s for a call: kubectl apply reads the schema of all kinds first, which is megabytes */
};

static const struct {
    const char *name;
    const char *arguments[4]; /* besides those of all */
} ways[REHEARSALS] = {
    {"Argo CD, client-side", {"--validate=strict"}},
    {"Argo CD, server-side",
     {"--validate=strict", "--server-side", "--force-conflicts", "--field-manager=argocd-controller"}},
    /* Flux does not ask for strict validation: an unknown field is only a warning to it. */
    {"Flux",
     {"--validate=warn", "--server-side", "--force-conflicts", "--field-manager=kustomize-controller"}},
};

struct slice rehearse_options(struct arena *arena, int way)
{
    struct slice text = slice_of(ways[way].arguments[0]);
    for (size_t i = 1; i < 4 && ways[way].arguments[i] != NULL; i++)
        text = arena_format(arena, "%.*s %s", SLICE_ARG(text), ways[way].arguments[i]);
    return text;
}

static struct error send(struct run *run, int way, struct slice body, struct reply *reply)
{
    const char *arguments[12] = {"apply", arena_format(run->arena, "--namespace=%s", run->namespace).data,
                                 "--dry-run=server", "--filename=-", "--output=json"};
    for (size_t i = 0; i < 4 && ways[way].arguments[i] != NULL; i++)
        arguments[5 + i] = ways[way].arguments[i];
    struct kubectl kubectl = run->kubectl;
    kubectl.timeout = SCHEMA;
    return kubectl_call(&kubectl, run->arena, arguments, body, reply);
}

/* `Invalid value: "{ the whole object }": why`: the object is what everybody has, and pages long. */
static struct slice shorten(struct arena *arena, struct slice message)
{
    struct slice begin = SLICE("Invalid value: \"{"), end = SLICE("}\": ");
    size_t from = slice_find(message, begin), to = message.len;
    if (from == message.len)
        return message;
    for (size_t at = from; at + end.len <= message.len; at++)
        if (slice_starts_with(slice_cut(message, at, message.len), end))
            to = at;
    if (to == message.len)
        return message;
    return arena_format(arena, "%.*s…%.*s", SLICE_ARG(slice_cut(message, 0, from + begin.len)),
                        SLICE_ARG(slice_cut(message, to, message.len)));
}

/* What the API server would make of the live Cluster. */
static struct slice look_at(struct run *run, const struct settle_input *input, struct slice output)
{
    struct tree *object;
    struct error error = json_tree_read(run->arena, output, 0, output.len, &object);
    if (failed(error))
        return arena_format(run->arena, "what kubectl printed is no JSON: %.*s", SLICE_ARG(error.message));
    struct cluster made = cluster_read(object);
    struct slice uid = meta(object->root, "uid");
    if (!slice_equal(uid, run->record.new_uid))
        return arena_format(run->arena, "it would be another Cluster, of uid %.*s", SLICE_ARG(uid));
    if (!slice_equal(made.write.generation, input->cluster->write.generation))
        return arena_format(run->arena, "it would archive into %.*s", SLICE_ARG(made.write.generation));
    return SLICE("");
}

static struct error rehearse_one(struct run *run, int way, const struct settle_input *input,
                                 struct rehearsal *result)
{
    struct reply reply;
    for (long long begun = clock_now();;) {
        struct error error = send(run, way, input->body, &reply);
        if (failed(error))
            return error;
        if (!guard_denied(run, &reply) || clock_now() - begun >= PHASE)
            break;
        error = run_pause(run, EVERY, "the guard was in its second phase");
        if (failed(error))
            return error;
    }
    if (reply.answer == ANSWER_UNREACHABLE || reply.answer == ANSWER_UNAUTHORIZED)
        return reply_error(run->arena, &reply, "cannot rehearse the syncs to come");
    *result = (struct rehearsal){.way = ways[way].name, .command = reply.command};
    result->message =
        reply.answer == ANSWER_DONE ? look_at(run, input, reply.output) : shorten(run->arena, reply.message);
    result->passed = result->message.len == 0;
    return NO_ERROR;
}

/* With it CNPG's webhook lets everything pass. */
static void warn_of_validation(const struct run *run, const struct settle_input *input)
{
    struct slice value = annotation(input->cluster->tree->root, "cnpg.io/validation");
    if (slice_equal(value, SLICE("disabled")))
        run_tell(run, NEWS_WARNING,
                 "the manifest has cnpg.io/validation: disabled: that its dry runs pass proves little");
}

static struct error say_failed(const struct run *run, const struct rehearsal *results)
{
    const struct rehearsal *first = NULL;
    int count = 0;
    for (int i = 0; i < REHEARSALS; i++) {
        if (results[i].passed)
            continue;
        first = first == NULL ? &results[i] : first;
        count++;
    }
    if (count == 0)
        return NO_ERROR;
    return error_next(
        error_make(run->arena, ERROR_FINDINGS,
                   "%d of %d rehearsals of the sync after the merge did not pass; %s: %.*s (%.*s)", count,
                   REHEARSALS, first->way, SLICE_ARG(first->message), SLICE_ARG(first->command)),
        SLICE("do not merge: mend the manifest as the message says and settle again; the guard stays in its "
              "second phase"));
}

struct error rehearse(struct run *run, const struct settle_input *input, struct rehearsal results[REHEARSALS])
{
    struct rehearsal own[REHEARSALS], *all = results != NULL ? results : own;
    run_tell(run, NEWS_STEP, "rehearsing the sync after the merge, as Argo CD and Flux do it");
    warn_of_validation(run, input);
    for (int i = 0; i < REHEARSALS; i++) {
        struct error error = rehearse_one(run, i, input, &all[i]);
        if (failed(error))
            return error;
        if (all[i].passed)
            run_tell(run, NEWS_DONE, "%s: the manifest passes", all[i].way);
        else
            run_tell(run, NEWS_WARNING, "%s: %.*s", all[i].way, SLICE_ARG(all[i].message));
    }
    return say_failed(run, all);
}
