#include "lib/cluster.h"
#include "lib/yaml.h"

#include "plan/fix.h"

/* As check reads it: also a Cluster that no other command may touch. */
static struct manifest manifest_of(const char *text)
{
    struct manifest m = {.text = slice_of(text), .tree = tree_of(text)};
    assert_fine(documents_split(&arena, m.text, &m.documents));
    m.lines = lines_split(&arena, m.text);
    m.cluster = cluster_read(m.tree);
    m.sheet = sheet_of(&arena, &m.lines, m.tree, 0, m.text.len);
    m.blocks = blocks_find(&arena, &m.sheet, &m.cluster);
    return m;
}

/* A name is to be quoted on the one line, and one to be written down on the other; 0: on none. */
static struct error fix(const char *text, size_t quote, size_t name, struct slice *result)
{
    struct manifest m = manifest_of(text);
    const size_t lines[] = {quote, name};
    const struct fix_wish wish = {{lines, quote > 0}, {lines + 1, name > 0}};
    const struct proved *proved = NULL;
    struct error error = plan_fix(&arena, &m, &wish, &proved);
    assert_true(failed(error) == (proved == NULL));
    *result = proved == NULL ? SLICE("") : proved_bytes(proved);
    return error;
}

static void assert_fixed(const char *text, size_t quote, size_t name, const char *want)
{
    struct slice result;
    assert_fine(fix(text, quote, name, &result));
    assert_slice(result, want);
}

static void assert_left(const char *text, size_t quote, size_t name)
{
    struct slice result;
    struct error error = fix(text, quote, name, &result);
    if (error.kind != ERROR_NOTHING)
        fail_msg("kind %d: %.*s\n%s", (int)error.kind, SLICE_ARG(error.message), text);
}

static void names_go_into_quotes(void **state)
{
    (void)state;
    assert_fixed(HEAD BACKUP("007"), 9, 0, HEAD BACKUP("\"007\""));
    assert_fixed(HEAD PLUGIN("1e3 # the first"), 11, 0, HEAD PLUGIN("\"1e3\" # the first"));
    assert_fixed(HEAD BACKUP("a") EXTERNAL("on"), 14, 0, HEAD BACKUP("a") EXTERNAL("\"on\""));
    assert_fixed(HEAD BACKUP("a") EXTERNAL_PLUGIN("7"), 16, 0, HEAD BACKUP("a") EXTERNAL_PLUGIN("\"7\""));
    assert_fixed(HEAD "  plugins:\n"
                      "    - name: barman-cloud.cloudnative-pg.io\n"
                      "      parameters:\n"
                      "        barmanObjectName: 2026\n",
                 9, 0,
                 HEAD "  plugins:\n"
                      "    - name: barman-cloud.cloudnative-pg.io\n"
                      "      parameters:\n"
                      "        barmanObjectName: \"2026\"\n");
    assert_fixed(HEAD BACKUP("a") "  externalClusters: [{name: old, plugin: {name: p, parameters: "
                                  "{barmanObjectName: 0x1, serverName: no}}}]\n",
                 10, 0,
                 HEAD BACKUP("a") "  externalClusters: [{name: old, plugin: {name: p, parameters: "
                                  "{barmanObjectName: \"0x1\", serverName: \"no\"}}}]\n");
}

/* Those that the rule has found, and no others. */
static void lines_that_nobody_asked_for(void **state)
{
    (void)state;
    assert_left(HEAD BACKUP("007"), 0, 0);
    assert_left(HEAD BACKUP("007"), 8, 9);
    assert_fixed(HEAD PLUGIN("\"8\"") EXTERNAL("9") "    - name: more\n"
                                                    "      barmanObjectStore: {serverName: 9}\n",
                 18, 0,
                 HEAD PLUGIN("\"8\"") EXTERNAL("9") "    - name: more\n"
                                                    "      barmanObjectStore: {serverName: \"9\"}\n");
}

/* Other values on the same line are no names that YAML reads as something else, or reach further. */
static void values_beside_the_one(void **state)
{
    (void)state;
    static const char *const others[] = {"text", "'7'", "!!str 7", "&a 7", "", "[7]", "*n"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *head =
            HEAD "  description: &n 7\n" BACKUP("a") "  externalClusters: [{name: old, plugin: "
                                                     "{parameters: {barmanObjectName: ";
        struct slice text = arena_format(&arena, "%s%s, serverName: 7}}}]\n", head, others[i]),
                     want = arena_format(&arena, "%s%s, serverName: \"7\"}}}]\n", head, others[i]);
        assert_fixed(text.data, 11, 0, want.data);
    }
}

static void a_default_is_written_down(void **state)
{
    (void)state;
    assert_fixed(HEAD "  backup:\n    barmanObjectStore:\n      destinationPath: s3://b/\n", 0, 8,
                 HEAD BACKUP("db"));
    assert_fixed(HEAD "  backup: {barmanObjectStore: {destinationPath: s3://b/}}\n", 0, 6,
                 HEAD "  backup: {barmanObjectStore: {destinationPath: s3://b/, serverName: db}}\n");
    assert_fixed(HEAD "  plugins:\n"
                      "    - name: barman-cloud.cloudnative-pg.io\n"
                      "      parameters:\n"
                      "        barmanObjectName: store\n",
                 0, 7,
                 HEAD "  plugins:\n"
                      "    - name: barman-cloud.cloudnative-pg.io\n"
                      "      parameters:\n"
                      "        barmanObjectName: store\n"
                      "        serverName: db\n");
    assert_fixed("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: '17'}\nspec:\n"
                 "  backup: {barmanObjectStore: {destinationPath: s3://b/}}\n",
                 0, 5,
                 "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: '17'}\nspec:\n"
                 "  backup: {barmanObjectStore: {destinationPath: s3://b/, serverName: \"17\"}}\n");
}

static void a_default_that_stays_one(void **state)
{
    (void)state;
    assert_left(HEAD INITDB, 0, 6);
    assert_left(HEAD BACKUP("a"), 0, 8);
    assert_left(HEAD "  backup:\n    barmanObjectStore:\n      destinationPath: s3://b/\n", 0, 7);
    assert_left(HEAD "  backup: {barmanObjectStore: {}}\n", 0, 6);
    assert_left(HEAD "  backup: {barmanObjectStore: &a {destinationPath: s3://b/}}\n", 0, 6);
    assert_left(HEAD "  description: &a {destinationPath: s3://b/}\n  backup: {barmanObjectStore: *a}\n", 0,
                7);
    assert_left(HEAD "  plugins: [{name: barman-cloud.cloudnative-pg.io}]\n", 0, 6);
    assert_left("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
                "x: &x {spec: {backup: {barmanObjectStore: {destinationPath: s3://b/}}}}\n<<: *x\n",
                0, 4);
}

/* In quotes null is a name, and the archive would be another one. */
static void null_stays_null(void **state)
{
    (void)state;
    assert_left(HEAD BACKUP("~"), 9, 0);
    assert_left(HEAD BACKUP("a") EXTERNAL("null"), 14, 0);
    assert_left(HEAD "  plugins: [{name: p, parameters: {barmanObjectName: Null}}]\n", 6, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_go_into_quotes),      TEST(lines_that_nobody_asked_for), TEST(values_beside_the_one),
        TEST(a_default_is_written_down), TEST(a_default_that_stays_one),    TEST(null_stays_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
