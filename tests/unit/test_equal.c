#include "lib/yaml.h"

#include "yaml/equal.h"

#define NONE (const char *)NULL

static struct difference difference_of(const char *before, const char *after)
{
    return tree_difference(&arena, root_of(before), root_of(after), NULL, NULL);
}

static void assert_same(const char *before, const char *after)
{
    struct difference d = difference_of(before, after);
    if (d.found)
        fail_msg("%.*s differs\n%s\n%s", SLICE_ARG(d.path), before, after);
}

static void assert_differs(const char *before, const char *after, const char *path)
{
    struct difference d = difference_of(before, after);
    if (!d.found)
        fail_msg("no difference\n%s\n%s", before, after);
    assert_slice(d.path, path);
}

static void style_and_comments_do_not_count(void **state)
{
    (void)state;
    assert_same("a: {b: [1, x]}\n", "a: # x\n  b:\n  - 1\n  - 'x'\n");
    assert_same("a: two words\n", "a: \"two\\x20words\"\n");
    assert_same("a: |\n  x\n", "a: \"x\\n\"\n");
    assert_same("a: 'x'\n", "a: x\n");
    assert_same("", "# nothing\n");
}

static void scalars_are_compared_by_text(void **state)
{
    (void)state;
    assert_differs("a: x\n", "a: y\n", "a");
    assert_differs("a: x\n", "a: 'x '\n", "a");
    assert_differs("a: 1\n", "a: 01\n", "a");
    assert_differs("x\n", "y\n", "");
}

/* A plain 007 is a number to the API server, "007" is text. */
static void text_and_what_is_none_differ(void **state)
{
    (void)state;
    assert_differs("a: 007\n", "a: '007'\n", "a");
    assert_differs("a: 'true'\n", "a: true\n", "a");
    assert_differs("a: null\n", "a: 'null'\n", "a");
    assert_differs("a:\n", "a: ''\n", "a");
    assert_differs("a: ~\n", "a: x\n", "a");
    assert_differs("a: x\n", "a: ~\n", "a");
    assert_same("a: ~\n", "a:\n");
    assert_differs("a: 2024-01-01\n", "a: \"2024-01-01\"\n", "a");
    assert_same("a: '007'\n", "a: \"007\"\n");
    assert_same("a: |-\n  007\n", "a: \"007\"\n");
}

static void tags_count(void **state)
{
    (void)state;
    assert_differs("a: !!str x\n", "a: x\n", "a");
    assert_differs("a: x\n", "a: !!str x\n", "a");
    assert_differs("a: !!str x\n", "a: !!binary x\n", "a");
    assert_same("a: !!str x\n", "a: !!str 'x'\n");
}

static void kinds_count(void **state)
{
    (void)state;
    assert_differs("a: [x]\n", "a: {x: }\n", "a");
    assert_differs("a: x\n", "a: [x]\n", "a");
    assert_differs("a:\n", "a: {}\n", "a");
    assert_differs("a: []\n", "a: {}\n", "a");
    assert_same("a: &x\nb: *x\n", "a:\nb:\n");
}

static void mappings_are_compared_by_key(void **state)
{
    (void)state;
    assert_same("a: 1\nb: 2\nc: 3\n", "c: 3\na: 1\nb: 2\n");
    assert_differs("a: 1\nb: 2\n", "b: 3\na: 1\n", "b");
    assert_differs("a: 1\nb: 2\n", "a: 1\n", "b");
    assert_differs("a: 1\n", "a: 1\nb: 2\n", "b");
    assert_differs("a: 1\n", "b: 1\n", "a");
    assert_differs("b: 1\n", "a: 1\n", "a");
    assert_differs("{}\n", "a: 1\n", "a");
    assert_differs("a: 1\n", "{}\n", "a");
    assert_same("{}\n", "{}\n");
    assert_differs("a: 1\nb: {c: 1, d: 2}\n", "b: {d: 2, c: 2}\na: 1\n", "b.c");
    assert_differs("x: 1\na: 1\nc: 1\n", "a: 1\nb: 1\nc: 1\nx: 1\n", "b");
}

/* Of several differences the first one is told: in the order of the text, or of the keys where that is
 * another. */
static void the_first_difference_is_told(void **state)
{
    (void)state;
    assert_differs("b: {x: 1}\na: 1\n", "b: {x: 2}\na: 2\n", "b.x");
    assert_differs("b: {x: 1}\na: 1\n", "a: 2\nb: {x: 2}\n", "a");
    assert_differs("a: [{x: 1}, 2]\n", "a: [{x: 2}, 3]\n", "a[0].x");
    assert_differs("a: {k: &n 1}\nb: *n\nc: 1\n", "a: {k: &n 1}\nb: 2\nc: 2\n", "b");
}

/* With one key twice the reader decides which counts: neither may come, go or change its place. */
static void a_key_that_stands_twice(void **state)
{
    (void)state;
    assert_same("a: 1\na: 2\n", "a: 1\na: 2\n");
    assert_differs("a: 1\na: 2\n", "a: 2\na: 1\n", "a");
    assert_differs("a: 1\na: 2\n", "a: 1\n", "a");
    assert_differs("b: 1\na: 1\na: 2\n", "a: 1\na: 3\nb: 1\n", "a");
    assert_same("b: 1\na: 1\na: 2\n", "a: 1\na: 2\nb: 1\n");
}

static void sequences_are_compared_in_order(void **state)
{
    (void)state;
    assert_same("a: [1, 2]\n", "a:\n- 1\n- 2\n");
    assert_differs("a: [1, 2]\n", "a: [2, 1]\n", "a[0]");
    assert_differs("a: [1, 2]\n", "a: [1]\n", "a[1]");
    assert_differs("a: [1]\n", "a: [1, 2]\n", "a[1]");
    assert_differs("a: [{b: 1}, {c: [x, y]}]\n", "a: [{b: 1}, {c: [x, z]}]\n", "a[1].c[1]");
    assert_same("a: []\n", "a: []\n");
}

static void both_sides_of_the_difference(void **state)
{
    (void)state;
    struct difference d = difference_of("a: [x, y]\n", "a: [x, z]\n");
    assert_slice(d.before->value, "y");
    assert_slice(d.after->value, "z");
    assert_null(d.alias);
    d = difference_of("a: 1\nb: 2\n", "a: 1\n");
    assert_slice(d.before->value, "2");
    assert_null(d.after);
    d = difference_of("a: [1]\n", "a: [1, 2]\n");
    assert_null(d.before);
    assert_slice(d.after->value, "2");
}

static void a_document_that_is_empty(void **state)
{
    (void)state;
    assert_true(difference_of("", "a: 1\n").found);
    assert_true(difference_of("a: 1\n", "").found);
    assert_false(difference_of("", "").found);
    assert_slice(difference_of("a: 1\n", "").path, "");
}

static void aliases_stand_for_their_value(void **state)
{
    (void)state;
    assert_same("a: &x {b: [1]}\nc: *x\n", "a: {b: [1]}\nc: {b: [1]}\n");
    assert_same("a: {b: [1]}\nc: {b: [1]}\n", "a: &x {b: [1]}\nc: *x\n");
    assert_same("a: &x v\nb: *x\n", "a: v\nb: 'v'\n");
    assert_differs("a: &x v\nb: *x\n", "a: v\nb: w\n", "b");
    assert_differs("a: &x v\n*x : w\n", "a: v\nv: x\n", "v");
    assert_same("a: &x v\n*x : w\n", "a: v\nv: w\n");
}

/* Two that stand for nothing are the same nothing; one is not what is there. */
static void aliases_without_an_anchor(void **state)
{
    (void)state;
    assert_same("a: *none\n", "a: *none\n");
    assert_differs("a: *none\n", "a: 1\n", "a");
    assert_differs("a: 1\n", "a: *none\n", "a");
}

static void merges_are_resolved(void **state)
{
    (void)state;
    assert_same("x: &x {a: 1, b: 2}\nc:\n  <<: *x\n  b: 3\n", "x: {a: 1, b: 2}\nc: {a: 1, b: 3}\n");
    assert_same("x: {a: 1, b: 2}\nc: {b: 3, a: 1}\n", "x: &x {a: 1, b: 2}\nc:\n  b: 3\n  <<: *x\n");
    assert_same("x: &x {a: 1}\ny: &y {a: 2, b: 2}\nc: {<<: [*x, *y]}\n",
                "x: {a: 1}\ny: {a: 2, b: 2}\nc: {a: 1, b: 2}\n");
    assert_same("x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nc: {<<: *y}\n",
                "x: {a: 1}\ny: {a: 1, b: 2}\nc: {a: 1, b: 2}\n");
    assert_same("x: &x {<<: *none, a: 1}\n", "x: {a: 1}\n");
    assert_same("x: {<<: {}, a: 1}\n", "x: {a: 1}\n");
    assert_same("x: {<<: {}}\n", "x: {}\n");
    assert_differs("x: &x {a: 1}\nc: {<<: *x}\n", "x: {a: 1}\nc: {a: 2}\n", "c.a");
    assert_differs("x: &x {a: 1}\nc: {<<: *x}\n", "x: {a: 1}\nc: {}\n", "c.a");
    assert_differs("c: {'<<': {a: 1}}\n", "c: {a: 1}\n", "c.<<");
    assert_differs("c: {'<<': {a: 1}}\n", "c: {<<: {a: 1}}\n", "c.<<");
    assert_differs("c: {<<: {a: 1}}\n", "c: {'<<': {a: 1}}\n", "c.<<");
}

/* Where a field got another value through an alias, it is the alias that has to be replaced. */
static void the_alias_that_brought_another_value(void **state)
{
    (void)state;
    struct difference d = difference_of("a: 1\nb: {c: old}\n", "a: &x {c: new}\nb: *x\n");
    assert_slice(d.path, "a");
    d = difference_of("a: &x {c: old}\nb: *x\n", "a: &x {c: old}\nb: [x]\n");
    assert_null(d.alias);
    const char *before = "x: &x {n: &n old}\na: 1\nb: {c: *x}\n";
    const char *after = "x: &x {n: &n old}\na: &y {n: new}\nb: {c: *y}\n";
    d = difference_of(before, after);
    assert_slice(d.path, "a");
    struct tree *old = tree_of("n: &n old\nm: *n\nx: &x [*n]\ny: *x\n"),
                *new = tree_of("n: old\nm: &m new\nx: &x [old]\ny: *x\n");
    d = tree_difference(&arena, old->root, new->root, NULL, NULL);
    assert_slice(d.path, "m");
    assert_null(d.alias);
    old = tree_of("n: {k: &n old}\nm: *n\n");
    new = tree_of("n: {k: &n new}\nm: *n\n");
    d = tree_difference(&arena, mapping_get(old->root, "n"), mapping_get(new->root, "n"), NULL, NULL);
    assert_null(d.alias);
    d = tree_difference(&arena, mapping_get(old->root, "m"), mapping_get(new->root, "m"), NULL, NULL);
    assert_ptr_equal(d.alias, mapping_get(new->root, "m"));
    assert_ptr_equal(d.alias_before, mapping_get(old->root, "m"));
}

static bool skip_key(void *context, const struct place *place)
{
    return slice_equal(place->key, slice_of(context));
}

static void the_outermost_alias_counts(void **state)
{
    (void)state;
    const char *before = "n: &n {k: old}\no: &o {p: *n}\nq: *o\n",
               *after = "n: &n {k: new}\no: &o {p: *n}\nq: *o\n";
    struct tree *old = tree_of(before), *new = tree_of(after);
    struct difference d =
        tree_difference(&arena, mapping_get(old->root, "q"), mapping_get(new->root, "q"), NULL, NULL);
    assert_slice(d.path, "p.k");
    assert_ptr_equal(d.alias, mapping_get(new->root, "q"));
    assert_ptr_equal(d.alias_before, mapping_get(old->root, "q"));
    /* an alias that was the same all through is not the one that leads to a later difference */
    d = difference_of("a: &a [1]\nb: *a\nc: 1\n", "a: &a [1]\nb: *a\nc: 2\n");
    assert_slice(d.path, "c");
    assert_null(d.alias);
}

static void what_is_skipped_is_not_compared(void **state)
{
    (void)state;
    struct tree *a = tree_of("a: 1\nb: 2\nc: {b: 3, d: 4}\n"), *b = tree_of("b: 9\nc: {d: 4}\na: 1\n");
    assert_false(tree_difference(&arena, a->root, b->root, skip_key, "b").found);
    assert_true(tree_difference(&arena, a->root, b->root, skip_key, "d").found);
    a = tree_of("b: {x: 1}\na: 1\n"), b = tree_of("a: 1\n");
    assert_false(tree_difference(&arena, a->root, b->root, skip_key, "b").found);
    assert_false(tree_difference(&arena, b->root, a->root, skip_key, "b").found);
    a = tree_of("x: &x {a: 1, b: 2}\nc: {<<: *x}\n"), b = tree_of("x: {a: 1}\nc: {a: 1, b: 3}\n");
    assert_false(tree_difference(&arena, a->root, b->root, skip_key, "b").found);
}

/* Entries named y of any list are left out. */
static bool skip_two(void *context, const struct place *place)
{
    (void)context;
    return slice_equal(node_text(place->value), SLICE("2"));
}

/* A key of the mapping's own counts, left out or not, and not what a merge brings under that name. */
static void what_is_skipped_hides_what_is_merged(void **state)
{
    (void)state;
    const struct node *merged = root_of("x: {<<: {a: 1, b: 1}}\n"),
                      *hidden = root_of("x: {<<: {a: 1, b: 1}, a: 2}\n"), *without = root_of("x: {b: 1}\n");
    assert_slice(tree_difference(&arena, merged, hidden, skip_two, NULL).path, "x.a");
    assert_slice(tree_difference(&arena, hidden, merged, skip_two, NULL).path, "x.a");
    assert_false(tree_difference(&arena, hidden, without, skip_two, NULL).found);
}

/* A merge of a merge counts as deep as a look-up follows it. */
static void merges_of_merges(void **state)
{
    (void)state;
    size_t found = 0;
    for (size_t count = 10; count < 24; count++) {
        const struct node *ends[2];
        for (int end = 0; end < 2; end++) {
            struct slice text = arena_format(&arena, "a0: &a0 {k: %d}\n", end);
            for (size_t i = 1; i <= count; i++)
                text = arena_format(
                    &arena, i % 3 == 0 ? "%.*sa%zu: &a%zu {<<: *a%zu}\n" : "%.*sa%zu: &a%zu {<<: [*a%zu]}\n",
                    SLICE_ARG(text), i, i, i - 1);
            for (ends[end] = root_of(text.data)->first; ends[end]->next != NULL;)
                ends[end] = ends[end]->next;
        }
        bool there = mapping_get(ends[0], "k") != NULL;
        assert_int_equal(tree_difference(&arena, ends[0], ends[1], NULL, NULL).found, there);
        found += there;
    }
    assert_in_range(found, 1, 13);
}

static bool skip_y(void *context, const struct place *place)
{
    (void)context;
    return place->key.len == 0 && place->up != NULL && slice_equal(node_text(place->value), SLICE("y"));
}

static void skipped_entries_of_a_list(void **state)
{
    (void)state;
    struct tree *a = tree_of("l: [x, y, z]\n"), *b = tree_of("l: [y, y, x, z, y]\n");
    assert_false(tree_difference(&arena, a->root, b->root, skip_y, NULL).found);
    b = tree_of("l: [y, x, w]\n");
    struct difference d = tree_difference(&arena, a->root, b->root, skip_y, NULL);
    assert_slice(d.path, "l[2]");
    d = tree_difference(&arena, a->root, tree_of("l: [x, y]\n")->root, skip_y, NULL);
    assert_slice(d.path, "l[2]");
    d = tree_difference(&arena, tree_of("l: [y, x]\n")->root, tree_of("l: [y, y, x, w]\n")->root, skip_y,
                        NULL);
    assert_slice(d.path, "l[3]");
}

/* What a skip sees of an entry: where it is, and its value as it stands. */
static bool remember(void *context, const struct place *place)
{
    struct slice *seen = context;
    *seen = arena_format(&arena, "%.*s %.*s", SLICE_ARG(*seen), SLICE_ARG(place_path(&arena, place)));
    return false;
}

static void a_skip_is_asked_about_every_entry(void **state)
{
    (void)state;
    struct slice seen = SLICE("");
    const struct node *root = root_of("a: {b: 1}\nc: [2, {d: 3}]\n");
    assert_false(tree_difference(&arena, root, root, remember, &seen).found);
    assert_holds(seen, " a ");
    assert_holds(seen, " a.b ");
    assert_holds(seen, " c[0] ");
    assert_holds(seen, " c[1].d");
}

static void places(void **state)
{
    (void)state;
    const struct place spec = {NULL, SLICE("spec"), 0, NULL}, plugins = {&spec, SLICE("plugins"), 0, NULL},
                       item = {&plugins, SLICE(""), 2, NULL}, name = {&item, SLICE("name"), 0, NULL};
    assert_slice(place_path(&arena, &name), "spec.plugins[2].name");
    assert_slice(place_path(&arena, NULL), "");
    assert_true(place_is(&spec, "spec", NONE));
    assert_true(place_is(&name, "spec", "plugins", "*", "name", NONE));
    assert_true(place_is(&name, "*", "*", "*", "*", NONE));
    assert_true(place_is(NULL, NONE));
    assert_false(place_is(&name, "spec", "plugins", "*", NONE));
    assert_false(place_is(&item, "spec", "plugins", "*", "name", NONE));
    assert_false(place_is(&name, "spec", "plugins", "*", "names", NONE));
    assert_false(place_is(&name, "spec", "plugin", "*", "name", NONE));
    assert_false(place_is(&spec, NONE));
    assert_false(place_is(&spec, "spec", "a", "b", "c", "d", "e", "f", "g", "h", "i", NONE));
}

/* Each pair of nodes is visited once, however many ways lead to it. */
static void an_alias_bomb_is_not_expanded(void **state)
{
    (void)state;
    struct slice text = SLICE("a0: &a0 [x]\n");
    for (int i = 1; i <= 8; i++) /* as far as a text may go */
        text =
            arena_format(&arena, "%.*sa%d: &a%d {k: *a%d, l: *a%d}\n", SLICE_ARG(text), i, i, i - 1, i - 1);
    assert_same(text.data, text.data);
    struct slice other = arena_format(&arena, "%.*sb: 1\n", SLICE_ARG(text));
    assert_differs(text.data, other.data, "b");
}

/* One mapping held against many others, and many against it. */
static void one_alias_and_many_copies(void **state)
{
    (void)state;
    struct slice aliases = SLICE("a: &x {k: 1}\n"), copies = aliases;
    for (int i = 0; i < 400; i++) {
        aliases = arena_format(&arena, "%.*sb%d: *x\n", SLICE_ARG(aliases), i);
        copies = arena_format(&arena, "%.*sb%d: {k: 1}\n", SLICE_ARG(copies), i);
    }
    assert_same(aliases.data, copies.data);
    assert_same(copies.data, aliases.data);
    copies = arena_format(&arena, "%.*sc: {k: 2}\n", SLICE_ARG(copies));
    aliases = arena_format(&arena, "%.*sc: *x\n", SLICE_ARG(aliases));
    assert_differs(aliases.data, copies.data, "c.k");
    assert_differs(copies.data, aliases.data, "c.k");
}

static void long_chains_of_merges_end(void **state)
{
    (void)state;
    struct slice text = SLICE("m0: &m0 {a: 1}\n");
    for (int i = 1; i <= 90; i++)
        text = arena_format(&arena, "%.*sm%d: &m%d {<<: *m%d}\n", SLICE_ARG(text), i, i, i - 1);
    assert_same(text.data, text.data);
}

/* Thousands of keys in another order: sorted once, not searched for each. */
static void a_large_mapping_in_another_order(void **state)
{
    (void)state;
    struct slice up = SLICE(""), down = SLICE("");
    for (int i = 0; i < 300; i++) {
        up = arena_format(&arena, "%.*sk%d: %d\n", SLICE_ARG(up), i, i);
        down = arena_format(&arena, "k%d: %d\n%.*s", i, i, SLICE_ARG(down));
    }
    assert_same(up.data, down.data);
    down = arena_format(&arena, "%.*sl: 1\n", SLICE_ARG(down));
    assert_differs(up.data, down.data, "l");
}

/* "a:" in "a:", so deep, and behind each of them that line. */
static const char *nested(size_t depth, const char *behind)
{
    struct slice text = SLICE("x: &x {k: v}\ntop:\n");
    for (size_t i = 1; i <= depth; i++)
        text = arena_format(&arena, "%.*s%*sa:\n", SLICE_ARG(text), (int)i, "");
    text = arena_format(&arena, "%.*s%*sb: 1\n", SLICE_ARG(text), (int)depth + 1, "");
    for (size_t i = depth; i >= 1; i--)
        text = arena_format(&arena, "%.*s%*s%s\n", SLICE_ARG(text), (int)i, "", behind);
    return arena_string(&arena, text);
}

/* Each level once: a comparison that begins anew where a merge or another key follows would not end. */
static void nested_mappings_are_compared_once(void **state)
{
    (void)state;
    assert_same(nested(60, "<<: *x"), nested(60, "<<: *x"));
    assert_same(nested(60, "c: 1"), nested(60, "c: 1"));
    assert_true(difference_of(nested(60, "<<: *x"), nested(60, "c: 1")).found);
    assert_true(difference_of(nested(60, "c: 1"), nested(60, "d: 1")).found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(style_and_comments_do_not_count),
        TEST(scalars_are_compared_by_text),
        TEST(text_and_what_is_none_differ),
        TEST(tags_count),
        TEST(kinds_count),
        TEST(mappings_are_compared_by_key),
        TEST(the_first_difference_is_told),
        TEST(a_key_that_stands_twice),
        TEST(sequences_are_compared_in_order),
        TEST(both_sides_of_the_difference),
        TEST(a_document_that_is_empty),
        TEST(aliases_stand_for_their_value),
        TEST(aliases_without_an_anchor),
        TEST(merges_are_resolved),
        TEST(the_alias_that_brought_another_value),
        TEST(the_outermost_alias_counts),
        TEST(what_is_skipped_is_not_compared),
        TEST(what_is_skipped_hides_what_is_merged),
        TEST(merges_of_merges),
        TEST(skipped_entries_of_a_list),
        TEST(a_skip_is_asked_about_every_entry),
        TEST(places),
        TEST(an_alias_bomb_is_not_expanded),
        TEST(one_alias_and_many_copies),
        TEST(long_chains_of_merges_end),
        TEST(nested_mappings_are_compared_once),
        TEST(a_large_mapping_in_another_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
