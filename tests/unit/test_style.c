#include "lib/check.h"

#include "plan/style.h"

static const struct block top = {.kind = BLOCK_BOOTSTRAP, .column = 2};

/* A method in column 4 below a bootstrap in column 2, commented out in that style. */
static struct block method(struct comment_style style)
{
    return (struct block){
        .kind = BLOCK_RECOVERY, .column = 4, .parent = (struct block *)&top, .style = style};
}

static struct comment_style at(size_t column, enum comment_strip strip)
{
    return (struct comment_style){.column = column, .strip = strip};
}

static const struct comment_style own = {true, 0, STRIP_HASH_BLANK};

static void assert_anchor(struct comment_style style, enum style_anchor anchor)
{
    struct block block = method(style);
    struct relative_style relative = style_of(&block);
    assert_int_equal(relative.anchor, anchor);
    assert_int_equal(relative.strip, style.strip);
}

static void where_the_hash_stands(void **state)
{
    (void)state;
    assert_anchor(own, ANCHOR_OWN);
    assert_anchor(at(0, STRIP_HASH), ANCHOR_ZERO);
    assert_anchor(at(0, STRIP_IN_PLACE), ANCHOR_ZERO);
    assert_anchor(at(2, STRIP_HASH), ANCHOR_PARENT);
    assert_anchor(at(4, STRIP_HASH_BLANK), ANCHOR_SELF);
    assert_anchor(at(3, STRIP_HASH), ANCHOR_COLUMN);
    struct block list = {.kind = BLOCK_EXTERNALS, .column = 2, .style = at(2, STRIP_HASH)};
    assert_int_equal(style_of(&list).anchor, ANCHOR_SELF);
    list.style.column = 1;
    assert_int_equal(style_of(&list).anchor, ANCHOR_COLUMN);
}

static void assert_column(struct relative_style style, const struct block *block, size_t column)
{
    struct comment_style got = style_at(style, block);
    assert_int_equal(got.column, column);
    assert_int_equal(got.own_column, style.anchor == ANCHOR_OWN);
    assert_int_equal(got.strip, style.strip);
}

static void the_same_style_for_another_block(void **state)
{
    (void)state;
    struct block deeper = {.kind = BLOCK_INITDB, .column = 6, .parent = (struct block *)&top};
    assert_column((struct relative_style){ANCHOR_ZERO, 9, STRIP_HASH}, &deeper, 0);
    assert_column((struct relative_style){ANCHOR_PARENT, 9, STRIP_HASH}, &deeper, 2);
    assert_column((struct relative_style){ANCHOR_SELF, 9, STRIP_HASH_BLANK}, &deeper, 6);
    assert_column((struct relative_style){ANCHOR_OWN, 9, STRIP_HASH}, &deeper, 0);
    assert_column((struct relative_style){ANCHOR_COLUMN, 3, STRIP_HASH}, &deeper, 3);
    assert_column((struct relative_style){ANCHOR_COLUMN, 9, STRIP_HASH}, &deeper, 6);
    assert_column((struct relative_style){ANCHOR_PARENT, 9, STRIP_HASH}, &top, 2);
    assert_column(usual_style, &deeper, 2);
    assert_int_equal(usual_style.strip, STRIP_HASH_BLANK);
}

/* A style is the one of the block that it was taken from. */
static void a_style_fits_its_own_block(void **state)
{
    (void)state;
    const struct comment_style styles[] = {own,
                                           at(0, STRIP_HASH),
                                           at(0, STRIP_IN_PLACE),
                                           at(0, STRIP_HASH_BLANK),
                                           at(1, STRIP_HASH),
                                           at(2, STRIP_HASH_BLANK),
                                           at(4, STRIP_HASH),
                                           {true, 0, STRIP_HASH}};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        struct block block = method(styles[i]);
        assert_true(style_equal(style_at(style_of(&block), &block), styles[i]));
    }
}

/* Only in column 0 a hash can stand in place of a blank. */
static void in_place_is_for_column_0(void **state)
{
    (void)state;
    struct block block = method(own);
    assert_int_equal(style_at((struct relative_style){ANCHOR_ZERO, 0, STRIP_IN_PLACE}, &block).strip,
                     STRIP_IN_PLACE);
    assert_int_equal(style_at((struct relative_style){ANCHOR_SELF, 0, STRIP_IN_PLACE}, &block).strip,
                     STRIP_HASH_BLANK);
    assert_int_equal(style_at((struct relative_style){ANCHOR_OWN, 0, STRIP_IN_PLACE}, &block).strip,
                     STRIP_HASH_BLANK);
    assert_int_equal(style_at((struct relative_style){ANCHOR_COLUMN, 0, STRIP_IN_PLACE}, &block).strip,
                     STRIP_IN_PLACE);
}

static void assert_derived(enum style_anchor method, enum style_anchor list, enum style_anchor item,
                           enum style_anchor item_alone)
{
    struct relative_style style = {method, 3, STRIP_HASH};
    assert_int_equal(style_of_list(style).anchor, list);
    assert_int_equal(style_of_item(style, true).anchor, item);
    assert_int_equal(style_of_item(style, false).anchor, item_alone);
    assert_int_equal(style_of_list(style).strip, STRIP_HASH);
    assert_int_equal(style_of_item(style, true).strip, STRIP_HASH);
}

static void styles_of_what_is_commented_out_with_a_method(void **state)
{
    (void)state;
    assert_derived(ANCHOR_ZERO, ANCHOR_ZERO, ANCHOR_ZERO, ANCHOR_ZERO);
    assert_derived(ANCHOR_OWN, ANCHOR_OWN, ANCHOR_OWN, ANCHOR_OWN);
    assert_derived(ANCHOR_PARENT, ANCHOR_SELF, ANCHOR_PARENT, ANCHOR_SELF);
    assert_derived(ANCHOR_SELF, ANCHOR_SELF, ANCHOR_PARENT, ANCHOR_SELF);
    assert_derived(ANCHOR_COLUMN, ANCHOR_SELF, ANCHOR_PARENT, ANCHOR_SELF);
}

static void equal_styles(void **state)
{
    (void)state;
    struct comment_style other = own;
    other.column = 7;
    assert_true(style_equal(own, other)); /* a column of its own has none that counts */
    assert_true(style_equal(at(2, STRIP_HASH), at(2, STRIP_HASH)));
    assert_false(style_equal(at(2, STRIP_HASH), at(3, STRIP_HASH)));
    assert_false(style_equal(at(2, STRIP_HASH), at(2, STRIP_HASH_BLANK)));
    assert_false(style_equal(at(0, STRIP_HASH_BLANK), own));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(where_the_hash_stands),
        TEST(the_same_style_for_another_block),
        TEST(a_style_fits_its_own_block),
        TEST(in_place_is_for_column_0),
        TEST(styles_of_what_is_commented_out_with_a_method),
        TEST(equal_styles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
