/* The guard as it is sent. Whether the rules hold is for a real API server to say (tests/cluster). */
#include "lib/check.h"

#include "kube/guard.h"
#include "kube/guard_rules.h"
#include <jansson.h>

static struct run run;

static void set_run(enum store_shape shape)
{
    run = (struct run){.arena = &arena, .namespace = "db", .name = "pg"};
    run.record = (struct run_record){.id = SLICE("20261125-00000001"),
                                     .namespace = SLICE("db"),
                                     .name = SLICE("pg"),
                                     .writes = SLICE("pg-v2"),
                                     .expires = 1764129600};
    run.wanted.write.shape = shape;
}

static json_t *parsed(struct slice text)
{
    json_t *object = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(object);
    return object;
}

static json_t *validations(json_t *policy)
{
    return json_object_get(json_object_get(policy, "spec"), "validations");
}

static void strings_of_cel_are_escaped(void **state)
{
    (void)state;
    assert_slice(cel_string(&arena, SLICE("pg-v2")), "\"pg-v2\"");
    assert_slice(cel_string(&arena, SLICE("a\"b\\c")), "\"a\\\"b\\\\c\"");
    assert_slice(cel_string(&arena, SLICE("x\n\x7f")), "\"x\\012\\177\"");
    assert_slice(cel_string(&arena, SLICE("")), "\"\"");
}

/* To an Invalid a GitOps that is set to force deletes the Cluster; "immutable" makes some tools do so too. */
static void every_rule_answers_forbidden(void **state)
{
    (void)state;
    for (int settled = 0; settled < 2; settled++) {
        set_run(STORE_IN_TREE);
        run.record.new_uid = SLICE("the-uid");
        json_t *policy = parsed(guard_policy(&run, settled == 1)), *rule;
        size_t i;
        assert_int_equal(json_array_size(validations(policy)), 3);
        json_array_foreach(validations(policy), i, rule)
        {
            struct slice message = slice_of(json_string_value(json_object_get(rule, "message")));
            assert_string_equal(json_string_value(json_object_get(rule, "reason")), "Forbidden");
            assert_int_equal(slice_find(message, SLICE("immutable")), message.len);
            assert_holds(message, "settle --finish");
            assert_holds(message, "cnpg-dr.db.pg");
        }
        json_decref(policy);
    }
}

static void it_is_about_one_name_in_one_namespace(void **state)
{
    (void)state;
    set_run(STORE_IN_TREE);
    json_t *policy = parsed(guard_policy(&run, false)), *binding = parsed(guard_binding(&run));
    char *spec = json_dumps(json_object_get(policy, "spec"), JSON_COMPACT);
    struct slice text = slice_of(spec);
    assert_holds(text, "\"kubernetes.io/metadata.name\":\"db\"");
    assert_holds(text, "object.metadata.name == 'pg'");
    assert_holds(text, "\"operations\":[\"CREATE\",\"UPDATE\",\"DELETE\"]");
    assert_holds(text, "\"resources\":[\"clusters\"]");
    assert_string_equal(json_string_value(json_object_get(json_object_get(binding, "spec"), "policyName")),
                        guard_name(&arena, "db", "pg"));
    free(spec);
    json_decref(policy);
    json_decref(binding);
}

static struct slice expression(bool settled, size_t i)
{
    json_t *policy = parsed(guard_policy(&run, settled));
    json_t *rule = json_array_get(validations(policy), i);
    struct slice copy = arena_copy(&arena, slice_of(json_string_value(json_object_get(rule, "expression"))));
    json_decref(policy);
    return copy;
}

static void the_shape_decides_where_the_generation_is_read(void **state)
{
    (void)state;
    set_run(STORE_IN_TREE);
    assert_holds(expression(false, 0), "object.spec.backup.barmanObjectStore.serverName");
    set_run(STORE_PLUGIN);
    struct slice plugin = expression(false, 0);
    assert_holds(plugin, "p.parameters['serverName']");
    assert_int_equal(slice_find(plugin, SLICE("barmanObjectStore")), plugin.len);
}

static void the_uid_counts_once_it_is_known(void **state)
{
    (void)state;
    set_run(STORE_IN_TREE);
    struct slice before = expression(false, 2);
    assert_int_equal(slice_find(before, SLICE("metadata.uid")), before.len);
    run.record.new_uid = SLICE("the-uid");
    assert_holds(expression(false, 1), "oldObject.metadata.uid == \"the-uid\"");
    assert_holds(expression(true, 1), "oldObject.metadata.uid != \"the-uid\"");
}

static void the_record_lies_in_the_policy(void **state)
{
    (void)state;
    set_run(STORE_IN_TREE);
    json_t *policy = parsed(guard_policy(&run, false));
    json_t *notes = json_object_get(json_object_get(policy, "metadata"), "annotations");
    assert_string_equal(json_string_value(json_object_get(notes, ANNOTATION_RUN)), "20261125-00000001");
    assert_non_null(json_object_get(notes, ANNOTATION_RECORD));
    json_decref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(strings_of_cel_are_escaped),
        TEST(every_rule_answers_forbidden),
        TEST(it_is_about_one_name_in_one_namespace),
        TEST(the_shape_decides_where_the_generation_is_read),
        TEST(the_uid_counts_once_it_is_known),
        TEST(the_record_lies_in_the_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
