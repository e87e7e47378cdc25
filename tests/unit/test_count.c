#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/count.h"

static void every_line_feed_is_counted(void **state)
{
    (void)state;
    char text[700];
    for (size_t len = 0; len <= sizeof text; len += 1 + len / 9) {
        memset(text, '\n', sizeof text);
        assert_int_equal(count_line_feeds((struct slice){text, len}), len);
        memset(text, '\r', sizeof text);
        assert_int_equal(count_line_feeds((struct slice){text, len}), 0);
        for (size_t i = 0; i < len; i += 7)
            text[i] = '\n';
        assert_int_equal(count_line_feeds((struct slice){text, len}), (len + 6) / 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_line_feed_is_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
