/* How commits stand to each other, and the files of a commit, in a repository that git has made. */
#include "lib/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "git/ancestry.h"
#include "git/revision.h"
#include "git/tree_walk.h"
#include "lib/scratch.h"
#include "sys/process.h"
#include "text/buffer.h"

#define AS "-c", "user.name=Dev", "-c", "user.email=dev@example.com", "-c", "commit.gpgsign=false"
#define GIT(...) git((char *[]){"git", AS, __VA_ARGS__, NULL})

static void git(char **argv)
{
    struct process_result result;
    struct process_request request = {.argv = argv};
    struct error error = process_run(&arena, &request, &result);
    if (failed(error) || !process_succeeded(&result))
        fail_msg("%s %s: %.*s%.*s", argv[0], argv[7], SLICE_ARG(error.message), SLICE_ARG(result.errors));
}

static void commit(const char *path, const char *text)
{
    scratch_write(path, slice_of(text));
    GIT("add", "--all");
    GIT("commit", "--quiet", "--message", "x");
}

/* main: one, two; side: one, three. */
static int enter(void **state)
{
    (void)state;
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    scratch_enter();
    GIT("init", "--quiet", "--initial-branch=main");
    commit("a.yaml", "1");
    GIT("tag", "one");
    GIT("checkout", "--quiet", "-b", "side");
    commit("side.yaml", "3");
    GIT("checkout", "--quiet", "main");
    return 0;
}

static int leave(void **state)
{
    free_arena(state);
    scratch_leave();
    return 0;
}

static struct repository *opened(void)
{
    struct repository *repository;
    assert_false(failed(repository_open(&arena, ".", &repository)));
    return repository;
}

static struct object_id named(const struct repository *repository, const char *name)
{
    struct object_id id;
    assert_false(failed(revision_commit(&arena, repository, name, &id)));
    return id;
}

static bool related(const struct repository *repository, const char *a, const char *b)
{
    bool answer;
    struct object_id x = named(repository, a), y = named(repository, b);
    assert_false(failed(commits_related(&arena, repository, &x, &y, &answer)));
    return answer;
}

static void before_after_and_beside(void **state)
{
    (void)state;
    commit("a.yaml", "2");
    struct repository *repository = opened();
    assert_true(related(repository, "main", "main"));
    assert_true(related(repository, "main", "one"));
    assert_true(related(repository, "one", "main"));
    assert_true(related(repository, "one", "side"));
    assert_false(related(repository, "main", "side"));
    assert_false(related(repository, "side", "main"));
}

static void what_is_here(void **state)
{
    (void)state;
    struct repository *repository = opened();
    struct object_id id = named(repository, "one");
    assert_true(commit_is_here(repository, &id));
    id.hex[0] = id.hex[0] == '0' ? '1' : '0';
    assert_false(commit_is_here(repository, &id));
}

/* The paths that were visited, with what is in them. */
static struct buffer seen;

static bool wants(void *context, struct slice path)
{
    (void)context;
    return slice_ends_with(path, SLICE(".yaml"));
}

static struct error visit(void *context, struct slice path, struct slice bytes)
{
    struct error *answer = context;
    buffer_add(&seen, arena_format(&arena, "%.*s=%.*s ", SLICE_ARG(path), SLICE_ARG(bytes)));
    return *answer;
}

static struct error walk(struct error *answer)
{
    struct repository *repository = opened();
    struct object_id id = named(repository, "main");
    struct tree_walk work = {.context = answer, .wants = wants, .visit = visit};
    seen = (struct buffer){.arena = &arena};
    return tree_walk(&arena, repository, &id, &work);
}

static void all_wanted_files_are_visited(void **state)
{
    (void)state;
    struct error none = NO_ERROR;
    assert_int_equal(system("mkdir -p apps/db && ln -s ../../a.yaml apps/db/link.yaml"), 0);
    scratch_write("apps/db/notes.txt", SLICE("n"));
    scratch_write("apps/db/x.yaml", SLICE("x"));
    commit("z.yaml", "");
    assert_false(failed(walk(&none)));
    assert_slice(buffer_text(&seen), "a.yaml=1 apps/db/x.yaml=x z.yaml= ");
}

static void the_first_error_ends_it(void **state)
{
    (void)state;
    struct error stop = error_make(&arena, ERROR_FINDINGS, "enough");
    commit("b.yaml", "2");
    assert_int_equal(walk(&stop).kind, ERROR_FINDINGS);
    assert_slice(buffer_text(&seen), "a.yaml=1 ");
}

#define IN_REPOSITORY(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_REPOSITORY(before_after_and_beside),
        IN_REPOSITORY(what_is_here),
        IN_REPOSITORY(all_wanted_files_are_visited),
        IN_REPOSITORY(the_first_error_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
