#include "lib/yaml.h"

#include "yaml/anchors.h"

static struct node *node_with(struct slice anchor)
{
    struct node *node = arena_alloc(&arena, sizeof *node);
    node->anchor = anchor;
    return node;
}

static void an_empty_table_has_nothing(void **state)
{
    (void)state;
    struct anchor_table table = {0};
    assert_null(anchor_table_get(&table, SLICE("a")));
    assert_null(anchor_table_get(&table, SLICE("")));
}

static void the_last_one_of_a_name_counts(void **state)
{
    (void)state;
    struct anchor_table table = {0};
    struct node *first = node_with(SLICE("a")), *other = node_with(SLICE("b")),
                *second = node_with(SLICE("a"));
    anchor_table_set(&arena, &table, first);
    anchor_table_set(&arena, &table, other);
    assert_ptr_equal(anchor_table_get(&table, SLICE("a")), first);
    anchor_table_set(&arena, &table, second);
    assert_ptr_equal(anchor_table_get(&table, SLICE("a")), second);
    assert_ptr_equal(anchor_table_get(&table, SLICE("b")), other);
    assert_null(anchor_table_get(&table, SLICE("c")));
    assert_int_equal(table.count, 2);
}

/* It grows, and stays at most half full, so that a search ends soon. */
static void thousands_of_anchors(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static struct node *nodes[COUNT];
    struct anchor_table table = {0};
    for (size_t i = 0; i < COUNT; i++) {
        nodes[i] = node_with(arena_format(&arena, "anchor-%zu", i));
        anchor_table_set(&arena, &table, nodes[i]);
        assert_true(table.count * 2 <= table.size);
    }
    assert_int_equal(table.count, COUNT);
    assert_int_equal(table.size & (table.size - 1), 0);
    assert_true(table.size < COUNT * 8);
    for (size_t i = 0; i < COUNT; i++)
        assert_ptr_equal(anchor_table_get(&table, nodes[i]->anchor), nodes[i]);
    assert_null(anchor_table_get(&table, SLICE("anchor-")));
    assert_null(anchor_table_get(&table, SLICE("anchor-5000")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_table_has_nothing),
        TEST(the_last_one_of_a_name_counts),
        TEST(thousands_of_anchors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
