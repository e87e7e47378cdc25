#include "lib/rules.h"

#define WITH(initdb, recovery)                                                                               \
    HEAD "  bootstrap:\n    initdb: {" initdb "}\n    # recovery: {source: old" recovery                     \
         "}\n" COMMENTED_EXTERNAL("x") BACKUP("x")
#define ACTIVE(initdb, recovery)                                                                             \
    HEAD "  bootstrap:\n    # initdb: {" initdb "}\n    recovery: {source: old" recovery                     \
         "}\n" EXTERNAL("x-v1") BACKUP("x-v2")

static void names_that_differ(void **state)
{
    (void)state;
    const struct has cases[] = {
        {WITH("database: a", ", database: b"), SEVERITY_WARNING, 8, 5, "database b (initdb: a)"},
        {WITH("database: a, owner: o", ", database: a, owner: p"), SEVERITY_WARNING, 8, 5,
         "owner p (initdb: o)"},
        {WITH("secret: {name: s}", ", secret: {name: t}"), SEVERITY_WARNING, 8, 5, "secret t (initdb: s)"},
        {WITH("database: a, owner: o, secret: {name: s}", ", database: b, owner: p, secret: {name: t}"),
         SEVERITY_WARNING, 8, 5, "database b (initdb: a), owner p (initdb: o), secret t (initdb: s)"},
        /* recover fills in what only lacks */
        {WITH("database: a", ""), SEVERITY_NOTE, 8, 5, "database app (initdb: a)"},
        {WITH("database: a, secret: {name: s}", ", database: a"), SEVERITY_NOTE, 8, 5,
         "secret db-app (initdb: s)"},
        {WITH("", ", database: b"), SEVERITY_WARNING, 8, 5, "database b (initdb: app)"},
        /* nobody fills in an active one */
        {ACTIVE("database: a", ""), SEVERITY_WARNING, 8, 5,
         "bootstrap.recovery has database app (initdb: a)"},
        {ACTIVE("database: a, owner: o", ", database: a"), SEVERITY_WARNING, 8, 5, "owner a (initdb: o)"},
    };
    ASSERT_HAS(RULE_NAMES, cases);
}

static void names_that_are_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        WITH("database: a, owner: o, secret: {name: s}", ", database: a, owner: o, secret: {name: s}"),
        ACTIVE("database: a, owner: o, secret: {name: s}", ", database: a, owner: o, secret: {name: s}"),
        /* by the same default */
        WITH("", ""),
        WITH("database: app, owner: app", ""),
        WITH("database: a, owner: a", ", database: a"),
        WITH("secret: {name: db-app}", ""),
        /* with nothing to compare */
        HEAD INITDB BACKUP("x"),
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD "  bootstrap:\n    # recovery: {source: old, database: b}\n" COMMENTED_EXTERNAL("x") BACKUP("x"),
        /* two commented initdb: which of them is meant is not known */
        HEAD "  bootstrap:\n    # initdb: {database: a}\n    recovery: {source: old, database: c}\n"
             "    # initdb: {database: b}\n" EXTERNAL("x-v1") BACKUP("x-v2"),
    };
    ASSERT_LACKS(RULE_NAMES, texts);
}

TWO_TESTS(names_that_differ, names_that_are_the_same)
