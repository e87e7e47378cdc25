#include "lib/check.h"

#include "yaml/item.h"
#include "yaml/same.h"

/* The only item of the group, moved to the left; it must say the same. */
static struct slice only_item(const char *list, size_t *shift)
{
    struct outline outline;
    assert_int_equal(outline_read(&arena, slice_of(list), SLICE("g"), &outline).kind, ERROR_NONE);
    assert_int_equal(outline.count, 1);
    struct slice text = item_text(&arena, slice_of(list), &outline.items[0], shift);
    bool same;
    assert_int_equal(same_node(&arena, slice_of(list), outline.items[0].start, text, &same).kind, ERROR_NONE);
    assert_true(same);
    return text;
}

static void an_item_is_moved_to_the_left(void **state)
{
    (void)state;
    static const struct {
        const char *list, *item;
        size_t shift;
    } cases[] = {
        {"items:\n- apiVersion: g/1\n  a:\n    b: 1\nkind: List\n", "apiVersion: g/1\na:\n  b: 1\n", 2},
        {"items:\n  -   apiVersion: g/1\n      a: 1\nkind: List\n", "apiVersion: g/1\na: 1\n", 6},
        {"items:\n- ? [c]\n  : d\n  apiVersion: g/1\nkind: List\n", "? [c]\n: d\napiVersion: g/1\n", 2},
        {"items:\n   - apiVersion: g/1\n     a: 1\n   - b\nkind: List\n", "apiVersion: g/1\na: 1\n", 5},
        {"items:\n-\n  apiVersion: g/1\n- x\nkind: List\n", "apiVersion: g/1\n", 2},
        {"items:\n- # c\n    apiVersion: g/1\n    a: 1\nkind: List\n", "apiVersion: g/1\na: 1\n", 4},
        {"items:\n- &x\n  apiVersion: g/1\nkind: List\n", "&x\napiVersion: g/1\n", 2},
        {"items:\n- !!map\n    apiVersion: g/1\n    a: 1\nkind: List\n", "!!map\napiVersion: g/1\na: 1\n", 4},
        {"kind: List\nitems:\n- apiVersion: g/1", "apiVersion: g/1", 2},
        {"kind: List\nitems:\n- apiVersion: g/1\n  a: |2\n      b\n     c\n\n  d: 1\n",
         "apiVersion: g/1\na: |2\n    b\n   c\n\nd: 1\n", 2},
        {"kind: List\r\nitems:\r\n- apiVersion: g/1\r\n  a: 1\r\n", "apiVersion: g/1\r\na: 1\r\n", 2},
        {"kind: List\nitems:\n- apiVersion: g/1\n  a: 'b\n c\n\n  d'\n", "apiVersion: g/1\na: 'b\nc\n\nd'\n",
         2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t shift;
        assert_slice(only_item(cases[i].list, &shift), cases[i].item);
        assert_int_equal(shift, cases[i].shift);
    }
}

static void comments_go_with_what_they_are_about(void **state)
{
    (void)state;
    size_t shift;
    assert_slice(only_item("items:\n- apiVersion: g/1\n  # in it\n  a: 1 # too\n  # behind it\n\n# next\n\n- "
                           "b\nkind: List\n",
                           &shift),
                 "apiVersion: g/1\n# in it\na: 1 # too\n# behind it\n\n");
    assert_slice(
        only_item(
            "items:\n- apiVersion: g/1\n# outside\n  a: 1\n\n # next\n  # next\n-\n  b: 1\nkind: List\n",
            &shift),
        "apiVersion: g/1\n# outside\na: 1\n\n# next\n# next\n");
}

static void an_item_in_flow_style_stays_as_it_is(void **state)
{
    (void)state;
    size_t shift;
    assert_slice(only_item("kind: List\nitems:\n- {apiVersion: g/1,\n   a: \xC3\xA9} # c\n- b\n", &shift),
                 "{apiVersion: g/1,\n   a: \xC3\xA9}");
    assert_int_equal(shift, 0);
    assert_slice(only_item("kind: List\nitems: [\xC3\xA9, {apiVersion: g/1}, b]\n", &shift),
                 "{apiVersion: g/1}");
}

static void blank_ends_are_cut(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a\n", "a\n"},         {"a", "a\n"},
        {"a\n\n \t\n", "a\n"},  {"a \nb  \n\n", "a \nb  \n"},
        {"a\r\n\r\n", "a\r\n"}, {"a\r\nb", "a\r\nb\r\n"},
        {"\n\na\n", "\n\na\n"}, {"\n\n", "\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_slice(text_without_blank_end(&arena, slice_of(cases[i][0])), cases[i][1]);
}

static bool is_same(const char *text, struct outline_mark start, const char *copy)
{
    bool same;
    assert_int_equal(same_node(&arena, slice_of(text), start, slice_of(copy), &same).kind, ERROR_NONE);
    return same;
}

static void the_same_is_told_from_something_else(void **state)
{
    (void)state;
    const struct outline_mark top = {0, 0, 0};
    static const char text[] = "a: &x 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n";
    assert_true(is_same(text, top, text));
    assert_true(is_same(text, top,
                        "# c\n---\n  a:   &x 1 # c\n  b: [ *x , !!str 'c',\n{d: e} ]\n  f: |+\n      g\n\n"));
    static const char *const others[] = {
        "'",
        "- 'a",
        "{a: &x 1, b: [*x, !!str 'c', {d: e}], f: g}\n]\n",
        "a: &x 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n",
        "a: &y 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: [*y, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: [x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: [*x, 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: [*x, !!str \"c\", {d: e}]\nf: |+\n  g\n\n",
        "a: &x 2\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: [*x, !!str 'c', {d: f}]\nf: |+\n  g\n\n",
        "a: &x 1\nb:\n- *x\n- !!str 'c'\n- {d: e}\nf: |+\n  g\n\n",
        "a: &x 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\nh: i\n",
        "a: &x 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n---\n",
        "a: &x 1\nb: [*x, !!str 'c', {d: e}]\n",
        "a: &x 1\nb: [*x, !!str 'c', {d: e}\n",
        "",
        "a",
        "&r\na: &x 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "!!map\na: &x 1\nb: [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: !!seq [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: &s [*x, !!str 'c', {d: e}]\nf: |+\n  g\n\n",
        "a: &x 1\nb: [*x, !!str 'c', ? {d: e}]\nf: |+\n  g\n\n",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (is_same(text, top, others[i]))
            fail_msg("taken for the same: %s", others[i]);
    assert_false(is_same(text, (struct outline_mark){1, 0, 1}, text));
}

static void what_is_behind_the_copy_counts(void **state)
{
    (void)state;
    const struct outline_mark top = {0, 0, 0};
    assert_true(is_same("{a: b}\n", top, "{a: b} # c\n"));
    assert_false(is_same("{a: b}\n", top, "{a: b}\n]\n"));
    assert_false(is_same("{a: b}\n", top, "{\na: b}\n@\n"));
    assert_false(is_same("{a: b}\n", top, "{a: b}\n...\n@\n"));
    assert_false(is_same("{a: b}\n", top, "{a: b}\n---\nc\n"));
}

static void what_is_behind_must_parse_too(void **state)
{
    (void)state;
    bool same;
    struct error error = same_node(&arena, SLICE("- {a: b}\n- {c: d}\n- ]\n"), (struct outline_mark){2, 0, 2},
                                   SLICE("{a: b}\n"), &same);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_int_equal(error.line, 3);
    error =
        same_node(&arena, SLICE("- ]\n- {a: b}\n"), (struct outline_mark){6, 1, 2}, SLICE("{a: b}\n"), &same);
    assert_int_equal(error.kind, ERROR_REFUSED);
    error = same_node(&arena, SLICE("- {a: [b, ]c: d}\n"), (struct outline_mark){2, 0, 2},
                      SLICE("{a: [b, ]}\n"), &same);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_int_equal(error.line, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_item_is_moved_to_the_left),         TEST(comments_go_with_what_they_are_about),
        TEST(an_item_in_flow_style_stays_as_it_is), TEST(blank_ends_are_cut),
        TEST(the_same_is_told_from_something_else), TEST(what_is_behind_the_copy_counts),
        TEST(what_is_behind_must_parse_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
