#include "cli/duration.h"

enum { DIGITS = 8, LONGEST = 366 * 24 * 60 * 60 };

static long long unit_of(struct slice unit)
{
    static const struct {
        const char *name;
        long long seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 60 * 60}, {"d", 24 * 60 * 60}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (slice_equal(unit, slice_of(units[i].name)))
            return units[i].seconds;
    return 0;
}

struct error duration_of(const struct invocation *invocation, enum option_id option, long long otherwise,
                         long long *seconds)
{
    struct slice text = invocation_value(invocation, option);
    size_t end = 0;
    long long number = 0;
    *seconds = otherwise;
    if (text.len == 0)
        return NO_ERROR;
    for (; end < text.len && end < DIGITS && text.data[end] >= '0' && text.data[end] <= '9'; end++)
        number = number * 10 + (text.data[end] - '0');
    *seconds = number * unit_of(slice_cut(text, end, text.len));
    if (*seconds > 0 && *seconds <= LONGEST)
        return NO_ERROR;
    return error_next(error_make(invocation->arena, ERROR_USAGE, "--%s %.*s is no span of time",
                                 option_table[option].name, SLICE_ARG(text)),
                      SLICE("write it as 90s, 10m, 24h or 2d"));
}
