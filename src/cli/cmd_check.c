#include "check/head.h"
#include "check/shared.h"
#include "cli/check_fix.h"
#include "cli/check_head.h"
#include "cli/check_scope.h"
#include "cli/full.h"
#include "cli/handover.h"
#include "report/findings.h"
#include "sys/parallel.h"
#include "sys/walk.h"

/* What one file holds. */
struct checked {
    struct file_check file;
    struct slice *lines; /* the text of each finding's line, where it is to be shown */
    struct error error;
    enum severity shared; /* of DR014 here */
    bool skipped;         /* it does not concern a check */
};

struct run {
    const struct invocation *invocation;
    struct walk walk;
    struct checked *checked; /* one for each file, so that the order does not depend on the threads */
    struct check_head *head; /* NULL: nothing to compare with */
    bool show_lines;
};

/* --- out of the file's own memory, which goes --- */

static struct findings kept_findings(struct arena *keep, const struct findings *from)
{
    struct findings to = {.count = from->count};
    to.items = from->count == 0 ? NULL : arena_array(keep, from->count, sizeof *to.items);
    for (size_t i = 0; i < to.count; i++) {
        struct finding *f = &to.items[i];
        *f = from->items[i];
        struct slice *texts[] = {&f->message, &f->next, &f->cluster, &f->namespace};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            *texts[j] = arena_copy(keep, *texts[j]);
    }
    return to;
}

static struct file_check kept_file(struct arena *keep, const struct file_check *from)
{
    struct file_check to = {.findings = kept_findings(keep, &from->findings),
                            .archive_count = from->archive_count,
                            .store_count = from->store_count,
                            .cluster_count = from->cluster_count};
    to.archives = to.archive_count == 0 ? NULL : arena_array(keep, to.archive_count, sizeof *to.archives);
    for (size_t i = 0; i < to.archive_count; i++) {
        struct archive *a = &to.archives[i];
        *a = from->archives[i];
        struct slice *texts[] = {&a->cluster, &a->namespace, &a->place, &a->endpoint, &a->generation};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            *texts[j] = arena_copy(keep, *texts[j]);
    }
    to.stores = to.store_count == 0 ? NULL : arena_array(keep, to.store_count, sizeof *to.stores);
    for (size_t i = 0; i < to.store_count; i++) {
        const struct object_store *s = &from->stores[i];
        to.stores[i] = (struct object_store){arena_copy(keep, s->name), arena_copy(keep, s->namespace),
                                             arena_copy(keep, s->path), arena_copy(keep, s->endpoint)};
    }
    return to;
}

static struct slice *kept_lines(struct arena *keep, struct slice text, const struct findings *findings)
{
    enum { LONGEST = 200 };
    struct slice *shown = arena_array(keep, findings->count, sizeof *shown);
    size_t start = 0, line = 1;
    for (size_t i = 0; i < findings->count; i++) {
        for (; line < findings->items[i].line && start < text.len; line++)
            start = slice_find_char(text, '\n', start) + 1;
        struct slice found = slice_cut(text, start, slice_find_char(text, '\n', start));
        if (found.len <= LONGEST)
            shown[i] = arena_copy(keep, found);
    }
    return shown;
}

/* --- one file --- */

static void check_one(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    const struct run *run = context;
    struct checked *checked = &run->checked[index];
    struct file_check file = {.cluster_count = 0};
    struct file_scope scope;
    struct slice name = run->walk.files[index];
    struct error error = file_scope_read(run->invocation, scratch, settings_memory(keep, memo), name, &scope);
    checked->skipped = scope.skipped;
    if (!failed(error) && !scope.skipped) {
        check_file(scratch, &scope.check, &file);
        checked->file = kept_file(keep, &file);
        checked->shared = scope.severities[RULE_SHARED_GENERATION];
        if (run->show_lines)
            checked->lines = kept_lines(keep, scope.check.text, &file.findings);
    }
    checked->error = failed(error) ? error_keep(keep, error_in(error, name)) : NO_ERROR;
}

/* --- against HEAD: by itself and after the rest, as libgit2's repository belongs to one thread --- */

/* What is found is added to what was. */
static void merge(struct run *run, struct checked *checked, const struct findings *found, struct slice text)
{
    struct arena *keep = run->invocation->arena;
    struct findings kept = kept_findings(keep, found), both = {0};
    for (size_t i = 0; i < checked->file.findings.count; i++)
        findings_add(keep, &both, &checked->file.findings.items[i]);
    for (size_t i = 0; i < kept.count; i++)
        findings_add(keep, &both, &kept.items[i]);
    findings_sort(&both);
    checked->file.findings = both;
    if (run->show_lines)
        checked->lines = kept_lines(keep, text, &both);
}

static struct error compare_one(struct run *run, struct settings_memory *settings, size_t index,
                                struct arena *scratch)
{
    struct file_scope scope;
    struct slice before;
    struct findings found = {0};
    bool is_there;
    struct error error = check_head_read(run->head, run->walk.files[index], &before, &is_there);
    if (failed(error) || !is_there)
        return error;
    if (ARENA_BEGIN(scratch))
        return error_out_of_memory();
    error = file_scope_read(run->invocation, scratch, settings, run->walk.files[index], &scope);
    if (failed(error) || scope.skipped || slice_equal(before, scope.check.text))
        return error_keep(run->invocation->arena, error);
    bool syncs = settings_sync(&scope.settings, check_head_branch(run->head));
    check_against_head(scratch, &scope.check, before, syncs, &found);
    if (found.count > 0)
        merge(run, &run->checked[index], &found, scope.check.text);
    return NO_ERROR;
}

static void compare_all(struct run *run)
{
    struct settings_memory settings = {.keep = run->invocation->arena};
    for (size_t i = 0; run->head != NULL && i < run->walk.file_count; i++) {
        struct checked *checked = &run->checked[i];
        struct arena scratch = ARENA_EMPTY;
        if (failed(checked->error) || checked->file.cluster_count == 0)
            continue;
        checked->error = error_in(compare_one(run, &settings, i, &scratch), run->walk.files[i]);
        if (!failed(checked->error))
            checked->error = NO_ERROR;
        arena_free(&scratch);
    }
}

/* --- all files --- */

/* The findings of DR014, each added to those of its file. */
static void find_shared(struct run *run)
{
    struct arena *arena = run->invocation->arena;
    size_t archives = 0, stores = 0, count;
    for (size_t i = 0; i < run->walk.file_count; i++) {
        archives += run->checked[i].file.archive_count;
        stores += run->checked[i].file.store_count;
    }
    struct shared_archive *archive = arena_array(arena, archives, sizeof *archive);
    struct shared_store *store = arena_array(arena, stores, sizeof *store);
    size_t *owner = arena_array(arena, archives, sizeof *owner);
    struct shared_finding *found;
    archives = stores = 0;
    for (size_t i = 0; i < run->walk.file_count; i++) {
        const struct checked *checked = &run->checked[i];
        for (size_t j = 0; checked->shared != SEVERITY_OFF && j < checked->file.archive_count; j++) {
            owner[archives] = i;
            archive[archives++] = (struct shared_archive){run->walk.files[i], &checked->file.archives[j]};
        }
        for (size_t j = 0; j < checked->file.store_count; j++)
            store[stores++] = (struct shared_store){run->walk.files[i], &checked->file.stores[j]};
    }
    shared_find(arena, archive, archives, store, stores, SEVERITY_DEFAULT, &found, &count);
    for (size_t i = 0; i < count; i++) {
        struct checked *checked = &run->checked[owner[found[i].archive]];
        struct findings one = {.items = &found[i].finding, .count = 1};
        if (checked->shared != SEVERITY_DEFAULT)
            found[i].finding.severity = checked->shared;
        merge(run, checked, &one, SLICE(""));
    }
}

static struct finding_list collect(const struct run *run)
{
    struct arena *arena = run->invocation->arena;
    size_t total = 0, errors = 0;
    for (size_t i = 0; i < run->walk.file_count; i++)
        total += run->checked[i].file.findings.count;
    struct found_finding *items = arena_array(arena, total, sizeof *items);
    struct error *error = arena_array(arena, run->walk.error_count + run->walk.file_count, sizeof *error);
    struct finding_list list = {.items = items, .errors = error};
    for (size_t i = 0; i < run->walk.error_count; i++)
        error[errors++] = run->walk.errors[i];
    for (size_t i = 0; i < run->walk.file_count; i++) {
        const struct checked *checked = &run->checked[i];
        list.clusters += checked->file.cluster_count;
        for (size_t j = 0; j < checked->file.findings.count; j++)
            items[list.count++] =
                (struct found_finding){run->walk.files[i], checked->file.findings.items[j],
                                       checked->lines == NULL ? SLICE("") : checked->lines[j]};
        if (failed(checked->error))
            error[errors++] = checked->error;
    }
    list.error_count = errors;
    return list;
}

/* 1 for a warning or an error, and what could not be read counts for more. */
static int status_of(const struct finding_list *list)
{
    int status = ERROR_NONE;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].finding.severity >= SEVERITY_WARNING)
            status = ERROR_FINDINGS;
    for (size_t i = 0; i < list->error_count; i++)
        if ((int)list->errors[i].kind > status)
            status = (int)list->errors[i].kind;
    return status;
}

static struct error print(const struct invocation *invocation, const struct finding_list *list)
{
    const struct console *console = &invocation->console;
    struct slice form = invocation_value(invocation, OPTION_OUTPUT);
    if (console->json)
        return findings_print_json(console, invocation->arena, list);
    if (slice_equal(form, SLICE("sarif")))
        return findings_print_sarif(console, invocation->arena, list);
    if (slice_equal(form, SLICE("github")))
        return findings_print_github(console, invocation->arena, list);
    return findings_print_text(console, invocation->arena, list);
}

static struct slice *paths_of(const struct invocation *invocation, size_t *count)
{
    *count = invocation->operand_count > 0 ? invocation->operand_count : 1;
    struct slice *paths = arena_array(invocation->arena, *count, sizeof *paths);
    paths[0] = SLICE(".");
    for (size_t i = 0; i < invocation->operand_count; i++)
        paths[i] = slice_of(invocation->operands[i]);
    return paths;
}

/* Only what is to be compared with HEAD needs git, and there only a repository. */
static struct error open_head(struct run *run, struct slice path)
{
    const struct invocation *invocation = run->invocation;
    bool wanted = rule_is_wanted(invocation, RULE_SYNC_BRANCH) || rule_is_wanted(invocation, RULE_BUMP);
    if (!wanted || !is_in_repository(invocation->arena, path))
        return NO_ERROR;
    if (full_is_here)
        return check_head_open(invocation->arena, path, &run->head);
    struct error error = handover(invocation->arena, invocation->argv);
    error.next = SLICE("install it, or leave out what compares with HEAD: --ignore DR004,DR007");
    return error;
}

static struct error check_all(struct run *run)
{
    const struct invocation *invocation = run->invocation;
    size_t count;
    const struct slice *paths = paths_of(invocation, &count);
    struct error error = rules_check(invocation);
    if (!failed(error))
        error = open_head(run, paths[0]);
    if (failed(error))
        return error;
    run->walk = walk_paths(invocation->arena, paths, count);
    for (size_t i = 0; invocation->given[OPTION_FIX] && i < run->walk.file_count && !failed(error); i++)
        error = check_fix(invocation, run->walk.files[i]);
    if (failed(error))
        return error;
    run->checked = arena_array(invocation->arena, run->walk.file_count, sizeof *run->checked);
    error = parallel_run(invocation->arena, run->walk.file_count, 0, check_one, run);
    if (failed(error))
        return error;
    compare_all(run);
    find_shared(run);
    return NO_ERROR;
}

int cmd_check(struct invocation *invocation)
{
    struct run run = {.invocation = invocation};
    run.show_lines = invocation->console.width > 0 && !invocation->given[OPTION_OUTPUT];
    struct error error = check_all(&run);
    struct finding_list list = {.count = 0};
    if (!failed(error)) {
        list = collect(&run);
        error = print(invocation, &list);
    }
    if (failed(error)) {
        console_error(&invocation->console, error, SLICE(""));
        return error.kind;
    }
    return status_of(&list);
}
