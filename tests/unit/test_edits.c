#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/edits.h"

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    arena.limit = 0;
    return 0;
}

static void assert_slice(struct slice got, struct slice want)
{
    assert_int_equal(got.len, want.len);
    assert_memory_equal(got.data, want.data, got.len);
}

static void assert_edit(const struct edits *edits, size_t index, size_t start, size_t end, const char *text)
{
    assert_true(index < edits->count);
    assert_int_equal(edits->items[index].start, start);
    assert_int_equal(edits->items[index].end, end);
    assert_slice(edits->items[index].text, slice_of(text));
}

static void an_edit_that_changes_nothing_is_left_out(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 3, 3, SLICE(""));
    assert_int_equal(edits.count, 0);
    edits_add(&arena, &edits, 3, 3, SLICE("x"));
    edits_add(&arena, &edits, 3, 4, SLICE(""));
    assert_int_equal(edits.count, 2);
}

static void apply_inserts_deletes_and_replaces(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 0, 0, SLICE("<"));
    edits_add(&arena, &edits, 1, 2, SLICE(""));
    edits_add(&arena, &edits, 3, 4, SLICE("XYZ"));
    edits_add(&arena, &edits, 6, 6, SLICE(">"));
    assert_true(edits_sort(&edits));
    struct slice got = edits_apply(&arena, SLICE("abcdef"), &edits);
    assert_slice(got, SLICE("<acXYZef>"));
    assert_int_equal(got.data[got.len], '\0');
}

static void apply_of_no_edits_is_a_copy(void **state)
{
    (void)state;
    struct edits none = {0};
    assert_true(edits_sort(&none));
    assert_slice(edits_apply(&arena, SLICE("abc"), &none), SLICE("abc"));
    assert_slice(edits_apply(&arena, (struct slice){NULL, 0}, &none), SLICE(""));
}

static void apply_does_not_read_past_the_text(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 2, 100, SLICE("x"));
    edits_add(&arena, &edits, 200, 300, SLICE("y"));
    assert_slice(edits_apply(&arena, SLICE("abc"), &edits), SLICE("abxy"));
}

static bool runs_out_of_memory(struct slice (*work)(void))
{
    if (ARENA_BEGIN(&arena))
        return true;
    work();
    return false;
}

static struct slice apply_three_huge_texts(void)
{
    struct edits edits = {0};
    struct slice huge = {"", SIZE_MAX / 2};
    edits_add(&arena, &edits, 0, 0, huge);
    edits_add(&arena, &edits, 0, 0, huge);
    edits_add(&arena, &edits, 0, 0, huge);
    return edits_apply(&arena, SLICE("abc"), &edits);
}

/* The sum of the lengths does not wrap around into a small allocation. */
static void apply_of_more_than_memory_is_out_of_memory(void **state)
{
    (void)state;
    assert_true(runs_out_of_memory(apply_three_huge_texts));
}

static void sort_orders_by_place(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 8, 9, SLICE("c"));
    edits_add(&arena, &edits, 2, 4, SLICE("b"));
    edits_add(&arena, &edits, 0, 1, SLICE("a"));
    assert_true(edits_sort(&edits));
    assert_edit(&edits, 0, 0, 1, "a");
    assert_edit(&edits, 1, 2, 4, "b");
    assert_edit(&edits, 2, 8, 9, "c");
}

static void insertions_at_one_place_keep_their_order(void **state)
{
    (void)state;
    struct edits edits = {0};
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < 26; i++) {
        edits_add(&arena, &edits, 4, 4, (struct slice){letters + i, 1});
        edits_add(&arena, &edits, 2, 2, (struct slice){letters + i, 1});
    }
    assert_true(edits_sort(&edits));
    assert_slice(edits_apply(&arena, SLICE("0123456"), &edits),
                 SLICE("01abcdefghijklmnopqrstuvwxyz23abcdefghijklmnopqrstuvwxyz456"));
}

/* A list that is sorted, added to and sorted again. */
static void order_holds_over_two_sorts(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 5, 5, SLICE("1"));
    edits_add(&arena, &edits, 3, 3, SLICE("a"));
    edits_add(&arena, &edits, 5, 5, SLICE("2"));
    assert_true(edits_sort(&edits));
    edits_add(&arena, &edits, 5, 5, SLICE("3"));
    edits_add(&arena, &edits, 3, 3, SLICE("b"));
    assert_true(edits_sort(&edits));
    assert_slice(edits_apply(&arena, SLICE("......"), &edits), SLICE("...ab..123."));
}

static void an_insertion_goes_before_a_replacement(void **state)
{
    (void)state;
    struct edits edits = {0};
    edits_add(&arena, &edits, 2, 4, SLICE("XX"));
    edits_add(&arena, &edits, 2, 2, SLICE("before"));
    edits_add(&arena, &edits, 4, 4, SLICE("after"));
    edits_add(&arena, &edits, 4, 5, SLICE("Y"));
    assert_true(edits_sort(&edits));
    assert_slice(edits_apply(&arena, SLICE("abcdef"), &edits), SLICE("abbeforeXXafterYf"));
}

static bool sorts(size_t start, size_t end, size_t other_start, size_t other_end)
{
    struct edits edits = {0};
    edits_add(&arena, &edits, start, end, SLICE("x"));
    edits_add(&arena, &edits, other_start, other_end, SLICE("y"));
    return edits_sort(&edits);
}

static void overlaps_are_found(void **state)
{
    (void)state;
    assert_true(sorts(2, 4, 4, 6));
    assert_true(sorts(4, 6, 2, 4));
    assert_false(sorts(2, 5, 4, 6));
    assert_false(sorts(4, 6, 2, 5));
    assert_false(sorts(2, 4, 2, 4));
    assert_false(sorts(2, 4, 2, 6));
    assert_false(sorts(2, 6, 2, 4));
    assert_false(sorts(2, 8, 3, 4));
    assert_false(sorts(2, 8, 5, 5));
    assert_false(sorts(4, 2, 9, 9));
}

/* compose(first, second), applied, against the one applied after the other. */
static struct edits composed(struct slice text, const struct edits *first, const struct edits *second)
{
    struct slice want = edits_apply(&arena, edits_apply(&arena, text, first), second);
    struct edits both = edits_compose(&arena, first, second);
    assert_slice(edits_apply(&arena, text, &both), want);
    for (size_t i = 0; i < both.count; i++) {
        assert_true(both.items[i].start <= both.items[i].end && both.items[i].end <= text.len);
        assert_true(i == 0 || both.items[i - 1].end < both.items[i].start);
    }
    assert_true(both.count <= first->count + second->count);
    assert_true(edits_sort(&both));
    return both;
}

static void compose_with_nothing(void **state)
{
    (void)state;
    struct edits none = {0}, some = {0};
    edits_add(&arena, &some, 1, 2, SLICE("X"));
    edits_add(&arena, &some, 4, 4, SLICE("Y"));
    struct edits both = composed(SLICE("abcdef"), &none, &none);
    assert_int_equal(both.count, 0);
    both = composed(SLICE("abcdef"), &some, &none);
    assert_int_equal(both.count, 2);
    assert_edit(&both, 0, 1, 2, "X");
    assert_edit(&both, 1, 4, 4, "Y");
    both = composed(SLICE("abcdef"), &none, &some);
    assert_int_equal(both.count, 2);
    assert_edit(&both, 0, 1, 2, "X");
    assert_edit(&both, 1, 4, 4, "Y");
}

static void compose_keeps_places_apart(void **state)
{
    (void)state;
    struct edits first = {0}, second = {0};
    edits_add(&arena, &first, 2, 4, SLICE("long text"));
    edits_add(&arena, &second, 0, 1, SLICE(""));
    edits_add(&arena, &second, 13, 14, SLICE("Z"));
    struct edits both = composed(SLICE("abcdefghij"), &first, &second);
    assert_int_equal(both.count, 3);
    assert_edit(&both, 0, 0, 1, "");
    assert_edit(&both, 1, 2, 4, "long text");
    assert_edit(&both, 2, 6, 7, "Z");
}

static void compose_cuts_into_a_text(void **state)
{
    (void)state;
    struct edits first = {0}, second = {0};
    edits_add(&arena, &first, 2, 2, SLICE("hello world"));
    edits_add(&arena, &second, 4, 8, SLICE("LL"));
    edits_add(&arena, &second, 10, 10, SLICE("-"));
    edits_add(&arena, &second, 13, 14, SLICE(""));
    struct edits both = composed(SLICE("abcdef"), &first, &second);
    assert_int_equal(both.count, 1);
    assert_edit(&both, 0, 2, 3, "heLLwo-rld");
}

/* What the first puts in and the second takes out again leaves no edit behind. */
static void compose_drops_what_cancels(void **state)
{
    (void)state;
    struct edits first = {0}, second = {0};
    edits_add(&arena, &first, 2, 2, SLICE("# "));
    edits_add(&arena, &first, 5, 5, SLICE("# "));
    edits_add(&arena, &second, 2, 4, SLICE(""));
    edits_add(&arena, &second, 7, 9, SLICE(""));
    struct edits both = composed(SLICE("abcdefgh"), &first, &second);
    assert_int_equal(both.count, 0);
}

static void compose_spans_several_edits(void **state)
{
    (void)state;
    struct edits first = {0}, second = {0};
    edits_add(&arena, &first, 1, 2, SLICE("BB"));
    edits_add(&arena, &first, 3, 4, SLICE(""));
    edits_add(&arena, &first, 5, 5, SLICE("new"));
    edits_add(&arena, &second, 2, 6, SLICE("*"));
    struct edits both = composed(SLICE("abcdefgh"), &first, &second);
    assert_int_equal(both.count, 1);
    assert_edit(&both, 0, 1, 5, "B*ew");
}

static void compose_at_the_ends(void **state)
{
    (void)state;
    struct edits first = {0}, second = {0};
    edits_add(&arena, &first, 0, 3, SLICE(""));
    edits_add(&arena, &first, 6, 8, SLICE(""));
    edits_add(&arena, &second, 0, 0, SLICE("<"));
    edits_add(&arena, &second, 3, 3, SLICE(">"));
    struct edits both = composed(SLICE("abcdefgh"), &first, &second);
    assert_int_equal(both.count, 2);
    assert_edit(&both, 0, 0, 3, "<");
    assert_edit(&both, 1, 6, 8, ">");
}

static uint32_t state_of_random;

static size_t below(size_t n)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return (state_of_random >> 8) % n;
}

static struct edits random_edits(size_t len)
{
    struct edits edits = {0};
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t at = 0, count = below(6);
    for (size_t i = 0; i < count && at <= len; i++) {
        size_t start = at + below(len - at + 1);
        size_t end = start + (below(3) == 0 ? 0 : below(len - start + 1) / (1 + below(4)));
        edits_add(&arena, &edits, start, end, (struct slice){letters + below(20), below(6)});
        at = end;
    }
    for (size_t i = edits.count; i > 1; i--) { /* shuffled, so that sorting has work to do */
        size_t other = below(i);
        struct edit last = edits.items[i - 1];
        edits.items[i - 1] = edits.items[other];
        edits.items[other] = last;
    }
    assert_true(edits_sort(&edits));
    return edits;
}

static void compose_of_random_edits(void **state)
{
    (void)state;
    struct slice text = SLICE("abcdefghijklmnopqrstuvwxyz0123456789");
    state_of_random = 9;
    for (size_t i = 0; i < 5000; i++) {
        struct slice start = slice_cut(text, 0, below(text.len + 1));
        struct edits first = random_edits(start.len);
        struct edits second = random_edits(edits_apply(&arena, start, &first).len);
        composed(start, &first, &second);
    }
}

static void compose_is_associative(void **state)
{
    (void)state;
    struct slice text = SLICE("abcdefghijklmnopqrstuvwxyz");
    state_of_random = 10;
    for (size_t i = 0; i < 1000; i++) {
        struct edits a = random_edits(text.len);
        struct slice after_a = edits_apply(&arena, text, &a);
        struct edits b = random_edits(after_a.len);
        struct slice after_b = edits_apply(&arena, after_a, &b);
        struct edits c = random_edits(after_b.len);
        struct edits ab = edits_compose(&arena, &a, &b), bc = edits_compose(&arena, &b, &c);
        struct edits left = edits_compose(&arena, &ab, &c), right = edits_compose(&arena, &a, &bc);
        struct slice want = edits_apply(&arena, after_b, &c);
        assert_slice(edits_apply(&arena, text, &left), want);
        assert_slice(edits_apply(&arena, text, &right), want);
    }
}

static void assert_trims(const char *text, struct edit edit, size_t start, size_t end, const char *left)
{
    struct edit got = edit_trim(slice_of(text), edit);
    assert_int_equal(got.start, start);
    assert_int_equal(got.end, end);
    assert_slice(got.text, slice_of(left));
}

static void trim_leaves_what_changes(void **state)
{
    (void)state;
    assert_trims("abcdef", (struct edit){.start = 1, .end = 5, .text = SLICE("bxye")}, 2, 4, "xy");
    assert_trims("abcdef", (struct edit){.start = 1, .end = 5, .text = SLICE("be")}, 2, 4, "");
    assert_trims("abcdef", (struct edit){.start = 1, .end = 5, .text = SLICE("bcxde")}, 3, 3, "x");
    assert_trims("abcdef", (struct edit){.start = 0, .end = 6, .text = SLICE("abcdef")}, 6, 6, "");
    assert_trims("aaaa", (struct edit){.start = 1, .end = 3, .text = SLICE("a")}, 2, 3, "");
    assert_trims("abc", (struct edit){.start = 1, .end = 1, .text = SLICE("b")}, 1, 1, "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_edit_that_changes_nothing_is_left_out, free_arena),
        cmocka_unit_test_teardown(apply_inserts_deletes_and_replaces, free_arena),
        cmocka_unit_test_teardown(apply_of_no_edits_is_a_copy, free_arena),
        cmocka_unit_test_teardown(apply_does_not_read_past_the_text, free_arena),
        cmocka_unit_test_teardown(apply_of_more_than_memory_is_out_of_memory, free_arena),
        cmocka_unit_test_teardown(sort_orders_by_place, free_arena),
        cmocka_unit_test_teardown(insertions_at_one_place_keep_their_order, free_arena),
        cmocka_unit_test_teardown(order_holds_over_two_sorts, free_arena),
        cmocka_unit_test_teardown(an_insertion_goes_before_a_replacement, free_arena),
        cmocka_unit_test_teardown(overlaps_are_found, free_arena),
        cmocka_unit_test_teardown(compose_with_nothing, free_arena),
        cmocka_unit_test_teardown(compose_keeps_places_apart, free_arena),
        cmocka_unit_test_teardown(compose_cuts_into_a_text, free_arena),
        cmocka_unit_test_teardown(compose_drops_what_cancels, free_arena),
        cmocka_unit_test_teardown(compose_spans_several_edits, free_arena),
        cmocka_unit_test_teardown(compose_at_the_ends, free_arena),
        cmocka_unit_test_teardown(compose_of_random_edits, free_arena),
        cmocka_unit_test_teardown(compose_is_associative, free_arena),
        cmocka_unit_test_teardown(trim_leaves_what_changes, free_arena),
    };
    return cmocka_run_group_tests_name("edits", tests, NULL, NULL);
}
