#include "lib/check.h"

#include "text/buffer.h"
#include "text/diff.h"

/* The diff of a text in which one span becomes another text. */
static struct slice diff_of_one(const char *name, const char *before, size_t start, size_t end,
                                const char *text)
{
    struct edits edits = {0};
    edits_add(&arena, &edits, start, end, slice_of(text));
    return diff_unified(&arena, slice_of(name), slice_of(before), &edits);
}

static void nothing_changed_is_no_diff(void **state)
{
    (void)state;
    struct edits none = {0};
    assert_slice(diff_unified(&arena, SLICE("f"), SLICE("a\nb\n"), &none), "");
    assert_slice(diff_unified(&arena, SLICE("f"), SLICE(""), &none), "");
    assert_slice(diff_of_one("f", "a\nb\n", 0, 1, "a"), "");
    assert_slice(diff_of_one("f", "a\nb", 1, 3, "\nb"), "");
}

static void a_line_is_replaced(void **state)
{
    (void)state;
    assert_slice(diff_of_one("apps/f.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", 8, 9, "five"),
                 "--- a/apps/f.yaml\n"
                 "+++ b/apps/f.yaml\n"
                 "@@ -2,7 +2,7 @@\n"
                 " 2\n"
                 " 3\n"
                 " 4\n"
                 "-5\n"
                 "+five\n"
                 " 6\n"
                 " 7\n"
                 " 8\n");
}

static void blank_lines_are_context(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "1\n2\n\n\n\n6\n\n\n\n10\n", 7, 8, "six"),
                 "--- a/f\n+++ b/f\n@@ -3,7 +3,7 @@\n \n \n \n-6\n+six\n \n \n \n");
}

static void lines_are_inserted_and_deleted(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "1\n2\n", 2, 2, "new\n"),
                 "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n 1\n+new\n 2\n");
    assert_slice(diff_of_one("f", "1\n2\n3\n", 2, 4, ""), "--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n 1\n-2\n 3\n");
    assert_slice(diff_of_one("f", "1\n2\n", 0, 0, "0\n"), "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n+0\n 1\n 2\n");
    assert_slice(diff_of_one("f", "1\n2\n", 4, 4, "3\n"), "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n 1\n 2\n+3\n");
}

static void an_empty_text_has_no_line_to_begin_at(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "", 0, 0, "1\n2\n"), "--- a/f\n+++ b/f\n@@ -0,0 +1,2 @@\n+1\n+2\n");
    assert_slice(diff_of_one("f", "1\n", 0, 2, ""), "--- a/f\n+++ b/f\n@@ -1 +0,0 @@\n-1\n");
}

static void a_missing_last_line_end_is_said(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "1\n2", 3, 3, "\n"),
                 "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+2\n");
    assert_slice(diff_of_one("f", "1\n2\n", 3, 4, ""),
                 "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n 1\n-2\n+2\n\\ No newline at end of file\n");
    assert_slice(diff_of_one("f", "1\n2", 0, 1, "x"),
                 "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-1\n+x\n 2\n\\ No newline at end of file\n");
    assert_slice(diff_of_one("f", "1", 0, 1, "x"), "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-1\n\\ No newline at end "
                                                   "of file\n+x\n\\ No newline at end of file\n");
}

static void line_ends_stay_as_they_are(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "1\r\n2\r\n", 3, 3, "x"),
                 "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n 1\r\n-2\r\n+x2\r\n");
}

static void hunks_that_touch_are_one(void **state)
{
    (void)state;
    struct slice before = SLICE("1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    struct edits near = {0}, far = {0};
    edits_add(&arena, &near, 0, 0, SLICE("x"));
    edits_add(&arena, &near, 14, 14, SLICE("y"));
    assert_slice(diff_unified(&arena, SLICE("f"), before, &near),
                 "--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n"
                 "-1\n+x1\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+y8\n 9\n");
    edits_add(&arena, &far, 0, 0, SLICE("new\n"));
    edits_add(&arena, &far, 14, 16, SLICE(""));
    assert_slice(diff_unified(&arena, SLICE("f"), before, &far), "--- a/f\n+++ b/f\n"
                                                                 "@@ -1,3 +1,4 @@\n+new\n 1\n 2\n 3\n"
                                                                 "@@ -5,5 +6,4 @@\n 5\n 6\n 7\n-8\n 9\n");
}

/* Several edits in one line, and one that joins two lines. */
static void edits_of_one_line_are_one_change(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 0, 1, SLICE("A"));
    edits_add(&arena, &edits, 2, 3, SLICE("C"));
    edits_add(&arena, &edits, 5, 6, SLICE("-"));
    edits_add(&arena, &edits, 9, 9, SLICE("!"));
    assert_slice(diff_unified(&arena, SLICE("f"), SLICE("a.c\nd\ne\nf\n"), &edits),
                 "--- a/f\n+++ b/f\n@@ -1,4 +1,3 @@\n-a.c\n-d\n-e\n-f\n+A.C\n+d-e\n+f!\n");
}

/* What is put behind the end of a text without a last line end belongs to its last line. */
static void edits_at_the_end_of_a_text_without_line_end(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 1, 1, SLICE("x"));
    edits_add(&arena, &edits, 1, 1, SLICE("y\nz"));
    assert_slice(diff_unified(&arena, SLICE("f"), SLICE("a"), &edits),
                 "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n"
                 "+axy\n+z\n\\ No newline at end of file\n");
    edits = (struct edits){0};
    edits_add(&arena, &edits, 1, 1, SLICE("\n"));
    edits_add(&arena, &edits, 1, 1, SLICE("x\n"));
    assert_slice(diff_unified(&arena, SLICE("f"), SLICE("a"), &edits),
                 "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+x\n");
    edits = (struct edits){0};
    edits_add(&arena, &edits, 2, 2, SLICE("x"));
    edits_add(&arena, &edits, 2, 2, SLICE("y"));
    assert_slice(diff_unified(&arena, SLICE("f"), SLICE("a\n"), &edits),
                 "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n a\n+xy\n\\ No newline at end of file\n");
}

/* Widening takes in lines that stay the same; they are context all the same. */
static void lines_that_stay_are_not_changed(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "1\n2\n3\n", 0, 6, "1\nx\n3\n"),
                 "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n");
    assert_slice(diff_of_one("f", "1\n\n2\n\n", 0, 6, "1\n\nx\n\n"),
                 "--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n 1\n \n-2\n+x\n \n");
    assert_slice(diff_of_one("f", "1\n1\n", 0, 2, ""), "--- a/f\n+++ b/f\n@@ -1,2 +1 @@\n 1\n-1\n");
    assert_slice(diff_of_one("f", "1\n", 2, 2, "1\n"), "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n 1\n+1\n");
    struct edits edits = {0};
    edits_add(&arena, &edits, 0, 1, SLICE("1"));
    edits_add(&arena, &edits, 2, 3, SLICE("x"));
    edits_add(&arena, &edits, 4, 5, SLICE("3"));
    assert_slice(diff_unified(&arena, SLICE("f"), SLICE("1\n2\n3\n"), &edits),
                 "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n");
}

/* A line that comes or goes next to one that is the same: only as many are context as there are. */
static void lines_alike_are_not_counted_twice(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "1\n2\n", 1, 1, "\n2"), "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n 1\n+2\n 2\n");
    assert_slice(diff_of_one("f", "1\n2\n2\n", 1, 3, ""), "--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n 1\n-2\n 2\n");
}

/* The second edit of a line may take in the lines below it. */
static void a_later_edit_reaches_further(void **state)
{
    (void)state;
    for (size_t end = 2; end <= 3; end++) {
        struct edits edits = {0};
        edits_add(&arena, &edits, 0, 0, SLICE("x"));
        edits_add(&arena, &edits, 1, end, SLICE("-"));
        assert_slice(diff_unified(&arena, SLICE("f"), SLICE("a\nbc\nd\n"), &edits),
                     end == 2 ? "--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n-a\n-bc\n+xa-bc\n d\n"
                              : "--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n-a\n-bc\n+xa-c\n d\n");
    }
}

/* Each hunk says where it begins after what the hunks above it took out and put in. */
static void hunks_count_the_lines_above(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 0, 2, SLICE(""));
    edits_add(&arena, &edits, 20, 20, SLICE("x\ny\n"));
    edits_add(&arena, &edits, 40, 41, SLICE("z"));
    struct slice before = SLICE("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\nu\n");
    assert_slice(diff_unified(&arena, SLICE("f"), before, &edits),
                 "--- a/f\n+++ b/f\n@@ -1,4 +1,3 @@\n-a\n b\n c\n d\n"
                 "@@ -8,6 +7,8 @@\n h\n i\n j\n+x\n+y\n k\n l\n m\n"
                 "@@ -18,4 +19,4 @@\n r\n s\n t\n-u\n+z\n");
}

static void a_span_past_the_end_counts_as_far_as_the_text_goes(void **state)
{
    (void)state;
    assert_slice(diff_of_one("f", "1\n2\n", 2, SIZE_MAX, "x\n"),
                 "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n 1\n-2\n+x\n");
    assert_slice(diff_of_one("f", "1\n", 9, 10, "x\n"), "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n 1\n+x\n");
}

static void assert_names(const char *name, const char *old_name, const char *new_name)
{
    struct slice want = arena_format(&arena, "--- %s\n+++ %s\n@@ -0,0 +1 @@\n+x\n", old_name, new_name);
    assert_slice(diff_of_one(name, "", 0, 0, "x\n"), arena_string(&arena, want));
}

static void names_are_written_as_git_does(void **state)
{
    (void)state;
    assert_names("f", "a/f", "b/f");
    assert_names("d/f", "a/d/f", "b/d/f");
    assert_names("/tmp/f", "a/tmp/f", "b/tmp/f");
    assert_names("//f", "a/f", "b/f");
    assert_names("a b", "a/a b\t", "b/a b\t");
    assert_names("a\"b", "\"a/a\\\"b\"", "\"b/a\\\"b\"");
    assert_names("a \\b", "\"a/a \\\\b\"\t", "\"b/a \\\\b\"\t");
    assert_names("a\nb", "\"a/a\\nb\"", "\"b/a\\nb\"");
    assert_names("\xC3\xA9", "a/\xC3\xA9", "b/\xC3\xA9");
}

/* Work grows with the text and the edits, not with their product: 200,000 edits in one line of two million
 * bytes. */
static void many_edits_in_one_line(void **state)
{
    (void)state;
    enum { EDITS = 200000, EVERY = 10 };
    char *line = arena_alloc(&arena, (size_t)EDITS * EVERY);
    memset(line, 'a', (size_t)EDITS * EVERY);
    struct edits edits = {0};
    for (size_t i = 0; i < EDITS; i++)
        edits_add(&arena, &edits, i * EVERY, i * EVERY + 1, SLICE("b"));
    struct slice before = {line, (size_t)EDITS * EVERY};
    struct slice diff = diff_unified(&arena, SLICE("f"), before, &edits);
    size_t frame =
        strlen("--- a/f\n+++ b/f\n@@ -1 +1 @@\n") + 2 * strlen("-\n\\ No newline at end of file\n");
    assert_int_equal(diff.len, 2 * before.len + frame);
}

static void a_buffer_holds_what_was_added(void **state)
{
    (void)state;
    struct buffer buffer = {.arena = &arena};
    assert_slice(buffer_text(&buffer), "");
    buffer_add(&buffer, SLICE(""));
    assert_slice(buffer_text(&buffer), "");
    buffer_add(&buffer, SLICE("ab"));
    buffer_add(&buffer, SLICE(""));
    buffer_add(&buffer, SLICE("cdefghijklmnopqrstuvwxyz"));
    assert_slice(buffer_text(&buffer), "abcdefghijklmnopqrstuvwxyz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_changed_is_no_diff),
        TEST(a_line_is_replaced),
        TEST(blank_lines_are_context),
        TEST(lines_are_inserted_and_deleted),
        TEST(an_empty_text_has_no_line_to_begin_at),
        TEST(a_missing_last_line_end_is_said),
        TEST(line_ends_stay_as_they_are),
        TEST(hunks_that_touch_are_one),
        TEST(edits_of_one_line_are_one_change),
        TEST(edits_at_the_end_of_a_text_without_line_end),
        TEST(lines_that_stay_are_not_changed),
        TEST(lines_alike_are_not_counted_twice),
        TEST(a_later_edit_reaches_further),
        TEST(hunks_count_the_lines_above),
        TEST(a_span_past_the_end_counts_as_far_as_the_text_goes),
        TEST(names_are_written_as_git_does),
        TEST(many_edits_in_one_line),
        TEST(a_buffer_holds_what_was_added),
    };
    return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
