#include "request.h"
#include "base/arena.h"

static const struct slice mark = {"#!", 2};

static struct slice next_word(struct slice *line)
{
    *line = slice_trim(*line);
    struct slice word = slice_cut(*line, 0, slice_find_char(*line, ' ', 0));
    *line = slice_cut(*line, word.len, line->len);
    return word;
}

static bool is(struct slice word, const char *option)
{
    return slice_equal(word, slice_of(option));
}

/* Words that set a flag. */
static bool *flag_of(struct recover_options *o, struct slice word)
{
    return is(word, "--no-target")          ? &o->no_target
           : is(word, "--keep-target")      ? &o->keep_target
           : is(word, "--no-fill")          ? &o->no_fill
           : is(word, "--fresh-block")      ? &o->fresh_block
           : is(word, "--target-immediate") ? &o->target.immediate
           : is(word, "--exclusive")        ? &o->target.exclusive
                                            : NULL;
}

/* Words that take the next one. */
static struct slice *value_of(struct request *r, struct slice word)
{
    struct recover_options *o = &r->options;
    return is(word, "--from")          ? &o->from
           : is(word, "--to")          ? &o->to
           : is(word, "--cluster")     ? &r->scope.cluster
           : is(word, "--target-time") ? &o->target.time
           : is(word, "--target-lsn")  ? &o->target.lsn
           : is(word, "--target-xid")  ? &o->target.xid
           : is(word, "--target-name") ? &o->target.name
           : is(word, "--target-tli")  ? &o->target.tli
           : is(word, "--backup-id")   ? &o->target.backup_id
                                       : NULL;
}

struct request request_read(struct slice input)
{
    struct request r = {.scope = {.file = SLICE("cluster.yaml"), .text = input}};
    r.options.verb = PLAN_RECOVER;
    if (!slice_starts_with(input, mark))
        return r;
    size_t end = slice_find_char(input, '\n', 0);
    struct slice line = slice_cut(input, mark.len, end);
    r.scope.text = slice_cut(input, end + 1, input.len);
    for (struct slice word = next_word(&line); word.len > 0; word = next_word(&line)) {
        if (is(word, "retry"))
            r.options.verb = PLAN_RETRY;
        else if (is(word, "advance"))
            r.options.verb = PLAN_ADVANCE;
        else if (is(word, "revert"))
            r.options.verb = PLAN_REVERT;
        else if (flag_of(&r.options, word) != NULL)
            *flag_of(&r.options, word) = true;
        else if (value_of(&r, word) != NULL)
            *value_of(&r, word) = next_word(&line);
    }
    return r;
}

struct request request_plain(const struct request *request, enum plan_verb verb, struct slice text)
{
    struct request r = {.scope = request->scope};
    r.options.verb = verb;
    r.scope.text = text;
    return r;
}
