#include "lib/check.h"

#include "git/signer.h"
#include <string.h>

/* The words of line, joined by |. */
static void assert_words(const char *line, const char *want)
{
    char **words;
    char got[200] = "";
    assert_true(split_command(&arena, slice_of(line), &words));
    for (size_t i = 0; words[i] != NULL; i++) {
        strcat(got, i == 0 ? "" : "|");
        strcat(got, words[i]);
    }
    assert_string_equal(got, want);
}

static void assert_open(const char *line)
{
    char **words;
    assert_false(split_command(&arena, slice_of(line), &words));
}

static void words_are_split_at_blanks(void **state)
{
    (void)state;
    assert_words("", "");
    assert_words(" \t\n ", "");
    assert_words("ssh-add -L", "ssh-add|-L");
    assert_words("  a\tb \n c  ", "a|b|c");
    assert_words("1 2 3 4 5 6 7 8 9 10", "1|2|3|4|5|6|7|8|9|10");
}

static void quotes_and_backslashes(void **state)
{
    (void)state;
    assert_words("'a b' \"c d\"", "a b|c d");
    assert_words("a'b'\"c\"d", "abcd");
    assert_words("''", "");
    assert_words("'\"' \"'\"", "\"|'");
    assert_words("a\\ b \\\\ \\'", "a b|\\|'");
    assert_words("\"a\\\"b\" 'a\\'", "a\"b|a\\");
    assert_words("$HOME `x` *", "$HOME|`x`|*");
}

static void what_is_left_open(void **state)
{
    (void)state;
    assert_open("'a");
    assert_open("a \"b");
    assert_open("a\\");
    assert_open("\"a\\");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_are_split_at_blanks),
        TEST(quotes_and_backslashes),
        TEST(what_is_left_open),
    };
    return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
