#include "lib/rules.h"

static void a_name_that_is_something_else(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB BACKUP("007"), SEVERITY_ERROR, 12, 19, "serverName 007"},
        {HEAD INITDB BACKUP("1e3"), SEVERITY_ERROR, 12, 19, "serverName 1e3"},
        {HEAD INITDB BACKUP("on"), SEVERITY_ERROR, 12, 19, "serverName on"},
        {HEAD INITDB PLUGIN("2026-01-31"), SEVERITY_ERROR, 14, 21, "serverName 2026-01-31"},
        {HEAD RECOVERY EXTERNAL("12") BACKUP("x"), SEVERITY_ERROR, 13, 21, "serverName 12"},
        {HEAD RECOVERY EXTERNAL_PLUGIN("0x1") PLUGIN("x"), SEVERITY_ERROR, 15, 23, "serverName 0x1"},
        {HEAD INITDB "  plugins:\n    - name: another.example.com\n      parameters: {level: 3}\n",
         SEVERITY_ERROR, 11, 27, "level 3"},
    };
    ASSERT_HAS(RULE_NO_TEXT, cases);
}

static void a_name_that_is_text(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB BACKUP("\"007\""),
        HEAD INITDB BACKUP("'on'"),
        HEAD INITDB BACKUP("!!str 007"),
        HEAD INITDB BACKUP("v1"),
        HEAD INITDB BACKUP("16-v2"),
        HEAD INITDB PLUGIN("x") "  instances: 3\n",
        HEAD INITDB "  plugins: [{name: another.example.com, parameters: {}, enabled: true}]\n",
        HEAD INITDB BACKUP("x") "      # serverName: 007\n",
    };
    ASSERT_LACKS(RULE_NO_TEXT, texts);
}

TWO_TESTS(a_name_that_is_something_else, a_name_that_is_text)
