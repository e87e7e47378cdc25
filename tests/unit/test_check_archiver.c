#include "lib/rules.h"

#define WITH(field)                                                                                          \
    HEAD INITDB "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n" field                             \
                "      parameters: {barmanObjectName: s, serverName: x}\n"

static void a_plugin_that_is_no_archiver(void **state)
{
    (void)state;
    const struct has cases[] = {
        {WITH(""), SEVERITY_WARNING, 10, 7, "no WAL archiver"},
        {WITH("      isWALArchiver: false\n"), SEVERITY_WARNING, 10, 7, "no WAL archiver"},
        {WITH("      # isWALArchiver: true\n"), SEVERITY_WARNING, 10, 7, "no WAL archiver"},
        {WITH("      isWalArchiver: true\n"), SEVERITY_WARNING, 10, 7, "no WAL archiver"},
    };
    ASSERT_HAS(RULE_NO_ARCHIVER, cases);
}

static void a_plugin_that_is_one(void **state)
{
    (void)state;
    static const char *const texts[] = {
        WITH("      isWALArchiver: true\n"),
        WITH("      isWALArchiver: True\n"),
        WITH("      isWALArchiver: ${ARCHIVE}\n"),
        WITH("      enabled: false\n"),
        HEAD INITDB BACKUP("x"),
        HEAD INITDB "  plugins: [{name: another.example.com}]\n",
        HEAD INITDB BACKUP("x") "  plugins: [{name: barman-cloud.cloudnative-pg.io}]\n", /* both: DR015 */
    };
    ASSERT_LACKS(RULE_NO_ARCHIVER, texts);
}

TWO_TESTS(a_plugin_that_is_no_archiver, a_plugin_that_is_one)
