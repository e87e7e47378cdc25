#include "kube/losses.h"
#include "sys/clock.h"
#include "text/buffer.h"

enum {
    SHOWN = 8, /* names in one sentence */
};

/* VolumeSnapshots are of another project, which need not be installed. */
#define SNAPSHOTS "snapshot.storage.k8s.io/v1"

struct looking {
    struct run *run;
    struct slice uid; /* of the Cluster that goes */
    struct losses *losses;
    size_t taken_capacity, lost_capacity;
};

static void add(struct looking *l, struct slice **sentences, size_t *count, size_t *capacity,
                struct slice sentence)
{
    *sentences = arena_grow(l->run->arena, *sentences, capacity, *count + 1, sizeof **sentences);
    (*sentences)[(*count)++] = sentence;
}

static void taken(struct looking *l, struct slice sentence)
{
    add(l, &l->losses->taken, &l->losses->taken_count, &l->taken_capacity, sentence);
}

static void lost(struct looking *l, struct slice sentence)
{
    add(l, &l->losses->lost, &l->losses->lost_count, &l->lost_capacity, sentence);
}

/* Names one after the other, the first few of them. */
struct names {
    struct buffer text;
    size_t count;
};

static void name_one(struct names *names, struct slice name)
{
    if (names->count++ >= SHOWN)
        return;
    buffer_add(&names->text, slice_of(names->count > 1 ? ", " : ""));
    buffer_add(&names->text, name);
}

static struct slice names_text(struct names *names)
{
    if (names->count > SHOWN)
        buffer_add(&names->text,
                   arena_format(names->text.arena, " and %zu more", names->count - (size_t)SHOWN));
    return buffer_text(&names->text);
}

/* A list that may be forbidden, or of a kind that is not installed: *list is NULL then, and the former said.
 */
static struct error list(struct looking *l, const char *path, const char *what, struct tree **objects)
{
    struct reply reply;
    struct error error = kubectl_get(&l->run->kubectl, l->run->arena, path, &reply, objects);
    if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_NOT_FOUND)
        return error;
    if (reply.answer != ANSWER_FORBIDDEN)
        return reply_error(l->run->arena, &reply, "what goes with the Cluster cannot be listed");
    taken(l, arena_format(l->run->arena, "perhaps %s: you may not list them", what));
    return NO_ERROR;
}

static struct error look_at_claims(struct looking *l)
{
    struct arena *arena = l->run->arena;
    struct tree *claims;
    const char *selector = arena_format(arena, "cnpg.io/cluster=%s", l->run->name).data;
    struct error error =
        list(l, path_list(arena, "v1", l->run->namespace, "persistentvolumeclaims", selector),
             "PersistentVolumeClaims", &claims);
    if (failed(error))
        return error;
    struct names names = {.text = {.arena = arena}};
    for (const struct node *c = next_item(claims, NULL); c != NULL; c = next_item(claims, c)) {
        struct slice size = text_at(c, "status", "capacity", "storage", NULL);
        if (size.len == 0)
            size = text_at(c, "spec", "resources", "requests", "storage", NULL);
        if (size.len == 0)
            size = SLICE("unknown size");
        name_one(&names, arena_format(arena, "%.*s (%.*s)", SLICE_ARG(meta(c, "name")), SLICE_ARG(size)));
    }
    if (names.count > 0)
        taken(l, arena_format(arena, "%zu PersistentVolumeClaim%s: %.*s", names.count,
                              names.count == 1 ? "" : "s", SLICE_ARG(names_text(&names))));
    return NO_ERROR;
}

/* Those of a kind that the Cluster owns, and that the collector deletes after it. */
static struct error look_at_owned(struct looking *l, const char *group, const char *resource,
                                  const char *kind)
{
    struct arena *arena = l->run->arena;
    struct tree *objects;
    struct error error = list(l, path_list(arena, group, l->run->namespace, resource, NULL), kind, &objects);
    if (failed(error))
        return error;
    struct names names = {.text = {.arena = arena}};
    for (const struct node *o = next_item(objects, NULL); o != NULL; o = next_item(objects, o))
        if (slice_equal(owner_uid(o, "Cluster"), l->uid))
            name_one(&names, meta(o, "name"));
    if (names.count > 0)
        taken(l, arena_format(arena, "%zu %s%s that the Cluster owns: %.*s", names.count, kind,
                              names.count == 1 ? "" : "s", SLICE_ARG(names_text(&names))));
    return NO_ERROR;
}

/* "UID NAME" for each Secret: names only, by a template, as no data of a Secret may come into our memory. */
static struct error look_at_secrets(struct looking *l, bool may_list)
{
    struct arena *arena = l->run->arena;
    const char *arguments[] = {
        "get", "secrets", arena_format(arena, "--namespace=%s", l->run->namespace).data,
        "--output=go-template={{range .items}}{{$name := .metadata.name}}"
        "{{range .metadata.ownerReferences}}{{.uid}} {{$name}}{{\"\\n\"}}{{end}}{{end}}",
        NULL};
    struct reply reply = {.answer = ANSWER_FORBIDDEN};
    struct error error =
        may_list ? kubectl_call(&l->run->kubectl, arena, arguments, SLICE(""), &reply) : NO_ERROR;
    if (failed(error))
        return error;
    struct names names = {.text = {.arena = arena}};
    struct slice text = reply.answer == ANSWER_DONE ? reply.output : SLICE("");
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at), blank = slice_find_char(text, ' ', at);
        if (slice_equal(slice_cut(text, at, blank), l->uid))
            name_one(&names, slice_cut(text, blank + 1, end));
        at = end + 1;
    }
    struct slice which = names.count > 0
                             ? names_text(&names)
                             : arena_format(arena, "%s-app, %s-ca and the like; their list cannot be read",
                                            l->run->name, l->run->name);
    if (names.count > 0 || reply.answer != ANSWER_DONE)
        taken(l, arena_format(arena,
                              "the generated Secrets, the CA among them (%.*s): applications need the new "
                              "password and CA afterwards",
                              SLICE_ARG(which)));
    return NO_ERROR;
}

/* Why nobody could be asked how far the archive goes. */
static const char *not_asked(const struct live_status *live, bool may_exec)
{
    if (live->hibernated)
        return "the database is hibernated, so it cannot be asked how far that goes";
    if (live->ready_instances == 0 || live->primary.len == 0)
        return "no instance is up that could be asked how far that goes";
    return may_exec ? "its primary gave no answer when it was asked how far that goes"
                    : "it was not asked how far that goes, for want of the right to pods/exec";
}

static void say_archived(struct looking *l, const struct live_status *live, bool may_exec)
{
    struct arena *arena = l->run->arena;
    const struct archiver *a = &l->losses->archiver;
    if (!a->asked)
        lost(l, arena_format(arena, "what the database has not archived: %s", not_asked(live, may_exec)));
    else if (a->last_archived.len == 0)
        lost(l, SLICE("everything since the last base backup: the database has archived no WAL yet"));
    else
        lost(l, arena_format(arena,
                             "what is committed behind the last archived WAL, %.*s, of %.*s ago; %.*s "
                             "is being written",
                             SLICE_ARG(a->last_archived),
                             SLICE_ARG(clock_say(arena, a->archived_ago < 0 ? 0 : a->archived_ago)),
                             SLICE_ARG(a->current)));
    if (a->fails)
        lost(l, arena_format(arena, "ARCHIVING FAILS, so all of that is lost: %.*s", SLICE_ARG(a->why)));
    if (a->asked && !a->fails)
        lost(l, SLICE("what is committed after the last switch of WAL: stop the applications first"));
}

/* A database that runs and does not archive, or does not say, loses what it holds behind the archive. */
static struct error judge(struct looking *l, const struct live_status *live, bool lose_unarchived)
{
    const struct archiver *a = &l->losses->archiver;
    bool silent = !a->asked && live->ready_instances > 0 && !live->hibernated &&
                  !slice_equal(live->archiving, SLICE("True"));
    if (lose_unarchived || (!a->fails && !silent))
        return NO_ERROR;
    return error_next(
        a->fails
            ? error_make(l->run->arena, ERROR_REFUSED,
                         "the Cluster that stands does not archive its WAL, so its last transactions "
                         "would be lost: %.*s",
                         SLICE_ARG(a->why))
            : error_make(l->run->arena, ERROR_REFUSED,
                         "the Cluster that stands has a running instance, and nobody can tell whether it "
                         "archives its WAL, so its last transactions might be lost"),
        SLICE("repair the archiving and see it work, or accept the loss with --lose-unarchived"));
}

static struct slice archives_into(const struct run *run, const struct cluster *live)
{
    return live->write.shape == STORE_NONE
               ? SLICE("nowhere")
               : arena_format(run->arena, "into generation %.*s", SLICE_ARG(live->write.generation));
}

/* Nothing that it has archived is in what is read, as far as its own generation goes. */
static struct error judge_elsewhere(struct looking *l, const struct cluster *live, enum standing_wal wal,
                                    bool lose_unarchived)
{
    struct arena *arena = l->run->arena;
    struct slice into = archives_into(l->run, live), read = l->run->record.reads;
    if (wal == WAL_OF_ATTEMPT) {
        lost(l,
             arena_format(arena,
                          "what was written to this earlier attempt: it archives %.*s, and what is recovered "
                          "is %.*s",
                          SLICE_ARG(into), SLICE_ARG(read)));
        return NO_ERROR;
    }
    lost(l, arena_format(arena, "ALL that is not in generation %.*s: the Cluster that stands archives %.*s",
                         SLICE_ARG(read), SLICE_ARG(into)));
    if (lose_unarchived)
        return NO_ERROR;
    return error_next(
        error_make(arena, ERROR_REFUSED,
                   "the Cluster that stands archives %.*s, and the manifest recovers generation "
                   "%.*s: what is not in that would be lost",
                   SLICE_ARG(into), SLICE_ARG(read)),
        SLICE("make the recovery of the manifest that is live now, or accept the loss with "
              "--lose-unarchived"));
}

static struct error judge_wal(struct looking *l, const struct standing *standing,
                              const struct permissions *may, bool lose_unarchived)
{
    const struct live_status status = live_status_of(standing->object);
    enum standing_wal wal = standing_wal(l->run, &standing->cluster);
    if (wal != WAL_IS_READ)
        return judge_elsewhere(l, &standing->cluster, wal, lose_unarchived);
    struct error error = archiver_look(l->run, &status, may->exec, &l->losses->archiver);
    if (failed(error))
        return error;
    say_archived(l, &status, may->exec);
    return judge(l, &status, lose_unarchived);
}

struct error losses_look(struct run *run, const struct standing *standing, const struct permissions *may,
                         bool lose_unarchived, struct losses *losses)
{
    *losses = (struct losses){0};
    struct looking l = {.run = run, .uid = standing->uid, .losses = losses};
    struct error error = look_at_claims(&l);
    if (!failed(error))
        error = look_at_owned(&l, CNPG_GROUP "v1", "backups", "Backup");
    if (!failed(error))
        error = look_at_owned(&l, SNAPSHOTS, "volumesnapshots", "VolumeSnapshot");
    if (!failed(error))
        error = look_at_secrets(&l, may->list_secrets);
    return failed(error) ? error : judge_wal(&l, standing, may, lose_unarchived);
}
