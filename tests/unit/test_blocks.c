#include "lib/cluster.h"
#include "lib/yaml.h"

#include "cnpg/blocks.h"

static struct cluster cluster;
static struct lines lines;

static struct blocks found_in(const char *text)
{
    struct tree *tree = tree_of(text);
    lines = lines_split(&arena, tree->text);
    struct sheet sheet = sheet_of(&arena, &lines, tree, 0, tree->text.len);
    cluster = cluster_read(tree);
    return blocks_find(&arena, &sheet, &cluster);
}

static const char *const kinds[] = {"bootstrap", "recovery", "initdb", "externals", "external"};

/* "#recovery 8-10 @4 old": commented, its lines from 1, the column of its head, its name. A ~ stands before
 * what is part of a flow collection, a ! behind what does not parse. */
static struct slice line_for(const struct block *block)
{
    return arena_format(&arena, "%s%s%s %zu-%zu @%zu%s%.*s%s\n", block->in_line ? "~" : "",
                        block->active ? "" : "#", kinds[block->kind], block->head + 1, block->last + 1,
                        block->column, block->name.len > 0 ? " " : "", SLICE_ARG(block->name),
                        failed(block->fault) ? " !" : "");
}

static void assert_parents(const struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *block = blocks->items[i];
        bool method = block->kind == BLOCK_RECOVERY || block->kind == BLOCK_INITDB;
        if (!method && block->kind != BLOCK_EXTERNAL)
            assert_null(block->parent);
        else
            assert_int_equal(block->parent->kind, method ? BLOCK_BOOTSTRAP : BLOCK_EXTERNALS);
    }
}

/* The blocks in a Cluster whose spec, from line 6 on, is that text. */
static void assert_blocks(const char *spec, const char *want)
{
    struct blocks blocks = found_in(arena_format(&arena, "%s%s  last: 1\n", HEAD, spec).data);
    struct slice got = SLICE("");
    for (size_t i = 0; i < blocks.count; i++)
        got = arena_format(&arena, "%.*s%.*s", SLICE_ARG(got), SLICE_ARG(line_for(blocks.items[i])));
    assert_slice(got, want);
    assert_parents(&blocks);
}

static void active_blocks(void **state)
{
    (void)state;
    assert_blocks("  instances: 1\n" RECOVERY "      database: app\n\n" EXTERNAL("a") "    - name: b\n"
                                                                                      "      x: 1\n",
                  "bootstrap 7-7 @2\nrecovery 8-10 @4 old\nexternals 12-12 @2\n"
                  "external 13-16 @4 old\nexternal 17-18 @4 b\n");
    assert_blocks("  a: 1\n", "");
    struct blocks blocks = found_in(HEAD INITDB EXTERNAL("a"));
    assert_ptr_equal(blocks.bootstrap, blocks.items[0]);
    assert_ptr_equal(blocks.initdb, blocks.items[1]);
    assert_ptr_equal(blocks.externals, blocks.items[2]);
    assert_null(blocks.recovery);
    assert_int_equal(blocks.column, 2);
    assert_ptr_equal(blocks_active_external(&blocks, cluster.externals.value->first), blocks.items[3]);
    assert_null(blocks_active_external(&blocks, cluster.externals.value));
    assert_null(blocks_active_external(&blocks, NULL));
}

/* The dash of an item may stand on a line of its own. */
static void items_begin_with_their_dash(void **state)
{
    (void)state;
    assert_blocks("  externalClusters:\n"
                  "    -\n"
                  "      # about a\n"
                  "      name: a\n"
                  "    - # b\n"
                  "\n"
                  "      name: b\n"
                  "    - &c\n"
                  "      name: c\n",
                  "externals 6-6 @2\nexternal 7-9 @4 a\nexternal 10-12 @4 b\nexternal 13-14 @4 c\n");
    assert_blocks("  externalClusters:\n    # - # about a\n    #   name: a\n    # -\n    #   name: b\n",
                  "externals 6-6 @2\n#external 7-8 @4 a\n#external 9-10 @4 b\n");
    assert_blocks("  externalClusters:\n  - name: a\n    x: 1\n  - name: b\n",
                  "externals 6-6 @2\nexternal 7-8 @2 a\nexternal 9-9 @2 b\n");
}

static void flow_style(void **state)
{
    (void)state;
    assert_blocks(
        "  bootstrap: {recovery: {source: a},\n    initdb: {}}\n  externalClusters: [{name: a}, {name: b}]\n",
        "bootstrap 6-7 @2\n~initdb 7-7 @4\n~recovery 6-6 @2 a\n"
        "externals 8-8 @2\n~external 8-8 @2 a\n~external 8-8 @2 b\n");
    assert_blocks("  bootstrap:\n    initdb: {database: app\n }\n    # recovery:\n    #   source: a\n",
                  "bootstrap 6-6 @2\ninitdb 7-8 @4\n#recovery 9-10 @4 a\n");
    struct blocks blocks = found_in("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
                                    "spec: {bootstrap: {initdb: {}}, externalClusters: [{name: a}]}\n"
                                    "# bootstrap:\n");
    assert_int_equal(blocks.count, 4);
    for (size_t i = 0; i < blocks.count; i++)
        assert_true(blocks.items[i]->in_line && blocks.items[i]->active);
    assert_slice(blocks.items[3]->name, "a");
}

static void no_spec_no_blocks(void **state)
{
    (void)state;
    assert_int_equal(found_in("kind: Cluster\n# bootstrap:\n").count, 0);
    assert_int_equal(found_in("spec: {}\n# bootstrap:\n").count, 0);
    assert_int_equal(found_in("spec: text\n# bootstrap:\n").count, 0);
    assert_int_equal(found_in("spec:\n  externalClusters: text\n").count, 1);
}

/* The two ways in which people write it: all of it, or the methods alone. */
static void commented_as_a_whole(void **state)
{
    (void)state;
    assert_blocks("  # bootstrap:\n"
                  "  #   recovery:\n"
                  "  #     source: old\n"
                  "  #   initdb:\n"
                  "  #     database: app\n"
                  "  # externalClusters:\n"
                  "  #   - name: old\n"
                  "  #     x: 1\n"
                  "  #   - name: other\n"
                  "  a: 1\n",
                  "#bootstrap 6-6 @2\n#recovery 7-8 @4 old\n#initdb 9-10 @4\n#externals 11-11 @2\n"
                  "#external 12-13 @4 old\n#external 14-14 @4 other\n");
}

static void commented_below_an_active_key(void **state)
{
    (void)state;
    assert_blocks(
        INITDB "    # recovery:\n"
               "    #   source: old\n"
               "  externalClusters:\n"
               "    - name: a\n"
               "    # - name: old\n"
               "    #   x: 1\n"
               "    # - name: b\n"
               "  c: 1\n",
        "bootstrap 6-6 @2\ninitdb 7-8 @4\n#recovery 9-10 @4 old\nexternals 11-11 @2\nexternal 12-12 @4 a\n"
        "#external 13-14 @4 old\n#external 15-15 @4 b\n");
    assert_blocks("  bootstrap:\n    # recovery:\n    #   source: a\n    initdb: {}\n",
                  "bootstrap 6-6 @2\n#recovery 7-8 @4 a\ninitdb 9-9 @4\n");
    assert_blocks("  bootstrap:\n    # recovery:\n    #   source: a\n  externalClusters:\n    # - name: a\n",
                  "bootstrap 6-6 @2\n#recovery 7-8 @4 a\nexternals 9-9 @2\n#external 10-10 @4 a\n");
}

static void styles_of_comments(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        size_t column;
        enum comment_strip strip;
        bool own_column;
    } table[] = {
        {"  # bootstrap:\n  #   recovery:\n  #     source: a\n", 2, STRIP_HASH_BLANK, false},
        {"  #bootstrap:\n  #  recovery:\n  #    source: a\n", 2, STRIP_HASH, false},
        {"#  bootstrap:\n#    recovery:\n#      source: a\n", 0, STRIP_HASH, false},
        {"#   bootstrap:\n#     recovery:\n#       source: a\n", 0, STRIP_HASH_BLANK, false},
        {"# bootstrap:\n#   recovery:\n#     source: a\n", 0, STRIP_IN_PLACE, false},
        {"  # bootstrap:\n    # recovery:\n      # source: a\n", 4, STRIP_HASH_BLANK, true},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct blocks blocks = found_in(arena_format(&arena, "%s%s  x: 1\n", HEAD, table[i].spec).data);
        assert_int_equal(blocks.count, 2);
        const struct block *recovery = blocks.items[1];
        assert_int_equal(recovery->kind, BLOCK_RECOVERY);
        assert_int_equal(recovery->lines.count, 2);
        assert_int_equal(recovery->column, 4);
        assert_int_equal(recovery->style.strip, table[i].strip);
        assert_int_equal(recovery->style.own_column, table[i].own_column);
        if (!table[i].own_column)
            assert_int_equal(recovery->style.column, table[i].column);
        assert_slice(recovery->name, "a");
    }
}

/* A part may be less indented than its parent is by the parent's own strip: then the usual ones serve. */
static void parts_in_another_style_than_their_parent(void **state)
{
    (void)state;
    assert_blocks("  #bootstrap:\n  # recovery:\n  #    source: a\n",
                  "#bootstrap 6-6 @2\n#recovery 7-8 @3 a\n");
    assert_blocks("  # bootstrap:\n    #recovery:\n    #  source: a\n",
                  "#bootstrap 6-6 @2\n#recovery 7-8 @4 a\n");
}

static void prose_is_no_block(void **state)
{
    (void)state;
    assert_blocks("  # bootstrap: see the wiki\n"
                  "  # recovery: is below\n"
                  "  # The recovery:\n"
                  "  # - a list in prose\n"
                  "  # externalClusters\n"
                  "  # bootstrap:initdb\n"
                  "    # bootstrap:\n"
                  "  a: 1\n",
                  "");
}

static void heads_with_a_value(void **state)
{
    (void)state;
    assert_blocks("  # bootstrap: {recovery: {source: a}}\n", "#bootstrap 6-6 @2\n~#recovery 6-6 @2 a\n");
    assert_blocks(
        "  # bootstrap: {recovery: {source: a}, initdb: {database: b}}\n  # externalClusters: [{name: a}]\n",
        "#bootstrap 6-6 @2\n~#recovery 6-6 @2 a\n~#initdb 6-6 @2\n#externals 7-7 @2\n~#external 7-7 @2 a\n");
    assert_blocks("  bootstrap:\n    # recovery: &r\n    #   source: a\n    # initdb: {a: 1}\n",
                  "bootstrap 6-6 @2\n#recovery 7-8 @4 a\n#initdb 9-9 @4\n");
    assert_blocks("  bootstrap:\n    initdb: {}\n    # recovery: # about it\n    #   source: a\n",
                  "bootstrap 6-6 @2\ninitdb 7-7 @4\n#recovery 8-9 @4 a\n");
    assert_blocks("  externalClusters:\n    # - {name: a}\n", "externals 6-6 @2\n#external 7-7 @4 a\n");
    assert_blocks("  # externalClusters:\n  #   [{name: a},\n  #    {name: b}]\n  # - c\n  x: 1\n",
                  "#externals 6-8 @2\n~#external 6-8 @2 a\n~#external 6-8 @2 b\n");
    assert_blocks("  # bootstrap:\n  # {}\n  # {}: 1\n  x: 1\n", "#bootstrap 6-6 @2\n");
}

/* Another commented key of spec ends the commented one before it. */
static void parts_belong_to_what_is_above_them(void **state)
{
    (void)state;
    assert_blocks(
        "  # bootstrap:\n  #   recovery:\n  #     source: a\n  # plugins:\n  #   - name: p\n  x: 1\n",
        "#bootstrap 6-6 @2\n#recovery 7-8 @4 a\n");
    assert_blocks("  # externalClusters:\n  #   - name: a\n  # postgresql:\n  #   - name: b\n  x: 1\n",
                  "#externals 6-6 @2\n#external 7-7 @4 a\n");
    assert_blocks("  # externalClusters:\n  x: 1\n  #   - name: a\n", "#externals 6-6 @2\n");
    assert_blocks("  # externalClusters:\n  # words that say more\n  #   - name: a\n",
                  "#externals 6-6 @2\n#external 8-8 @4 a\n");
    assert_blocks("  # externalClusters:\n  # \n  #\n  # - words\n  #words: x\n  #   - name: a\n",
                  "#externals 6-6 @2\n#external 11-11 @4 a\n");
    assert_blocks("  externalClusters:\n  - name: a\n  # - name: b\n",
                  "externals 6-6 @2\nexternal 7-7 @2 a\n#external 8-8 @2 b\n");
    assert_blocks("  # externalClusters:\n  # - name: a\n  #   x: 1\n  # - name: b\n",
                  "#externals 6-6 @2\n#external 7-8 @2 a\n#external 9-9 @2 b\n");
    assert_blocks("  postgresql:\n    # recovery:\n    #   source: a\n    x: 1\n    # - name: b\n", "");
    assert_blocks("  bootstrap:\n    initdb: {}\n  x: 1\n    # recovery:\n    #   source: a\n",
                  "bootstrap 6-6 @2\ninitdb 7-7 @4\n");
}

/* Methods can stand behind an externalClusters that is a comment whenever they are active. */
static void methods_behind_external_clusters(void **state)
{
    (void)state;
    assert_blocks(
        "  bootstrap:\n"
        "    initdb: {}\n"
        "  # externalClusters:\n"
        "  #   - name: a\n"
        "    # recovery:\n"
        "    #   source: a\n",
        "bootstrap 6-6 @2\ninitdb 7-7 @4\n#externals 8-8 @2\n#external 9-9 @4 a\n#recovery 10-11 @4 a\n");
}

static void blocks_end_where_spec_ends(void **state)
{
    (void)state;
    assert_blocks(
        "  a: 1\n  # bootstrap:\n  #   recovery:\n  #     source: a\nstatus:\n  # externalClusters:\n",
        "#bootstrap 7-7 @2\n#recovery 8-9 @4 a\n");
}

/* A recovery in a column where it is no method may have been meant as one. */
static void strays(void **state)
{
    (void)state;
    struct blocks blocks =
        found_in(HEAD "  bootstrap:\n    initdb: {}\n      # recovery:\n      #   source: a\n"
                      "  x: 1\n    # recovery:\n      # initdb:\n");
    assert_int_equal(blocks.count, 2);
    assert_int_equal(blocks.stray_count, 2);
    assert_int_equal(blocks.stray[0], 7);
    assert_int_equal(blocks.stray[1], 10);
    blocks = found_in(HEAD "  # bootstrap:\n# recovery:\n#   source: a\n  x: 1\n");
    assert_int_equal(blocks.count, 1);
    assert_int_equal(blocks.stray_count, 1);
    blocks = found_in(HEAD "  bootstrap: {initdb: {}}\n    # recovery:\n    #   source: a\n");
    assert_int_equal(blocks.stray_count, 1);
    blocks = found_in("# recovery:\n# initdb:\n" HEAD "  x: 1\nstatus: {}\n# recovery:\n# words\n");
    assert_int_equal(blocks.stray_count, 2);
    assert_int_equal(blocks.stray[0], 0);
    assert_int_equal(blocks.stray[1], 9);
}

static void a_target_of_an_earlier_recovery(void **state)
{
    (void)state;
    struct blocks blocks = found_in(HEAD INITDB "    # recovery:\n"
                                                "    #   source: a\n"
                                                "    #   recoveryTarget:\n"
                                                "    #     targetTime: x\n"
                                                "    #   owner: b\n");
    const struct block *recovery = blocks.items[2];
    assert_int_equal(recovery->lines.count, 3);
    assert_int_equal(recovery->target.count, 2);
    assert_int_equal(recovery->target.items[0], 10);
    assert_null(mapping_get(recovery->value, "recoveryTarget"));
    assert_slice(node_text(mapping_get(recovery->value, "owner")), "b");
    blocks = found_in(
        HEAD INITDB "    # recovery:\n      # source: a\n      # recoveryTarget:\n        # targetTLI: 1\n");
    assert_true(blocks.items[2]->style.own_column);
    assert_int_equal(blocks.items[2]->target.count, 2);
}

static void blocks_that_do_not_parse(void **state)
{
    (void)state;
    assert_blocks(INITDB "    # recovery:\n    #   source: 'a\n    #   b: 1\n",
                  "bootstrap 6-6 @2\ninitdb 7-8 @4\n#recovery 9-10 @4 !\n");
    struct blocks blocks = found_in(HEAD INITDB "    # recovery:\n"
                                                "    # words\n"
                                                "    #   source: a\n"
                                                "    #   owner: {b: c\n"
                                                "    # initdb:\n");
    const struct block *recovery = blocks.items[2];
    assert_null(recovery->fragment);
    assert_refused(recovery->fault, "R014", "does not parse");
    assert_true(recovery->fault.line >= 9 && recovery->fault.line <= 12);
    assert_int_equal(blocks.items[3]->kind, BLOCK_INITDB);
}

/* The lines of a fault are those of the manifest, prose between them counted. */
static void a_fault_is_shown_where_it_stands(void **state)
{
    (void)state;
    struct blocks blocks = found_in(HEAD INITDB "    # recovery:\n"
                                                "    # Some words\n"
                                                "    #   source: a\n"
                                                "    # Some words\n"
                                                "    #   owner: @b\n");
    assert_int_equal(blocks.items[2]->fault.line, 13);
}

static void what_a_block_says(void **state)
{
    (void)state;
    struct blocks blocks =
        found_in(HEAD INITDB
                 "    # recovery:\n"
                 "    #   source: a # b\n"
                 "    # # words\n"
                 "    #   secret: {name: s}\n"
                 "  # externalClusters:\n"
                 "  #   - name: a\n"
                 "  #     plugin: {name: barman-cloud.cloudnative-pg.io, parameters: {serverName: x-v1}}\n");
    assert_slice(node_text(node_at(blocks.items[2]->value, "secret", "name", (const char *)NULL)), "s");
    struct store store = external_store(blocks.items[4]->value, SLICE("db"));
    assert_slice(store.generation, "x-v1");
}

/* Anchors may be elsewhere: active, or in another commented block. */
static void aliases_across_blocks(void **state)
{
    (void)state;
    struct blocks blocks =
        found_in(HEAD "  imageName: &image x\n" BACKUP("&now x-v2") "  bootstrap:\n"
                                                                    "    # recovery:\n"
                                                                    "    #   source: *name\n"
                                                                    "    #   database: *now\n"
                                                                    "    #   owner: *none\n"
                                                                    "  # externalClusters:\n"
                                                                    "  #   - name: &name a\n"
                                                                    "  #     plugin: &p {name: *name}\n"
                                                                    "  #     other: *p\n"
                                                                    "  #   - name: b\n"
                                                                    "  #     plugin: *p\n");
    const struct block *recovery = blocks.items[1];
    assert_int_equal(recovery->kind, BLOCK_RECOVERY);
    assert_slice(recovery->name, "a");
    assert_slice(node_text(mapping_get(recovery->value, "database")), "x-v2");
    assert_null(node_resolve(mapping_get(recovery->value, "owner")));
    assert_int_equal(node_resolve(mapping_get(blocks.items[3]->value, "other"))->kind, NODE_MAPPING);
    assert_null(node_resolve(mapping_get(blocks.items[4]->value, "plugin"))); /* only scalars reach across */
}

static void lines_of_a_block_are_its_own(void **state)
{
    (void)state;
    assert_blocks("  # bootstrap:\n"
                  "  #   initdb:\n"
                  "  #     # recovery:\n"
                  "  #     postInitSQL: |\n"
                  "  #       # externalClusters:\n"
                  "  #       bootstrap:\n"
                  "  #   recovery:\n"
                  "  #     source: a\n",
                  "#bootstrap 6-6 @2\n#initdb 7-11 @4\n#recovery 12-13 @4 a\n");
    assert_blocks("  script: |\n    # bootstrap:\n    #   recovery:\n  a: 1\n", "");
}

static void rules_by_kind(void **state)
{
    (void)state;
    const struct comment_style style = {.column = 3, .strip = STRIP_HASH};
    assert_true(block_rule_for(BLOCK_BOOTSTRAP, style).head_only);
    assert_true(block_rule_for(BLOCK_EXTERNALS, style).head_only);
    assert_false(block_rule_for(BLOCK_INITDB, style).head_only);
    assert_false(block_rule_for(BLOCK_EXTERNAL, style).head_only);
    assert_slice(block_rule_for(BLOCK_RECOVERY, style).stays, "recoveryTarget");
    assert_slice(block_rule_for(BLOCK_INITDB, style).stays, "");
    assert_int_equal(block_rule_for(BLOCK_INITDB, style).style.column, 3);
}

static void the_last_line_of_a_node(void **state)
{
    (void)state;
    const struct node *root = root_of("a:\n  b: |\n    x\n\n  c: [1,\n    2]\nd:\ne: 1");
    struct lines of = lines_split(&arena, SLICE("a:\n  b: |\n    x\n\n  c: [1,\n    2]\nd:\ne: 1"));
    assert_int_equal(node_last_line(&of, mapping_get(root, "a")), 5);
    assert_int_equal(node_last_line(&of, node_at(root, "a", "b", (const char *)NULL)), 2);
    assert_int_equal(node_last_line(&of, mapping_get(root, "d")), 6);
    assert_int_equal(node_last_line(&of, mapping_get(root, "e")), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(active_blocks),
        TEST(items_begin_with_their_dash),
        TEST(flow_style),
        TEST(no_spec_no_blocks),
        TEST(commented_as_a_whole),
        TEST(commented_below_an_active_key),
        TEST(styles_of_comments),
        TEST(parts_in_another_style_than_their_parent),
        TEST(prose_is_no_block),
        TEST(heads_with_a_value),
        TEST(parts_belong_to_what_is_above_them),
        TEST(methods_behind_external_clusters),
        TEST(blocks_end_where_spec_ends),
        TEST(strays),
        TEST(a_target_of_an_earlier_recovery),
        TEST(blocks_that_do_not_parse),
        TEST(a_fault_is_shown_where_it_stands),
        TEST(what_a_block_says),
        TEST(aliases_across_blocks),
        TEST(lines_of_a_block_are_its_own),
        TEST(rules_by_kind),
        TEST(the_last_line_of_a_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
