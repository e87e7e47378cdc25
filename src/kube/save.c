#include "kube/save.h"
#include "kube/dump.h"
#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/failure.h"
#include "text/buffer.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { FILES = 99 }; /* so many are kept of one Cluster */

/* The names that `kubectl get --output=name` prints, as a JSON list. */
static struct error add_secrets(struct run *run, bool may_list, struct buffer *json)
{
    const char *arguments[] = {"get", "secrets",
                               arena_format(run->arena, "--namespace=%s", run->namespace).data,
                               "--output=name", NULL};
    struct reply reply = {.answer = ANSWER_FORBIDDEN};
    struct error error =
        may_list ? kubectl_call(&run->kubectl, run->arena, arguments, SLICE(""), &reply) : NO_ERROR;
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE) {
        buffer_add(json, SLICE("null"));
        return NO_ERROR;
    }
    buffer_add(json, SLICE("["));
    bool first = true;
    for (size_t at = 0; at < reply.output.len; first = false) {
        size_t end = slice_find_char(reply.output, '\n', at);
        buffer_add(json, slice_of(first ? "" : ","));
        buffer_add(json, dump_text(run->arena, slice_cut(reply.output, at, end)));
        at = end + 1;
    }
    buffer_add(json, SLICE("]"));
    return NO_ERROR;
}

/* The events of the namespace whose object is the Cluster, as the API server gives them; null where they may
 * not be read. */
static struct error add_events(struct run *run, bool may_list, struct buffer *json)
{
    struct reply reply = {.answer = ANSWER_FORBIDDEN};
    struct tree *events = NULL;
    const char *path =
        arena_format(run->arena,
                     "/api/v1/namespaces/%s/events?fieldSelector=involvedObject.kind%%3DCluster"
                     "%%2CinvolvedObject.name%%3D%s",
                     run->namespace, run->name)
            .data;
    struct error error = may_list ? kubectl_get(&run->kubectl, run->arena, path, &reply, &events) : NO_ERROR;
    if (!failed(error))
        buffer_add(json, events != NULL ? slice_trim(reply.output) : SLICE("null"));
    return error;
}

/* A new file that only its owner can read: RECORD-before.json, RECORD-before-2.json and so on. */
static struct error open_new(struct run *run, int *fd, struct slice *path)
{
    struct slice stem = slice_of(run->record_path);
    if (slice_ends_with(stem, SLICE(".json")))
        stem.len -= strlen(".json");
    int number = EEXIST;
    for (int i = 1; i <= FILES && number == EEXIST; i++) {
        *path = i == 1 ? arena_format(run->arena, "%.*s-before.json", SLICE_ARG(stem))
                       : arena_format(run->arena, "%.*s-before-%d.json", SLICE_ARG(stem), i);
        *fd = open(path->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        number = *fd < 0 ? errno : 0;
    }
    return number == 0 ? NO_ERROR
                       : system_failure(run->arena, number, "%.*s cannot be made", SLICE_ARG(*path));
}

static struct error write_all(struct run *run, struct slice text, struct slice *path)
{
    struct descriptor *file = descriptor_make(run->arena);
    struct error error = open_new(run, &file->fd, path);
    if (failed(error))
        return error;
    int number = descriptor_write(file->fd, text);
    if (number == 0 && fsync(file->fd) != 0)
        number = errno;
    descriptor_close(file);
    if (number == 0)
        return NO_ERROR;
    unlink(path->data);
    return system_failure(run->arena, number, "%.*s cannot be written", SLICE_ARG(*path));
}

struct error save_before(struct run *run, struct slice live, const struct permissions *may,
                         struct slice *path)
{
    struct buffer json = {.arena = run->arena};
    buffer_add(&json, SLICE("{\"saved\":"));
    buffer_add(&json, dump_text(run->arena, clock_stamp(run->arena, clock_today())));
    buffer_add(&json, SLICE(",\"run\":"));
    buffer_add(&json, dump_text(run->arena, run->record.id));
    buffer_add(&json, SLICE(",\n\"cluster\":"));
    buffer_add(&json, slice_trim(live));
    buffer_add(&json, SLICE(",\n\"secrets\":"));
    struct error error = add_secrets(run, may->list_secrets, &json);
    if (failed(error))
        return error;
    buffer_add(&json, SLICE(",\n\"events\":"));
    error = add_events(run, may->events, &json);
    if (failed(error))
        return error;
    buffer_add(&json, SLICE("}\n"));
    return write_all(run, buffer_text(&json), path);
}
