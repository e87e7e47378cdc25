/*
 * Fuzzes recover and revert: any manifest with any options. The proof is the first oracle; over it stands a
 * judge that shares no code with the editor (seen.h, text.h), and the steps that must be possible behind a
 * success: the same again is nothing to do, and recover, revert and recover lead back and forth.
 */
#include "found.h"
#include "plan/status.h"
#include "request.h"
#include "seen.h"
#include "text.h"
#include <stdint.h>

/* What one plan took and gave. */
struct run {
    struct request request;
    struct error error;
    struct slice text; /* the result, where there is one */
    const struct edits *edits;
    struct plan_report report;
};

/* One step, both texts read by the other reader. */
struct verdict {
    struct other before, after;
    struct seen was, is;
    bool judged; /* else an anchor is defined twice, which the other reader does not take */
};

static struct arena arena;

static bool holds_remark(const struct run *r, const char *words)
{
    for (size_t i = 0; i < r->report.remark_count; i++)
        if (slice_find(r->report.remarks[i].text, slice_of(words)) < r->report.remarks[i].text.len)
            return true;
    return false;
}

static bool has_warning(const struct run *r)
{
    for (size_t i = 0; i < r->report.remark_count; i++)
        if (r->report.remarks[i].kind == REMARK_WARNING)
            return true;
    return false;
}

static size_t count_lines(struct slice text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.data[i] == '\n';
    return lines;
}

/* An error has a place in the manifest, and says something. */
static void check_error(const struct run *r)
{
    const struct error *e = &r->error;
    MUST(r->text.data == NULL, "a result in spite of an error");
    MUST(e->message.len > 0, "an error without a message");
    MUST((e->code != NULL) == (e->kind == ERROR_REFUSED), "a code, or none, for kind %d", e->kind);
    MUST(e->line <= count_lines(r->request.scope.text) && (e->line > 0 || e->column == 0),
         "an error at %zu:%zu: %.*s", e->line, e->column, SLICE_ARG(e->message));
    MUST(e->kind != ERROR_SYSTEM, "an error of the system: %.*s", SLICE_ARG(e->message));
    if (IS_REFUSAL(*e, REFUSE_NOT_PROVED) && getenv("FUZZ_NOT_PROVED") != NULL)
        FOUND("the editor did what the proof refuses: %.*s", SLICE_ARG(e->message));
}

static struct run run(struct request request)
{
    struct run r = {.request = request};
    const struct proved *proved = NULL;
    if (request.options.verb == PLAN_REVERT)
        r.error = plan_revert(&arena, &r.request.scope, &proved, &r.report);
    else
        r.error = plan_recover(&arena, &r.request.scope, &r.request.options, &proved, &r.report);
    if (proved != NULL) {
        r.text = proved_bytes(proved);
        r.edits = proved_edits(proved);
        MUST(slice_equal(proved_before(proved), request.scope.text),
             "the manifest that was given is another one");
    }
    for (size_t i = 0; i < r.report.remark_count; i++)
        MUST(r.report.remarks[i].text.len > 0 && r.report.remarks[i].line <= count_lines(request.scope.text),
             "a remark about line %zu", r.report.remarks[i].line);
    if (failed(r.error))
        check_error(&r);
    else
        MUST(r.text.data != NULL, "success without a result");
    return r;
}

/* --- one step --- */

static void release_verdict(struct verdict *v)
{
    other_free(&v->before);
    other_free(&v->after);
}

static struct verdict look(const struct run *r)
{
    struct verdict v = {.before = other_read(r->request.scope.text), .after = other_read(r->text)};
    v.judged = !v.before.unjudged && !v.after.unjudged;
    if (!v.judged)
        return v;
    MUST(v.before.read || slice_find(r->request.scope.text, SLICE("...")) < r->request.scope.text.len,
         "the other reader does not take the manifest: %s", v.before.problem);
    v.judged = v.before.read;
    if (!v.judged)
        return v;
    MUST(v.after.read, "the other reader does not take the result: %s", v.after.problem);
    MUST(v.before.count == v.after.count, "%zu documents became %zu", v.before.count, v.after.count);
    MUST(seen_find(&v.before, r->request.scope.cluster, &v.was), "the other reader sees no such Cluster");
    MUST(seen_find(&v.after, r->request.scope.cluster, &v.is),
         "the other reader sees no such Cluster in the result");
    return v;
}

static void check_lines(const struct run *r)
{
    struct slice before = r->request.scope.text;
    bool target = r->request.options.verb != PLAN_RECOVER || r->request.options.no_target ||
                  recovery_target_asked(&r->request.options.target) || holds_remark(r, "recoveryTarget");
    struct step step = {holds_remark(r, "alias"), target, true};
    size_t line = 0;
    const char *why = text_edits(before, r->text, r->edits);
    MUST(why == NULL, "%s", why);
    MUST(!slice_equal(before, r->text), "success, and nothing has changed");
    why = text_form(before, r->text);
    MUST(why == NULL, "%s", why);
    why = text_toggled(before, r->text, &step, &line);
    MUST(why == NULL, "%s: line %zu", why, line);
}

static void check_generation(struct slice got, struct slice want, const char *what)
{
    MUST(slice_equal(got, want), "%s %.*s, must be %.*s", what, SLICE_ARG(got), SLICE_ARG(want));
}

static struct slice expected_read(const struct run *r, const struct verdict *v)
{
    const struct recover_options *o = &r->request.options;
    bool reached = o->to.len > 0 && slice_equal(o->to, v->was.write.generation);
    if (o->from.len > 0)
        return o->from;
    if (!v->was.has_recovery || (o->verb == PLAN_ADVANCE && !reached))
        return v->was.write.generation;
    return v->was.read.generation;
}

static void check_write(const struct run *r, const struct verdict *v)
{
    const struct recover_options *o = &r->request.options;
    if (o->to.len > 0) {
        check_generation(v->is.write.generation, o->to, "writes");
        return;
    }
    bool bumps = !v->was.has_recovery || o->verb != PLAN_RECOVER;
    struct slice read = v->was.has_recovery ? v->was.read.generation : expected_read(r, v);
    struct slice next = seen_next(v->was.write.generation, read);
    check_generation(v->is.write.generation, bumps ? next : v->was.write.generation, "writes");
    free((char *)next.data);
}

/* The recoveryTarget is what was asked for, else what it was, or none. */
static void check_target(const struct run *r, const struct verdict *v)
{
    const struct recover_options *o = &r->request.options;
    struct place_in target = other_get(v->is.recovery, "recoveryTarget");
    if (!recovery_target_asked(&o->target)) {
        bool gone = o->no_target || o->verb == PLAN_ADVANCE || (!v->was.has_recovery && !o->keep_target);
        if (gone)
            MUST(target.node == NULL, "a recoveryTarget that nobody asked for");
        else if (v->was.has_recovery)
            MUST(other_equal(target, other_get(v->was.recovery, "recoveryTarget")),
                 "the recoveryTarget has changed");
        return;
    }
    const struct recovery_target *t = &o->target;
    size_t asked = (t->time.len > 0) + (t->lsn.len > 0) + (t->xid.len > 0) + (t->name.len > 0) +
                   (t->tli.len > 0) + (t->backup_id.len > 0) + t->immediate + t->exclusive;
    struct other_entry *entries;
    MUST(other_entries(target, &entries) == asked, "another recoveryTarget than was asked for");
    free(entries);
    if (t->lsn.len > 0)
        check_generation(other_text(other_get(target, "targetLSN")), t->lsn, "targetLSN");
    if (t->name.len > 0)
        check_generation(other_text(other_get(target, "targetName")), t->name, "targetName");
}

/* What initdb names is in the recovery. */
static void check_filled(const struct run *r, const struct verdict *v)
{
    static const char *const keys[] = {"database", "owner", "secret"};
    for (size_t i = 0; i < 3 && !r->request.options.no_fill && !v->was.has_recovery; i++)
        MUST(other_is_nothing(other_get(v->was.initdb, keys[i])) ||
                 other_get(v->is.recovery, keys[i]).node != NULL,
             "%s is not filled in", keys[i]);
}

static void judge_recovery(const struct run *r, const struct verdict *v)
{
    const struct seen *is = &v->is;
    struct other_entry *methods;
    size_t count = other_entries(is->bootstrap, &methods);
    free(methods);
    MUST(count == 1 && other_is(is->recovery, YAML_MAPPING_NODE), "spec.bootstrap is no recovery alone");
    MUST(is->entry.node != NULL && is->read.shape != SEEN_NONE, "the source %.*s has no store",
         SLICE_ARG(is->source));
    check_generation(is->read.generation, expected_read(r, v), "reads");
    check_write(r, v);
    check_generation(r->report.read, is->read.generation, "reports to read");
    check_generation(r->report.write, is->write.generation, "reports to write");
    bool same = seen_same_store(&is->read, &is->write);
    MUST(!same || !slice_equal(is->read.generation, is->write.generation), "reads what it writes");
    bool other_store =
        r->request.options.from.len > 0 || (v->was.has_recovery && r->request.options.verb != PLAN_ADVANCE);
    MUST(same || other_store, "reads another store than it writes");
    check_target(r, v);
    check_filled(r, v);
    if (v->was.has_recovery) {
        const char *why = seen_same_recovery(&v->was, is, false);
        MUST(why == NULL, "%s has changed", why);
    }
}

/* A note is in it, or a key that is one once it is a comment. */
static bool holds_note(const struct run *r)
{
    struct slice text = r->request.scope.text;
    return slice_find(text, SLICE("cnpg-dr back:")) < text.len;
}

static void judge_steady(const struct run *r, const struct verdict *v)
{
    MUST(!v->is.has_recovery && (v->is.has_initdb || other_is_empty(v->is.bootstrap)),
         "spec.bootstrap is not steady");
    check_generation(v->is.write.generation, v->was.write.generation, "writes");
    check_generation(r->report.write, v->is.write.generation, "reports to write");
    bool came_back = other_is(v->is.bootstrap, YAML_MAPPING_NODE); /* the { } that was there before */
    MUST(v->is.has_initdb || came_back || has_warning(r) || holds_note(r),
         "no bootstrap is left, and nobody said so");
}

static void judge(const struct run *r)
{
    check_lines(r);
    struct verdict v = look(r);
    if (v.judged) {
        if (r->request.options.verb == PLAN_REVERT)
            judge_steady(r, &v);
        else
            judge_recovery(r, &v);
        const char *why = seen_rest(&v.was, &v.is);
        MUST(why == NULL, "%s has changed", why);
    }
    release_verdict(&v);
}

/* --- steps behind a step --- */

static void is_nothing(struct request request, const char *what)
{
    struct run again = run(request);
    MUST(again.error.kind == ERROR_NOTHING, "%s again: kind %d, %.*s", what, again.error.kind,
         SLICE_ARG(again.error.message));
}

/* recover behind revert may be refused, if revert has said so. That it knows of what the proof would refuse
 * is not asked. */
static void check_refusal(const struct run *again, const struct run *reverted)
{
    MUST(!failed(again->error) || has_warning(reverted) || IS_REFUSAL(again->error, REFUSE_NOT_PROVED),
         "recover is refused behind revert, which did not say so: %.*s", SLICE_ARG(again->error.message));
}

/* The structure that revert leads back to. True where an external cluster that was written stays active. */
static bool judge_way_back(const struct run *recovered, const struct run *reverted)
{
    struct run both = {.request = recovered->request, .text = reverted->text};
    struct verdict v = look(&both), r = look(recovered);
    bool stays = false;
    if (v.judged && r.judged) {
        const char *why = seen_way_back(&v.was, &v.is, r.is.source);
        MUST(why == NULL, "after recover and revert %s is another", why);
        why = seen_rest(&v.was, &v.is);
        MUST(why == NULL || v.is.source.len == 0, "after recover and revert %s has changed", why);
        stays = seen_has_external(&v.is, r.is.source) && !seen_has_external(&v.was, r.is.source);
    }
    release_verdict(&v);
    release_verdict(&r);
    return stays;
}

static bool writes(const struct run *r)
{
    return holds_remark(r, "written") || holds_remark(r, "filled in") || holds_remark(r, "reads from");
}

static void judge_round(const struct run *recovered)
{
    struct run reverted = run(request_plain(&recovered->request, PLAN_REVERT, recovered->text));
    MUST(!failed(reverted.error), "revert is refused behind recover: %.*s",
         SLICE_ARG(reverted.error.message));
    judge(&reverted);
    bool stays = judge_way_back(recovered, &reverted);
    struct step step = {stays || holds_remark(recovered, "alias") || holds_remark(&reverted, "alias"), false,
                        writes(recovered) || writes(&reverted)};
    size_t line = 0;
    const char *why = text_way_back(recovered->request.scope.text, reverted.text, &step, &line);
    MUST(why == NULL || recovered->request.options.keep_target, "%s: line %zu", why, line);
    is_nothing(request_plain(&recovered->request, PLAN_REVERT, reverted.text), "revert");

    struct run again = run(request_plain(&recovered->request, PLAN_RECOVER, reverted.text));
    check_refusal(&again, &reverted);
    if (failed(again.error))
        return;
    judge(&again);
    struct run back = run(request_plain(&recovered->request, PLAN_REVERT, again.text));
    MUST(!failed(back.error), "revert is refused the second time: %.*s", SLICE_ARG(back.error.message));
    bool alias = holds_remark(&again, "alias") || holds_remark(&back, "alias");
    MUST(alias || holds_note(recovered) || writes(&again) || writes(&back) ||
             count_lines(back.text) == count_lines(reverted.text),
         "a round leaves lines behind");
}

/* behind revert: the recovery that was comes again, or revert has said that it does not. */
static void judge_way_forth(const struct run *reverted)
{
    is_nothing(request_plain(&reverted->request, PLAN_REVERT, reverted->text), "revert");
    struct run again = run(request_plain(&reverted->request, PLAN_RECOVER, reverted->text));
    check_refusal(&again, reverted);
    if (failed(again.error))
        return;
    judge(&again);
    struct run both = {.request = reverted->request, .text = again.text};
    struct verdict v = look(&both);
    if (v.judged && !has_warning(reverted)) {
        const char *why = seen_same_recovery(&v.was, &v.is, true);
        MUST(why == NULL, "%s is not the one that was before revert", why);
    }
    release_verdict(&v);
}

/* Nothing is asked of status but that it ends, and that the file is not refused which was edited. */
static void check_status(struct slice text, bool edited)
{
    struct file_status status = {0};
    struct error error = status_read(&arena, text, NULL, &status);
    MUST(!edited || !failed(error), "status refuses what recover or revert took");
}

static void all_steps(struct request request)
{
    struct run first = run(request);
    check_status(request.scope.text, !failed(first.error));
    if (failed(first.error))
        return;
    judge(&first);
    enum plan_verb verb = request.options.verb;
    if (verb == PLAN_REVERT) {
        judge_way_forth(&first);
        return;
    }
    is_nothing(request_plain(&request, PLAN_RECOVER, first.text), "recover");
    struct request same = request;
    same.scope.text = first.text;
    if (verb == PLAN_RECOVER || request.options.to.len > 0)
        is_nothing(same, "the same");
    struct other before = other_read(request.scope.text);
    struct seen seen;
    bool steady = before.read && seen_find(&before, request.scope.cluster, &seen) && !seen.has_recovery;
    other_free(&before);
    if (steady)
        judge_round(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena = ARENA_EMPTY;
    arena.limit = 64 * 1024 * 1024 + 20000 * size; /* memory grows linearly, whatever the input is */
    if (ARENA_BEGIN(&arena))
        FOUND("%zu bytes are too much memory for a manifest of %zu", arena.used, size);
    struct slice input = arena_copy(&arena, (struct slice){(const char *)data, size});
    all_steps(request_read(input));
    arena_free(&arena);
    return 0;
}
