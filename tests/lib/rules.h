/*
 * What cmocka programs of the rules share: a file is checked, and one rule of it is looked at.
 */
#ifndef LIB_RULES_H
#define LIB_RULES_H

#include "lib/cluster.h"
#include "lib/yaml.h"

#include "check/file.h"
#include "check/rules.h"

/* A file that has what the rule is about: once, and there. */
struct has {
    const char *text;
    enum severity severity;
    size_t line, column;
    const char *part; /* of the sentence */
};

static inline struct findings checked(const char *text)
{
    static const enum severity severities[RULE_COUNT];
    struct check_scope scope = {.file = SLICE("x.yaml"), .text = slice_of(text), .severities = severities};
    struct file_check out;
    check_file(&arena, &scope, &out);
    return out.findings;
}

/* The only finding of that rule, or NULL. */
static inline const struct finding *finding_of(const struct findings *findings, enum check_rule rule)
{
    const struct finding *found = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].rule != rule)
            continue;
        if (found != NULL)
            fail_msg("%s is found more than once: %.*s, %.*s", rule_table[rule].id, SLICE_ARG(found->message),
                     SLICE_ARG(findings->items[i].message));
        found = &findings->items[i];
    }
    return found;
}

static inline void assert_has(enum check_rule rule, const struct has *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct findings findings = checked(cases[i].text);
        const struct finding *found = finding_of(&findings, rule);
        if (found == NULL)
            fail_msg("%s is not found in case %zu:\n%s", rule_table[rule].id, i, cases[i].text);
        if (found->line != cases[i].line || found->column != cases[i].column ||
            found->severity != cases[i].severity)
            fail_msg("case %zu: at %zu:%zu with severity %d: %.*s", i, found->line, found->column,
                     (int)found->severity, SLICE_ARG(found->message));
        assert_holds(found->message, cases[i].part);
        assert_true(found->next.len > 0);
        assert_slice(found->cluster, "db");
    }
}

/* Files that nearly have it. */
static inline void assert_lacks(enum check_rule rule, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct findings findings = checked(texts[i]);
        const struct finding *found = finding_of(&findings, rule);
        if (found != NULL)
            fail_msg("%s is found in case %zu: %.*s\n%s", rule_table[rule].id, i, SLICE_ARG(found->message),
                     texts[i]);
    }
}

#define ASSERT_HAS(rule, cases) assert_has(rule, cases, sizeof(cases) / sizeof(cases)[0])
#define ASSERT_LACKS(rule, texts) assert_lacks(rule, texts, sizeof(texts) / sizeof(texts)[0])

/* A program of two tests: what has it, what nearly has it. */
#define TWO_TESTS(has, lacks)                                                                                \
    int main(void)                                                                                           \
    {                                                                                                        \
        const struct CMUnitTest tests[] = {TEST(has), TEST(lacks)};                                          \
        return cmocka_run_group_tests(tests, NULL, NULL);                                                    \
    }

/* Commented blocks, in the column of spec's keys; the recovery under an active bootstrap. */
#define COMMENTED_RECOVERY                                                                                   \
    "    # recovery:\n"                                                                                      \
    "    #   source: old\n"

#define COMMENTED_EXTERNAL(name)                                                                             \
    "  # externalClusters:\n"                                                                                \
    "  #   - name: old\n"                                                                                    \
    "  #     barmanObjectStore:\n"                                                                           \
    "  #       destinationPath: s3://b\n"                                                                    \
    "  #       serverName: " name "\n"

#endif
