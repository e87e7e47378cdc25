#include "lib/plan.h"

#include "plan/note.h"

/* The note of a manifest with that comment in its spec. */
static struct note note_in(const char *comment)
{
    struct manifest manifest;
    struct slice text = arena_format(&arena, "%s  # x\n  %s\n%s", HEAD, comment, BACKUP("db"));
    struct plan_scope scope = scope_for(text);
    assert_fine(manifest_read(&arena, &scope, &manifest));
    return note_find(&manifest);
}

static struct note said(struct slice text)
{
    return note_in(arena_format(&arena, "# %.*s", SLICE_ARG(text)).data);
}

static void no_note(void **state)
{
    (void)state;
    assert_false(note_in("# words").found);
    assert_false(note_in("# See cnpg-dr back: x").found);
    assert_false(note_in("text: 'cnpg-dr back: no bootstrap'").found);
    assert_false(note_in("text: |\n    # cnpg-dr back: no bootstrap").found);
}

static void a_note_is_found_in_any_style(void **state)
{
    (void)state;
    static const char *const notes[] = {"# cnpg-dr back: no bootstrap", "#cnpg-dr back: no bootstrap",
                                        "#  cnpg-dr back:no bootstrap  "};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        struct note note = note_in(notes[i]);
        assert_true(note.found && note.no_bootstrap);
        assert_int_equal(note.line, 6);
    }
}

/* Of several the first one counts. */
static void one_note_counts(void **state)
{
    (void)state;
    struct note note = note_in("# cnpg-dr back: no bootstrap\n  # cnpg-dr back: bootstrap stays");
    assert_int_equal(note.line, 6);
    assert_true(note.no_bootstrap);
    assert_false(note.bootstrap_stays);
}

static void assert_text(struct note note, const char *want)
{
    assert_true(note_says_anything(&note));
    struct slice text = note_text(&arena, &note);
    assert_slice(text, want);
    struct note read = said(text);
    assert_true(read.found);
    note.found = true;
    note.line = read.line;
    assert_int_equal(read.entry_stays, note.entry_stays);
    assert_int_equal(read.store_stays, note.store_stays);
    assert_int_equal(read.list_stays, note.list_stays);
    assert_int_equal(read.no_bootstrap, note.no_bootstrap);
    assert_int_equal(read.bootstrap_stays, note.bootstrap_stays);
    assert_int_equal(read.bootstrap_returns, note.bootstrap_returns);
    assert_int_equal(read.initdb, note.initdb);
    for (size_t i = 0; i < NOTE_PART_COUNT; i++) {
        const struct comment_style *a = &read.styles[i].style, *b = &note.styles[i].style;
        assert_int_equal(read.styles[i].known, note.styles[i].known);
        assert_true(!note.styles[i].known || (a->strip == b->strip && a->own_column == b->own_column &&
                                              (a->own_column || a->column == b->column)));
    }
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    assert_text((struct note){.entry_stays = true}, "cnpg-dr back: external cluster stays");
    assert_text((struct note){.store_stays = true}, "cnpg-dr back: another store is read");
    assert_text((struct note){.list_stays = true}, "cnpg-dr back: externalClusters stays");
    assert_text((struct note){.no_bootstrap = true}, "cnpg-dr back: no bootstrap");
    assert_text((struct note){.bootstrap_stays = true}, "cnpg-dr back: bootstrap stays");
    assert_text((struct note){.bootstrap_returns = true}, "cnpg-dr back: empty bootstrap comes back");
    assert_text((struct note){.initdb = 12}, "cnpg-dr back: initdb number 12");
    assert_text((struct note){.entry_stays = true, .no_bootstrap = true, .initdb = 1},
                "cnpg-dr back: external cluster stays; no bootstrap; initdb number 1");
}

static void styles_of_parts(void **state)
{
    (void)state;
    struct note note = {.found = false};
    note.styles[NOTE_BOOTSTRAP].known = true;
    note.styles[NOTE_BOOTSTRAP].style = (struct comment_style){false, 0, STRIP_HASH};
    assert_text(note, "cnpg-dr back: bootstrap is \"#\" in column 1");
    note.styles[NOTE_RECOVERY].known = true;
    note.styles[NOTE_RECOVERY].style = (struct comment_style){true, 0, STRIP_HASH_BLANK};
    note.styles[NOTE_LIST].known = true;
    note.styles[NOTE_LIST].style = (struct comment_style){false, 0, STRIP_IN_PLACE};
    note.styles[NOTE_ENTRY].known = true;
    note.styles[NOTE_ENTRY].style = (struct comment_style){false, 11, STRIP_HASH_BLANK};
    assert_text(note,
                "cnpg-dr back: bootstrap is \"#\" in column 1; recovery is \"# \" in its own column; "
                "externalClusters is \"#\" for a blank in column 1; external cluster is \"# \" in column 12");
}

/* A person may have changed it: what is not understood says nothing. */
static void what_is_not_understood(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        " ",
                                        " ; ;",
                                        " no bootstraps",
                                        " No bootstrap",
                                        " initdb number x",
                                        " initdb number",
                                        " recovery is",
                                        " recovery is \"#\"",
                                        " recovery is \"#\" in column 0",
                                        " recovery is \"#\" in column x",
                                        " recovery is \"%\" in column 1",
                                        " recoveries is \"#\" in column 1",
                                        " recovery was \"#\" in column 1",
                                        " recovery is \"#\" in its own columns"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct note note = said(arena_format(&arena, "cnpg-dr back:%s", texts[i]));
        assert_true(note.found);
        if (note_says_anything(&note))
            fail_msg("%s", texts[i]);
    }
    struct note note = said(SLICE("cnpg-dr back: words; no bootstrap ;more"));
    assert_true(note.no_bootstrap);
}

/* A number that no manifest has lines for does not run over. */
static void large_numbers(void **state)
{
    (void)state;
    struct note note =
        said(SLICE("cnpg-dr back: initdb number 99999999999999999999999999; recovery is \"#\" in "
                   "column 99999999999999999999999999"));
    assert_true(note.initdb >= 1000000);
    assert_true(note.styles[NOTE_RECOVERY].known);
    assert_true(note.styles[NOTE_RECOVERY].style.column >= 999999);
}

/* A number ends with its last digit. */
static void text_behind_a_number(void **state)
{
    (void)state;
    assert_int_equal(said(SLICE("cnpg-dr back: initdb number 3.")).initdb, 3);
    assert_int_equal(said(SLICE("cnpg-dr back: initdb number 3rd")).initdb, 3);
}

static void an_empty_note_says_nothing(void **state)
{
    (void)state;
    struct note note = {.found = true, .line = 3};
    assert_false(note_says_anything(&note));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_note),
        TEST(a_note_is_found_in_any_style),
        TEST(one_note_counts),
        TEST(what_is_written_is_read_again),
        TEST(styles_of_parts),
        TEST(what_is_not_understood),
        TEST(large_numbers),
        TEST(text_behind_a_number),
        TEST(an_empty_note_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
