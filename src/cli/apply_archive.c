#include "cli/apply_archive.h"
#include "kube/object.h"
#include "store/wal_name.h"

/* The plugin keeps its configuration in an ObjectStore: that of the API server is the one in force. */
static struct error read_object_store(struct run *run, const struct store *store, const struct node **object)
{
    struct reply reply;
    struct tree *tree;
    *object = NULL;
    if (store->shape != STORE_PLUGIN || !name_is_plain(store->place))
        return NO_ERROR;
    const char *path =
        arena_format(run->arena, "/apis/barmancloud.cnpg.io/v1/namespaces/%s/objectstores/%.*s",
                     run->namespace, SLICE_ARG(store->place))
            .data;
    struct error error = kubectl_get(&run->kubectl, run->arena, path, &reply, &tree);
    if (!failed(error) && tree != NULL)
        *object = tree->root;
    return error;
}

static struct error archived(void *context, struct slice segment, bool *found)
{
    const struct apply_archive *archive = context;
    return apply_store_segment(archive->store, segment, found);
}

struct error apply_archive_open(const struct invocation *invocation, const struct one_cluster *one,
                                struct run *run, struct apply_archive *archive)
{
    struct arena *arena = invocation->arena;
    const struct node **objects = arena_array(arena, 2, sizeof *objects);
    size_t count = 0;
    *archive = (struct apply_archive){.run = run, .watch = {archive, archived}};
    if (invocation->given[OPTION_NO_CHECK_BACKUPS])
        return NO_ERROR;
    const struct store *stores[] = {&run->wanted.read, &run->wanted.write};
    for (size_t i = 0; i < 2; i++) {
        struct error error = read_object_store(run, stores[i], &objects[count]);
        if (failed(error))
            return error;
        count += objects[count] != NULL;
    }
    struct apply_store_request *request = arena_alloc(arena, sizeof *request);
    *request = (struct apply_store_request){.invocation = invocation,
                                            .cluster = &run->wanted,
                                            .object_stores = objects,
                                            .object_store_count = count,
                                            .text = one->text,
                                            .file = one->is_input ? SLICE("-") : one->name};
    return error_next(apply_store_open(arena, request, &archive->store),
                      SLICE("give the store's options or its credentials as for cnpg-dr backups, a saved "
                            "listing with --listing, or say --no-check-backups"));
}

static void say(const struct run *run, const struct apply_preflight *answer)
{
    for (size_t i = 0; i < answer->sentence_count; i++) {
        const struct apply_sentence *s = &answer->sentences[i];
        if (s->severity != FINDING_NOTE)
            run_tell(run, NEWS_WARNING, "%s: %.*s", s->code, SLICE_ARG(s->text));
    }
    if (answer->mark.sentence.len > 0)
        run_tell(run, NEWS_DONE, "%.*s", SLICE_ARG(answer->mark.sentence));
}

/* Why it cannot work: the gravest finding. */
static struct error cannot_recover(const struct run *run, const struct apply_preflight *answer)
{
    const struct apply_sentence *first = answer->sentence_count > 0 ? &answer->sentences[0] : NULL;
    struct error error = refuse(
        run->arena, REFUSE_BACKUPS, "%.*s",
        SLICE_ARG(first != NULL ? first->text : SLICE("the object store holds nothing to recover from")));
    return first != NULL && first->next.len > 0 ? error_next(error, first->next) : error;
}

struct error apply_archive_preflight(const struct invocation *invocation, struct apply_archive *archive)
{
    struct run *run = archive->run;
    struct apply_preflight answer;
    struct slice given = invocation_value(invocation, OPTION_SYSTEM_ID);
    if (given.len > 0)
        run->record.system_id = given;
    if (archive->store == NULL) {
        run_tell(run, NEWS_WARNING,
                 "the object store is not looked at: whether there is something to recover "
                 "is not known");
        return NO_ERROR;
    }
    struct error error = apply_store_preflight(archive->store, &answer);
    if (failed(error))
        return error;
    say(run, &answer);
    archive->segment_size = answer.mark.segment_size;
    if (given.len == 0)
        run->record.system_id = answer.system_id;
    else if (answer.system_id.len > 0 && !slice_equal(given, answer.system_id))
        return error_next(error_make(run->arena, ERROR_REFUSED,
                                     "--system-id is %.*s, and the database in the archive has %.*s",
                                     SLICE_ARG(given), SLICE_ARG(answer.system_id)),
                          SLICE("leave --system-id out, or read from another generation"));
    return answer.can_recover ? NO_ERROR : cannot_recover(run, &answer);
}

struct error apply_archive_mark(void *context, struct run *run)
{
    struct apply_archive *archive = context;
    struct archive_mark mark;
    if (archive->store == NULL)
        return NO_ERROR;
    struct error error = apply_store_mark(archive->store, archive->segment_size, &mark);
    if (failed(error))
        return error;
    run->record.end = (struct read_end){.known = mark.known,
                                        .highest_timeline = mark.highest_timeline,
                                        .timeline = mark.timeline,
                                        .last = mark.last,
                                        .segment_size = mark.segment_size};
    run_tell(run, NEWS_DONE, "%.*s", SLICE_ARG(mark.sentence));
    return NO_ERROR;
}

struct recovery_expectation apply_archive_expected(const struct run *run)
{
    const struct read_end *end = &run->record.end;
    bool named = end->known && wal_segment_size_is_valid(end->segment_size);
    struct slice last = named ? wal_segment_text(run->arena, end->timeline, end->last, end->segment_size)
                              : SLICE(""); /* the record keeps the number, the judge reads the name */
    return (struct recovery_expectation){.system_id = run->record.system_id,
                                         .mark = {.known = end->known,
                                                  .highest_timeline = end->highest_timeline,
                                                  .timeline = end->timeline,
                                                  .last = end->last,
                                                  .last_segment = last,
                                                  .segment_size = end->segment_size,
                                                  .archived = INSTANT_NONE}};
}
