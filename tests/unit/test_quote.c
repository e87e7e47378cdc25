#include "lib/check.h"

#include "text/quote.h"

static void a_plain_path_stays(void **state)
{
    (void)state;
    assert_slice(quote_path(&arena, SLICE("")), "");
    assert_slice(quote_path(&arena, SLICE("apps/a b/cluster.yaml")), "apps/a b/cluster.yaml");
    assert_slice(quote_path(&arena, SLICE("d\xC3\xA9j\xC3\xA0.yaml")), "d\xC3\xA9j\xC3\xA0.yaml");
}

static void a_path_is_quoted_where_it_must(void **state)
{
    (void)state;
    assert_slice(quote_path(&arena, SLICE("a\"b")), "\"a\\\"b\"");
    assert_slice(quote_path(&arena, SLICE("a\\b")), "\"a\\\\b\"");
    assert_slice(quote_path(&arena, SLICE("a\nb")), "\"a\\nb\"");
    assert_slice(quote_path(&arena, SLICE("\xC3\xA9\x1F")), "\"\xC3\xA9\\037\"");
    assert_slice(quote_path(&arena, SLICE("\x7F")), "\"\\177\"");
}

static void bytes_are_always_quoted(void **state)
{
    (void)state;
    assert_slice(quote_bytes(&arena, SLICE("")), "\"\"");
    assert_slice(quote_bytes(&arena, SLICE("a b~")), "\"a b~\"");
    assert_slice(quote_bytes(&arena, SLICE("\a\b\t\n\v\f\r\"\\")), "\"\\a\\b\\t\\n\\v\\f\\r\\\"\\\\\"");
    assert_slice(quote_bytes(&arena, SLICE("\0\x01\x1F\x7F\x80\xC3\xFF")),
                 "\"\\000\\001\\037\\177\\200\\303\\377\"");
}

static void words_for_a_shell(void **state)
{
    (void)state;
    assert_slice(shell_quote(&arena, SLICE("apps/a-b_1.yaml")), "apps/a-b_1.yaml");
    assert_slice(shell_quote(&arena, SLICE("")), "''");
    assert_slice(shell_quote(&arena, SLICE("a b")), "'a b'");
    assert_slice(shell_quote(&arena, SLICE("it's $x")), "'it'\\''s $x'");
    assert_int_equal(shell_quote(&arena, SLICE("a\0b")).len, 5);
}

static const struct slice HUGE_TEXT = {"", SIZE_MAX / 2};

static bool quotes_more_than_memory(void)
{
    if (ARENA_BEGIN(&arena))
        return false;
    quote_bytes(&arena, HUGE_TEXT);
    return true;
}

static void a_text_too_long_is_out_of_memory(void **state)
{
    (void)state;
    assert_false(quotes_more_than_memory());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_plain_path_stays), TEST(a_path_is_quoted_where_it_must),   TEST(bytes_are_always_quoted),
        TEST(words_for_a_shell),  TEST(a_text_too_long_is_out_of_memory),
    };
    return cmocka_run_group_tests_name("quote", tests, NULL, NULL);
}
