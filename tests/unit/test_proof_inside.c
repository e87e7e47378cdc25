#include "lib/yaml.h"

#include "plan/proof_inside.h"
#include "plan/proved_made.h"

/* A part that was proved: its first old becomes new. */
static struct proved part_of(const char *before, const char *old, const char *new)
{
    struct proved part = {.before = slice_of(before)};
    size_t at = slice_find(part.before, slice_of(old));
    assert_true(at < part.before.len);
    edits_add(&arena, &part.edits, at, at + strlen(old), slice_of(new));
    part.bytes = edits_apply(&arena, part.before, &part.edits);
    return part;
}

static void assert_whole(const struct proved *whole, const char *before, const char *want)
{
    assert_slice(proved_before(whole), before);
    assert_slice(proved_bytes(whole), want);
    assert_slice(edits_apply(&arena, proved_before(whole), proved_edits(whole)), want);
}

/* --- a document of a stream --- */

#define STREAM "a: 1\n---\nb: 1\n---\nc: 1\n"

static void a_document_is_put_back(void **state)
{
    (void)state;
    const struct proved *whole;
    struct proved part = part_of("---\nb: 1\n", "1", "2");
    assert_fine(prove_in_stream(&arena, SLICE(STREAM), 5, &part, &whole));
    assert_whole(whole, STREAM, "a: 1\n---\nb: 2\n---\nc: 1\n");
    part = part_of("a: 1\n", "1", "one\nb: 2");
    assert_fine(prove_in_stream(&arena, SLICE(STREAM), 0, &part, &whole));
    assert_whole(whole, STREAM, "a: one\nb: 2\n---\nb: 1\n---\nc: 1\n");
}

static void assert_no_stream(struct slice text, size_t start, const struct proved *part, const char *code,
                             const char *said)
{
    const struct proved *whole = NULL;
    assert_refused(prove_in_stream(&arena, text, start, part, &whole), code, said);
    assert_null(whole);
}

/* What the part's own proof cannot see. */
static void another_document_that_would_change(void **state)
{
    (void)state;
    const char *said = "another document would change";
    struct proved part = part_of("---\nb: 1\n", "1", "2"), more = part;
    assert_no_stream(SLICE(STREAM), 4, &part, "R023", said);
    more.edits = (struct edits){0};
    edits_add(&arena, &more.edits, 7, 8, SLICE("2"));
    edits_add(&arena, &more.edits, 16, 17, SLICE("d"));
    assert_no_stream(SLICE(STREAM), 5, &more, "R023", said);
    more.edits = (struct edits){0};
    edits_add(&arena, &more.edits, 7, 8, SLICE("3"));
    assert_no_stream(SLICE(STREAM), 5, &more, "R023", said);
    part = part_of("---\nb: 1\n", "1\n", "2\n---\nd: 1\n");
    assert_no_stream(SLICE(STREAM), 5, &part, "R023", said);
    part = part_of("---\nb: 1\n", "1\n", "2");
    assert_no_stream(SLICE(STREAM), 5, &part, "R023", said);
}

static void a_stream_that_would_be_none(void **state)
{
    (void)state;
    struct proved part = part_of("a: 1\n", "a", "%TAG ! x\n---\na");
    assert_no_stream(SLICE(STREAM), 0, &part, "R016", "%TAG");
    part = part_of("a: 1\n", "1", "2");
    assert_no_stream(SLICE("a: 1\n...\n%TAG ! x\n---\nb: 1\n"), 0, &part, "R016", "%TAG");
}

/* --- an item of a list --- */

#define LIST "kind: List\nitems:\n- a: 1\n- b: 1\n- c: 1\n"

/* The item b, which stands behind the second dash. */
static struct error proved_in_list(const struct proved *part, const struct proved **whole)
{
    const struct tree *list = tree_of(LIST);
    const struct node *item = mapping_get(list->root, "items")->first->next;
    *whole = NULL;
    return prove_in_list(&arena, list, item, strlen("kind: List\nitems:\n- a: 1\n"), part, whole);
}

static void an_item_is_put_back(void **state)
{
    (void)state;
    const struct proved *whole;
    struct proved part = part_of("  b: 1\n", "1\n", "2\n  d: 3\n");
    assert_fine(proved_in_list(&part, &whole));
    assert_whole(whole, LIST, "kind: List\nitems:\n- a: 1\n- b: 2\n  d: 3\n- c: 1\n");
}

static void another_item_that_would_change(void **state)
{
    (void)state;
    static const struct {
        size_t start, end; /* counted from the item's own start */
        const char *new, *part, *path;
    } cases[] = {
        {5, 6, "2", "  b: 3\n", "another item would change: b"},
        {12, 13, "2", "  b: 1\n", "another item would change: items[2].c"},
        {7, 7, "- d: 1\n", "  b: 1\n", "another item would change: items[2]"},
        {0, 7, "", "  b: 1\n", "another item would change: items[2]"},
        {7, 14, "", "  b: 1\n", "another item would change: items[2]"},
        {7, 14, "e: 1\n", "  b: 1\n", "another item would change: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct proved *whole;
        struct proved part = {.before = SLICE("  b: 1\n"), .bytes = slice_of(cases[i].part)};
        edits_add(&arena, &part.edits, cases[i].start, cases[i].end, slice_of(cases[i].new));
        assert_refused(proved_in_list(&part, &whole), "R023", cases[i].path);
        assert_null(whole);
    }
}

static void a_list_that_would_be_none(void **state)
{
    (void)state;
    const struct proved *whole;
    struct proved part = part_of("  b: 1\n", "1", "[");
    assert_refused(proved_in_list(&part, &whole), "R014", "");
    part = part_of("  b: 1\n", "1", "*x");
    assert_refused(proved_in_list(&part, &whole), "R030", "*x has no anchor");
    part = part_of("  b: 1\n", "1", "2");
    part.bytes = SLICE("  b: [\n");
    assert_refused(proved_in_list(&part, &whole), "R014", "");
    assert_null(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_document_is_put_back),         TEST(another_document_that_would_change),
        TEST(a_stream_that_would_be_none),    TEST(an_item_is_put_back),
        TEST(another_item_that_would_change), TEST(a_list_that_would_be_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
