#include "lib/rules.h"

static void a_file_that_does_not_parse(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD "  a: [\n", SEVERITY_ERROR, 7, 1, ""},
        {"a: b\n---\n" HEAD "  a: [\n", SEVERITY_ERROR, 9, 1, ""},
        {HEAD "  a: \xFF\n", SEVERITY_ERROR, 6, 6, ""},
        {HEAD "  a: *nowhere\n", SEVERITY_ERROR, 6, 6, ""},
        /* a template is for others to check */
        {HEAD "  {{ .Values.spec }}: [\n", SEVERITY_NOTE, 6, 4, "template"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct findings findings = checked(cases[i].text);
        const struct finding *found = finding_of(&findings, RULE_UNREADABLE);
        assert_non_null(found);
        if (found->line != cases[i].line || found->column != cases[i].column ||
            found->severity != cases[i].severity)
            fail_msg("case %zu: at %zu:%zu with severity %d: %.*s", i, found->line, found->column,
                     (int)found->severity, SLICE_ARG(found->message));
        assert_holds(found->message, cases[i].part);
        assert_int_equal(findings.count, 1);
    }
}

static void a_file_that_parses_or_names_no_cluster(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB BACKUP("x"),
        HEAD "  a: \"{{ .Values.a }}\"\n",
        "kind: Cluster\na: [\n",
        "apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\na: [\n",
        HEAD BACKUP("x") "---\napiVersion: v1\nkind: ConfigMap\na: [\n",
    };
    ASSERT_LACKS(RULE_UNREADABLE, texts);
}

TWO_TESTS(a_file_that_does_not_parse, a_file_that_parses_or_names_no_cluster)
