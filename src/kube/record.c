#include "kube/record.h"
#include "report/json.h"
#include "sys/clock.h"
#include "sys/json_tree.h"
#include <stdlib.h>

#define SCHEMA "cnpg-dr/run/1"

static const char *const steps[] = {"guarding", "deleting", "creating", "running", "recovered", "settled"};
static const char *const guards[] = {"policy", "pause", "none"};

enum { STEPS = sizeof steps / sizeof steps[0], GUARDS = sizeof guards / sizeof guards[0] };

const char *step_name(enum run_step step)
{
    return steps[step];
}

/* The text fields, so that reading and writing cannot differ. */
struct text_field {
    const char *key;
    struct slice *value;
};
enum { TEXT_FIELDS = 10 };

static void text_fields(struct run_record *r, struct text_field fields[TEXT_FIELDS])
{
    const struct text_field all[TEXT_FIELDS] = {{"run", &r->id},          {"namespace", &r->namespace},
                                                {"cluster", &r->name},    {"server", &r->server},
                                                {"reads", &r->reads},     {"writes", &r->writes},
                                                {"old_uid", &r->old_uid}, {"new_uid", &r->new_uid},
                                                {"pause", &r->pause},     {"system_id", &r->system_id}};
    memcpy(fields, all, sizeof all);
}

struct slice record_write(struct arena *arena, const struct run_record *record)
{
    struct run_record copy = *record;
    struct text_field fields[TEXT_FIELDS];
    struct json_answer *answer = json_answer(arena, "run");
    text_fields(&copy, fields);
    for (size_t i = 0; i < TEXT_FIELDS; i++)
        json_put_slice(answer, answer->root, fields[i].key, *fields[i].value);
    json_put_slice(answer, answer->root, "step", slice_of(steps[record->step]));
    json_put_slice(answer, answer->root, "guard", slice_of(guards[record->guard]));
    json_put_slice(answer, answer->root, "started", clock_stamp(arena, record->started));
    json_put_slice(answer, answer->root, "expires", clock_stamp(arena, record->expires));
    if (record->end.known) {
        json_t *end = json_put_object(answer, answer->root, "end");
        json_put_count(answer, end, "highest_timeline", record->end.highest_timeline);
        json_put_count(answer, end, "timeline", record->end.timeline);
        json_put_count(answer, end, "last", record->end.last);
        json_put_count(answer, end, "segment_size", record->end.segment_size);
    }
    char *text = answer->broken ? NULL : json_dumps(answer->root, JSON_COMPACT);
    if (text == NULL)
        arena_out_of_memory(arena);
    struct slice line = arena_copy(arena, slice_of(text));
    free(text);
    return line;
}

static bool one_of(struct slice text, const char *const *names, int count, int *found)
{
    for (*found = 0; *found < count; (*found)++)
        if (slice_equal(text, slice_of(names[*found])))
            return true;
    return false;
}

static uint64_t number_at(const struct node *object, const char *key)
{
    struct slice text = text_at(object, key, NULL);
    uint64_t value = 0;
    for (size_t i = 0; i < text.len && slice_is_digits(text) && text.len <= 18; i++)
        value = value * 10 + (uint64_t)(text.data[i] - '0');
    return value;
}

struct error record_read(struct arena *arena, struct slice text, struct run_record *record)
{
    struct tree *tree;
    struct text_field fields[TEXT_FIELDS];
    int step, guard;
    *record = (struct run_record){0};
    struct error error = json_tree_read(arena, text, 0, text.len, &tree);
    if (failed(error))
        return error;
    if (!slice_equal(text_at(tree->root, "schema", NULL), SLICE(SCHEMA)) ||
        !one_of(text_at(tree->root, "step", NULL), steps, STEPS, &step) ||
        !one_of(text_at(tree->root, "guard", NULL), guards, GUARDS, &guard) ||
        !clock_parse(text_at(tree->root, "started", NULL), &record->started) ||
        !clock_parse(text_at(tree->root, "expires", NULL), &record->expires))
        return error_make(arena, ERROR_SYSTEM, "this is no record of a run that this version knows");
    text_fields(record, fields);
    for (size_t i = 0; i < TEXT_FIELDS; i++)
        *fields[i].value = text_at(tree->root, fields[i].key, NULL);
    record->step = (enum run_step)step;
    record->guard = (enum guard_kind)guard;
    const struct node *end = node_at(tree->root, "end", NULL);
    if (end != NULL)
        record->end = (struct read_end){.known = true,
                                        .highest_timeline = (uint32_t)number_at(end, "highest_timeline"),
                                        .timeline = (uint32_t)number_at(end, "timeline"),
                                        .last = number_at(end, "last"),
                                        .segment_size = number_at(end, "segment_size")};
    return NO_ERROR;
}
