#include "lib/yaml.h"

#include "plan/transformer.h"

static struct transformer transformer;

static struct error read_of(const char *text)
{
    return transformer_read(&arena, slice_of(text), root_of(text), &transformer);
}

/* ERROR_USAGE at that place, with such a sentence. */
static void assert_wrong(const char *text, size_t line, size_t column, const char *part)
{
    struct error error = read_of(text);
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_holds(error.message, part);
    assert_holds(error.message, "RecoveryTransformer");
    assert_true(error.next.len > 0);
    if (error.line != line || error.column != column)
        fail_msg("at %zu:%zu, not %zu:%zu: %.*s", error.line, error.column, line, column,
                 SLICE_ARG(error.message));
}

#define KIND                                                                                                 \
    "apiVersion: cnpg-dr.dev/v1alpha1\n"                                                                     \
    "kind: RecoveryTransformer\n"
#define READY                                                                                                \
    KIND "mode: recovery\n"                                                                                  \
         "generations: {read: x-v1, write: x-v2}\n"

static void all_its_keys(void **state)
{
    (void)state;
    assert_fine(read_of(KIND "metadata: {name: shop, annotations: {whatever: there}}\n"
                             "mode: recovery\n"
                             "generations: {read: x-v1, write: x-v2}\n"
                             "target: {name: db, namespace: shop, labels: {a: b, \"c\": \"1\"}}\n"
                             "externalCluster: old\n"
                             "recoveryTarget:\n"
                             "  backupID: 20260801T101010\n"
                             "  targetTime: \"2026-08-01\"\n"
                             "  targetLSN: \"0/1\"\n"
                             "  targetXID: \"7\"\n"
                             "  targetName: point\n"
                             "  targetTLI: latest\n"
                             "  targetImmediate: true\n"
                             "  exclusive: false\n"));
    const struct recovery_target *target = &transformer.options.target;
    assert_int_equal(transformer.options.mode, STRUCTURE_RECOVERY);
    assert_slice(transformer.name, "shop");
    assert_slice(transformer.options.read, "x-v1");
    assert_slice(transformer.options.write, "x-v2");
    assert_slice(transformer.options.external, "old");
    assert_slice(transformer.target_name, "db");
    assert_slice(transformer.target_namespace, "shop");
    assert_int_equal(node_count(transformer.target_labels), 4);
    assert_slice(target->backup_id, "20260801T101010");
    assert_slice(target->time, "2026-08-01");
    assert_slice(target->lsn, "0/1");
    assert_slice(target->xid, "7");
    assert_slice(target->name, "point");
    assert_slice(target->tli, "latest");
    assert_true(target->immediate && !target->exclusive);
}

static void what_an_initdb_needs(void **state)
{
    (void)state;
    assert_fine(read_of(KIND "mode: initdb\ngenerations: {write: x-v2}\n"));
    assert_int_equal(transformer.options.mode, STRUCTURE_INITDB);
    assert_slice(transformer.options.write, "x-v2");
    assert_slice(transformer.name, "");
    assert_true(transformer.target_labels == NULL);
}

static void unknown_keys(void **state)
{
    (void)state;
    assert_wrong(READY "modes: x\n", 5, 1, "unknown key modes");
    assert_wrong(READY "target:\n  names: x\n", 6, 3, "unknown key target.names");
    assert_wrong(READY "recoveryTarget: {targetTIME: x}\n", 5, 18, "unknown key recoveryTarget.targetTIME");
    assert_wrong(KIND "generations: {to: x}\n", 3, 15, "unknown key generations.to");
    assert_wrong(READY "argsOneLiner: -o json\n", 5, 1, "unknown key argsOneLiner");
    assert_wrong(READY "<<: {mode: initdb}\n", 5, 1, "unknown key <<");
    assert_holds(read_of(READY "target: {x: y}\n").next, "name, namespace, labels");
    assert_holds(read_of(READY "metadata: {name: shop}\nx: y\n").message,
                 "RecoveryTransformer shop: unknown");
}

static void keys_that_stand_twice(void **state)
{
    (void)state;
    assert_wrong(READY "mode: recovery\n", 5, 1, "the key mode stands twice");
    assert_wrong(READY "target: {name: a, name: b}\n", 5, 19, "the key target.name stands twice");
}

static void keys_that_lack(void **state)
{
    (void)state;
    assert_wrong(KIND "generations: {write: x}\n", 1, 1, "there is no mode");
    assert_wrong(KIND "mode: initdb\n", 1, 1, "there is no generations.write");
    assert_wrong(KIND "mode: recovery\ngenerations: {read: x}\n", 1, 1, "there is no generations.write");
    assert_wrong(KIND "mode: recovery\ngenerations: {write: x}\n", 1, 1, "there is no generations.read");
    assert_wrong(KIND "mode: restore\ngenerations: {write: x}\n", 3, 7, "neither initdb nor recovery");
}

static void another_configuration(void **state)
{
    (void)state;
    assert_wrong("kind: RecoveryTransformer\nmode: initdb\n", 1, 1, "is no RecoveryTransformer");
    assert_wrong("apiVersion: cnpg-dr.dev/v1\nkind: RecoveryTransformer\n", 1, 1, "cnpg-dr.dev/v1alpha1");
    assert_wrong("apiVersion: cnpg-dr.dev/v1alpha1\nkind: Other\n", 1, 1, "is no RecoveryTransformer");
    assert_wrong("- a\n", 1, 1, "is no mapping");
    struct error error = transformer_read(&arena, SLICE(""), NULL, &transformer);
    assert_int_equal(error.kind, ERROR_USAGE);
}

static void values_of_another_kind(void **state)
{
    (void)state;
    static const char *const values[] = {"007", "1e3", "on", "null", "", "2026-08-01", "[x]", "{a: b}"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct slice text = arena_format(&arena, "%sgenerations:\n  write: %s\n", KIND, values[i]);
        struct error error = read_of(text.data);
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_holds(error.message, "generations.write is no text");
        assert_int_equal(error.line, 4);
    }
    assert_wrong(KIND "mode: 1\nexternalCluster: 2\n", 3, 7, "mode is no text");
    assert_wrong(READY "target: db\n", 5, 9, "target is no mapping");
    assert_wrong(READY "target: {labels: db}\n", 5, 18, "target.labels is no mapping");
    assert_wrong(READY "target: {labels: {a: 1}}\n", 5, 22, "target.labels.a is no text");
    assert_wrong(READY "recoveryTarget: {exclusive: maybe}\n", 5, 29, "neither true nor false");
}

/* --- whom it means --- */

static bool means(const char *target, const char *cluster)
{
    struct slice text = arena_format(&arena, "%starget: %s\n", READY, target);
    assert_fine(read_of(text.data));
    return transformer_means(&transformer, root_of(cluster));
}

#define CLUSTER "metadata: {name: db, namespace: shop, labels: {app: shop, tier: \"1\"}}\n"

static void a_target_means_a_cluster(void **state)
{
    (void)state;
    assert_true(means("{}", CLUSTER));
    assert_true(means("{name: db}", CLUSTER));
    assert_true(means("{namespace: shop}", CLUSTER));
    assert_true(means("{labels: {}}", CLUSTER));
    assert_true(means("{labels: {app: shop}}", CLUSTER));
    assert_true(means("{name: db, namespace: shop, labels: {tier: \"1\", app: shop}}", CLUSTER));
    assert_true(means("{}", "spec: {}\n"));
}

static void a_target_means_another_one(void **state)
{
    (void)state;
    assert_false(means("{name: d}", CLUSTER));
    assert_false(means("{name: db, namespace: other}", CLUSTER));
    assert_false(means("{labels: {app: other}}", CLUSTER));
    assert_false(means("{labels: {app: shop, more: x}}", CLUSTER));
    assert_false(means("{labels: {app: shop}}", "metadata: {name: db}\n"));
    assert_false(means("{namespace: shop}", "metadata: {name: db}\n"));
    assert_false(means("{name: db}", "spec: {}\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_its_keys),           TEST(what_an_initdb_needs),     TEST(unknown_keys),
        TEST(keys_that_stand_twice),  TEST(keys_that_lack),           TEST(another_configuration),
        TEST(values_of_another_kind), TEST(a_target_means_a_cluster), TEST(a_target_means_another_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
