/* Pictures of generations that are laid out in a folder. */
#include "lib/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/archive.h"
#include "lib/scratch.h"
#include "store/picture_mermaid.h"
#include "store/picture_svg.h"
#include "store/picture_text.h"
#include "store/source_folder.h"
#include "store/verdict.h"

static struct source source;
static struct catalog catalog;
static struct verdict verdict;
static const struct verdict *const one[] = {&verdict};
static struct manifest_view view;

static int enter(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    scratch_enter();
    view = (struct manifest_view){.read = SLICE("db-v1"), .write = SLICE("db-v1"), .next = SLICE("db-v2")};
    return 0;
}

/* Judges what lies in the folder, every generation of that name. */
static void judge(const char *stem)
{
    struct slice *names;
    size_t count;
    assert_false(failed(source_folder_open(&arena, SLICE("."), SLICE(""), &source)));
    assert_false(failed(catalog_names(&source, &arena, slice_of(stem), &names, &count)));
    struct catalog_request request = {.source = &source, .names = names, .count = count};
    assert_false(failed(catalog_read(&arena, &request, &catalog)));
    assert_false(failed(verdict_read(&arena, &catalog, &view, next_number, NULL, &verdict)));
}

static void make_v1(void)
{
    segments("db-v1", 1, 1, 6, 1);
    backup("db-v1", 2, 1, 2);
}

/* How often a part stands in a text. */
static size_t count_of(struct slice text, struct slice part)
{
    size_t count = 0;
    for (size_t at = slice_find(text, part); at < text.len; at = slice_find(text, part)) {
        text = slice_cut(text, at + part.len, text.len);
        count++;
    }
    return count;
}

/* Each rule that gives a colour on paper gives another one in the dark. */
static void every_colour_has_one_for_the_dark(void **state)
{
    (void)state;
    make_v1();
    judge("db");
    struct slice svg = picture_svg(&arena, one, 1);
    size_t dark = slice_find(svg, SLICE("@media (prefers-color-scheme: dark)"));
    struct slice light = slice_cut(svg, 0, dark), rest = slice_cut(svg, dark, svg.len);
    size_t rules = 0;
    for (size_t at = 0; at < light.len;) {
        size_t end = slice_find_char(light, '\n', at);
        struct slice rule = slice_cut(light, at, end);
        at = end + 1;
        if (slice_find_char(rule, '#', 0) == rule.len)
            continue;
        struct slice name = slice_cut(rule, 0, slice_find_char(rule, '{', 0));
        size_t again = slice_find(rest, arena_format(&arena, "\n  %.*s{", SLICE_ARG(name)));
        if (again == rest.len)
            fail_msg("%.*s keeps its colour in the dark", SLICE_ARG(name));
        struct slice own = slice_cut(rest, again + 3, slice_find_char(rest, '\n', again + 1));
        assert_false(slice_equal(own, rule));
        rules++;
    }
    assert_true(rules >= 10);
}

static void names_from_the_store_are_escaped(void **state)
{
    (void)state;
    static const struct text_style plain = {"", "", "", "", "", ""};
    make_v1();
    put("db<script>\"&/wals/00000001000000000000000F", "x", 3);
    put("db\033[2J/wals/00000001000000000000000F", "x", 3);
    judge("db");
    struct slice svg = picture_svg(&arena, one, 1), mermaid = picture_mermaid(&arena, one, 1);
    struct slice text = picture_text(&arena, &verdict, &plain);
    assert_holds(svg, "db&lt;script&gt;&quot;&amp;");
    assert_int_equal(slice_find(svg, SLICE("<script")), svg.len);
    assert_int_equal(slice_find(mermaid, SLICE("<script")), mermaid.len);
    assert_int_equal(slice_find_char(svg, '\033', 0), svg.len);
    assert_int_equal(slice_find_char(mermaid, '\033', 0), mermaid.len);
    assert_int_equal(slice_find_char(text, '\033', 0), text.len);
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        assert_true(end - at < 80);
        at = end + 1;
    }
}

static void what_is_left_out_is_said(void **state)
{
    (void)state;
    for (int i = 1; i <= 503; i++)
        put(arena_format(&arena, "a-name-longer-than-its-column-v%d/wals/00000001000000000000000F", i).data,
            "x", 3);
    judge("a-name-longer-than-its-column");
    struct slice svg = picture_svg(&arena, one, 1);
    assert_holds(svg, "and 3 more");
    assert_int_equal(count_of(svg, SLICE("class=\"name\"")), 500);
    assert_holds(svg, "-v500<");
    assert_int_equal(count_of(svg, SLICE("class=\"name\" x=\"24\" y=\"92\">..")), 1);
}

/* Where they would cover each other, dots lose their rim, and the failed one stands above them. */
static void many_base_backups_hide_no_failed_one(void **state)
{
    (void)state;
    make_v1();
    judge("db");
    assert_int_equal(count_of(picture_svg(&arena, one, 1), SLICE("class=\"many\"")), 0);
    segments("db-v1", 1, 1, 6, 1);
    segments("db-v1", 1, 7, 1000, 7);
    for (int minute = 3; minute < 40; minute++)
        backup_as("db-v1", minute, 1, (unsigned)minute, "777", minute == 9 ? "FAILED" : "DONE", 1000, 150018);
    judge("db");
    struct slice svg = picture_svg(&arena, one, 1);
    struct slice bar = slice_cut(svg, slice_find(svg, SLICE("class=\"many\"")), svg.len);
    bar = slice_cut(bar, 0, slice_find(bar, SLICE("</g>")));
    assert_int_equal(count_of(bar, SLICE("<circle class=\"backup\"")), 37);
    size_t failed_one = slice_find(bar, SLICE("<path class=\"failed\""));
    assert_true(failed_one < bar.len);
    assert_int_equal(count_of(slice_cut(bar, failed_one, bar.len), SLICE("<circle")), 0);
}

static void times_say_their_zone_and_days_begin_at_lines(void **state)
{
    (void)state;
    make_v1();
    judge("db");
    assert_holds(picture_svg(&arena, one, 1), "times are UTC");
    assert_holds(picture_svg(&arena, one, 1), ">00:02:40<");
    segment("db-v1", 1, 7, 30 * 24 * 60);
    judge("db");
    struct slice svg = picture_svg(&arena, one, 1);
    assert_holds(svg, ">2026-11-25 00:01<");
    assert_holds(svg, ">2026-12-05<");
    assert_holds(svg, ">2026-12-15<");
    assert_holds(svg, ">2026-12-25 00:00<");
}

/* Two stores are one document each, and no node stands for a generation of both. */
static void pictures_of_two_stores_are_one(void **state)
{
    (void)state;
    const struct verdict *const two[] = {&verdict, &verdict};
    make_v1();
    judge("db");
    struct slice svg = picture_svg(&arena, two, 2), mermaid = picture_mermaid(&arena, two, 2);
    assert_int_equal(count_of(svg, SLICE("<style>")), 1);
    assert_int_equal(count_of(svg, SLICE("xmlns=")), 1);
    assert_int_equal(count_of(svg, SLICE("class=\"title\"")), 2);
    assert_holds(svg, "<svg y=\"206\"");
    assert_int_equal(count_of(mermaid, SLICE("flowchart")), 1);
    assert_int_equal(count_of(mermaid, SLICE("    g0[")), 1);
    assert_int_equal(count_of(mermaid, SLICE("    g1[")), 1);
    assert_holds(mermaid, "g1 -. recovery .-> next1");
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave_archive)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(every_colour_has_one_for_the_dark),
        STORE_TEST(names_from_the_store_are_escaped),
        STORE_TEST(what_is_left_out_is_said),
        STORE_TEST(many_base_backups_hide_no_failed_one),
        STORE_TEST(pictures_of_two_stores_are_one),
        STORE_TEST(times_say_their_zone_and_days_begin_at_lines),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
