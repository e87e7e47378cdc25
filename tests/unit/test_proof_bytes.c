#include "lib/plan.h"

#include "plan/proof_bytes.h"
#include "yaml/equal.h"

/* Comments, text of several lines in every style, quotes, a flow list, and a line behind each of them. */
#define TEXT                                                                                                 \
    "# of the database\n"                                                                                    \
    "apiVersion: postgresql.cnpg.io/v1\n"                                                                    \
    "kind: Cluster\n"                                                                                        \
    "metadata:\n"                                                                                            \
    "  name: db\n"                                                                                           \
    "  annotations:\n"                                                                                       \
    "    plain: some text\n"                                                                                 \
    "      that goes on\n"                                                                                   \
    "    # and a comment\n"                                                                                  \
    "    literal: |\n"                                                                                       \
    "      # text\n"                                                                                         \
    "\n"                                                                                                     \
    "    empty: |\n"                                                                                         \
    "    folded: >-\n"                                                                                       \
    "      more\n"                                                                                           \
    "    double: \"one\n"                                                                                    \
    "      # two\"\n"                                                                                        \
    "    list: [a,\n"                                                                                        \
    "      b]\n"                                                                                             \
    "    nothing:\n"                                                                                         \
    "spec:\n"                                                                                                \
    "  # bootstrap:\n"                                                                                       \
    "  #   recovery:\n"                                                                                      \
    "  backup:\n"                                                                                            \
    "    barmanObjectStore:\n"                                                                               \
    "      destinationPath: s3://b/\n"                                                                       \
    "      serverName: " NAME "\n"                                                                           \
    "  instances: 1\n"

static struct manifest manifest_of(struct slice text)
{
    struct manifest m;
    struct plan_scope scope = scope_for(text);
    assert_fine(manifest_read(&arena, &scope, &m));
    return m;
}

static bool skip_name(void *context, const struct place *place)
{
    (void)context;
    return place_is(place, "spec", "backup", "barmanObjectStore", "serverName", (const char *)NULL);
}

/* What reading the text again says: the same but for the name, which is that one. Without encoding_check, as
 * the proof reads. */
static bool reads_back(const struct manifest *m, struct slice text, struct slice write)
{
    struct manifest now;
    return !failed(manifest_reread(&arena, m, text, &now)) && !failed(tree_check(&arena, now.tree)) &&
           !tree_difference(&arena, m->tree->root, now.tree->root, skip_name, NULL).found &&
           slice_equal(now.cluster.write.generation, write);
}

/* What the bytes say of one edit; where they say yes, reading must agree. */
static bool says_back(const struct manifest *m, struct edit edit, struct slice write)
{
    struct edits edits = {0};
    edits_add(&arena, &edits, edit.start, edit.end, edit.text);
    bool back = bytes_are_back(m, &edits, write);
    if (back && !reads_back(m, edits_apply(&arena, m->text, &edits), write))
        fail_msg("bytes %zu to %zu become \"%.*s\": it reads otherwise", edit.start, edit.end,
                 SLICE_ARG(edit.text));
    return back;
}

/* The first old in text becomes new, and the Cluster is to write that generation. */
static bool back(const char *text, const char *old, const char *new, const char *write)
{
    struct manifest m = manifest_of(slice_of(text));
    size_t at = slice_find(m.text, slice_of(old));
    assert_true(at < m.text.len);
    struct edit edit = {.start = at, .end = at + strlen(old), .text = slice_of(new)};
    return says_back(&m, edit, slice_of(write));
}

#define NAME "db-v1"

static void nothing_changes(void **state)
{
    (void)state;
    assert_true(back(TEXT, "db-v1", "db-v1", "db-v1"));
    assert_false(back(TEXT, "db-v1", "db-v1", "db-v2"));
    assert_false(back(TEXT, "recovery", "initdb", "db-v2"));
}

static void the_name_changes(void **state)
{
    (void)state;
    assert_true(back(TEXT, "db-v1", "db-v2", "db-v2"));
    assert_true(back(TEXT, "db-v1", "other", "other"));
    assert_true(back(TEXT, "db-v1", "db-v12", "db-v12"));
    assert_false(back(TEXT, "db-v1", "db-v2", "db-v3"));
    assert_false(back(TEXT, "db-v1", "17", "17"));
    assert_false(back(TEXT, "db-v1", "db-v2 # x", "db-v2"));
    assert_false(back(TEXT, "db-v1", "db-v2\n      x: 1", "db-v2"));
    assert_false(back(TEXT, "s3://b/", "s3://c/", "db-v1"));
}

#undef NAME
#define NAME "'db-v1'"

static void a_quoted_name_changes(void **state)
{
    (void)state;
    assert_true(back(TEXT, "db-v1", "db-v2", "db-v2"));
    assert_true(back(TEXT, "'db-v1'", "'db-v2'", "db-v2"));
    assert_false(back(TEXT, "'db-v1'", "'db-v2", "db-v2"));
    assert_false(back(TEXT, "'db-v1'", "db-v2'", "db-v2"));
    assert_false(back(TEXT, "'db-v1'", "'", "db-v2"));
    assert_false(back(TEXT, "'db-v1'", "''", ""));
    assert_false(back(TEXT, "db-v1", "db''v2", "db'v2"));
}

#undef NAME
#define NAME "!!str db-v1"

static void a_tag_is_not_looked_at(void **state)
{
    (void)state;
    assert_false(back(TEXT, "db-v1", "db-v2", "db-v2"));
}

#undef NAME
#define NAME ">-\n        db-v1"

static void text_on_a_line_of_its_own_is_not_looked_at(void **state)
{
    (void)state;
    assert_false(back(TEXT, "db-v1", "db-v2", "db-v2"));
}

#undef NAME
#define NAME "&n db-v1"

static void an_anchor_is_not_looked_at(void **state)
{
    (void)state;
    assert_false(back(TEXT, "db-v1", "db-v2", "db-v2"));
    assert_false(back(TEXT "  enableSuperuserAccess: false\n  description: *n\n", "# bootstrap",
                      "# bootstraq", "db-v1"));
}

#undef NAME
#define NAME "db-v1"

static void comments_change(void **state)
{
    (void)state;
    assert_true(back(TEXT, "recovery", "initdb", "db-v1"));
    assert_true(back(TEXT, "  # bootstrap:", "  # bootstrap: {}", "db-v1"));
    assert_false(back(TEXT, "# bootstrap:", "  bootstrap:", "db-v1"));
    assert_false(back(TEXT, "recovery:", "recovery:\n  x: 1", "db-v1"));
    assert_false(back(TEXT, "recovery:", "recovery:\r  x: 1", "db-v1"));
    assert_false(back(TEXT, "recovery:", "recovery:\r", "db-v1"));
    assert_false(back(TEXT, "recovery:", "recovery:\x7F", "db-v1"));
    assert_false(back(TEXT, "recovery:", "recovery:\xC2\x85  x: 1", "db-v1"));
    assert_false(back(TEXT, "recovery:", "recovery:\xE2\x80\xA8  x: 1", "db-v1"));
}

static void comments_come(void **state)
{
    (void)state;
    assert_true(back(TEXT, "spec:\n", "spec:\n  # more\n", "db-v1"));
    assert_true(back(TEXT, "instances: 1", "instances: 1\n  # more", "db-v1"));
    assert_true(back(TEXT, "instances: 1", "instances: 1\n\n  # more\n  # and more", "db-v1"));
    assert_false(back(TEXT, "instances: 1", "instances: 1 # more", "db-v1"));
    assert_false(back(TEXT, "      # text", "      # text\n      # more", "db-v1"));
    assert_false(back(TEXT, "empty: |", "empty: |\n      # more", "db-v1"));
    assert_false(back(TEXT, "\"one\n", "\"one\n      # more\n", "db-v1"));
    assert_false(back(TEXT, "spec:\n", "spec:\n  more: 1\n", "db-v1"));
    assert_false(back(TEXT, "spec:\n", "spec:\n\t# more\n", "db-v1"));
}

/* What a comment is there is not known. */
static void other_documents_are_not_looked_at(void **state)
{
    (void)state;
    assert_true(back("# a\n---\n" TEXT "---\n# z\n", "recovery", "initdb", "db-v1"));
    assert_false(back("# a\n---\n" TEXT "---\n# z\n", "# a", "# b", "db-v1"));
    assert_false(back("# a\n---\n" TEXT "---\n# z\n", "# z", "# y", "db-v1"));
    assert_false(back("a: 1\nb: 2\n---\n" TEXT, "a: 1\n", "a: 1\n# c\n", "db-v1"));
}

/* At every place, instead of nothing or of some bytes: whatever the bytes are believed to say, reading says.
 */
static void no_edit_is_believed_wrongly(void **state)
{
    (void)state;
    static const char *const texts[] = {"",         "#",           "\n",      "\n# c",   "\n      # c",
                                        "# c\n",    "      # c\n", "\n# c\n", "x",       "x\n",
                                        "\n\n",     "\r\n# c",     "\r# c\n", "\t# c\n", "\n\t# c",
                                        "\xC2\x85", " # c\n  d",   "-v2",     "'",       ":"};
    struct arena *const all = &arena;
    struct manifest m = manifest_of(SLICE(TEXT));
    size_t believed = 0;
    for (size_t start = 0; start <= m.text.len; start++)
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
            for (size_t len = 0; len <= 3 && start + len <= m.text.len; len++) {
                struct arena outer = *all;
                *all = ARENA_EMPTY;
                struct edit edit = {.start = start, .end = start + len, .text = slice_of(texts[i])};
                believed += says_back(&m, edit, SLICE("db-v1"));
                arena_free(all);
                *all = outer;
            }
    assert_in_range(believed, 500, m.text.len * 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(nothing_changes, free_arena),
        cmocka_unit_test_teardown(the_name_changes, free_arena),
        cmocka_unit_test_teardown(a_quoted_name_changes, free_arena),
        cmocka_unit_test_teardown(an_anchor_is_not_looked_at, free_arena),
        cmocka_unit_test_teardown(a_tag_is_not_looked_at, free_arena),
        cmocka_unit_test_teardown(text_on_a_line_of_its_own_is_not_looked_at, free_arena),
        cmocka_unit_test_teardown(other_documents_are_not_looked_at, free_arena),
        cmocka_unit_test_teardown(comments_change, free_arena),
        cmocka_unit_test_teardown(comments_come, free_arena),
        cmocka_unit_test_teardown(no_edit_is_believed_wrongly, free_arena),
    };
    return cmocka_run_group_tests_name("proof_bytes", tests, NULL, NULL);
}
