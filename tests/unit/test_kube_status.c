/* What Clusters and their pods say of themselves. */
#include "lib/check.h"

#include "kube/identity.h"
#include "kube/pod.h"
#include "sys/json_tree.h"

static const struct node *read(const char *text)
{
    struct tree *tree;
    assert_false(failed(json_tree_read(&arena, slice_of(text), 0, strlen(text), &tree)));
    return tree->root;
}

static void a_healthy_cluster_is_read(void **state)
{
    (void)state;
    struct live_status status = live_status_of(read(
        "{\"metadata\":{\"uid\":\"u\",\"creationTimestamp\":\"2026-11-25T01:02:03Z\"},\"status\":{\"phase\":"
        "\"Cluster in healthy state\",\"systemID\":\"7711891838224580627\",\"timelineID\":2,\"instances\":3,"
        "\"readyInstances\":1,\"currentPrimary\":\"pg-1\",\"conditions\":[{\"type\":\"ContinuousArchiving\","
        "\"status\":\"False\",\"message\":\"no\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}"));
    assert_true(status.healthy);
    assert_slice(status.uid, "u");
    assert_slice(status.created, "2026-11-25T01:02:03Z");
    assert_slice(status.system_id, "7711891838224580627");
    assert_int_equal(status.timeline, 2);
    assert_int_equal(status.instances, 3);
    assert_slice(status.primary, "pg-1");
    assert_slice(status.archiving, "False");
    assert_slice(status.archiving_message, "no");
    assert_slice(status.ready, "True");
    assert_false(status.hibernated);
    assert_false(status.going);
}

static void a_phase_without_an_instance_is_no_health(void **state)
{
    (void)state;
    assert_false(
        live_status_of(read("{\"status\":{\"phase\":\"Cluster in healthy state\",\"readyInstances\":0}}"))
            .healthy);
    assert_false(
        live_status_of(read("{\"status\":{\"phase\":\"Setting up primary\",\"readyInstances\":1}}")).healthy);
}

static void what_is_no_number_is_none(void **state)
{
    (void)state;
    const char *const texts[] = {"{}",
                                 "{\"status\":{\"timelineID\":null}}",
                                 "{\"status\":{\"timelineID\":-1}}",
                                 "{\"status\":{\"timelineID\":4294967296}}",
                                 "{\"status\":{\"timelineID\":12345678901}}",
                                 "{\"status\":{\"timelineID\":\"x\"}}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(live_status_of(read(texts[i])).timeline, 0);
    assert_int_equal(live_status_of(read("{\"status\":{\"timelineID\":4294967295}}")).timeline, UINT32_MAX);
}

static void hibernation_and_deletion_are_seen(void **state)
{
    (void)state;
    struct live_status status = live_status_of(read(
        "{\"metadata\":{\"annotations\":{\"cnpg.io/hibernation\":\"on\"},\"deletionTimestamp\":\"x\"}}"));
    assert_true(status.hibernated);
    assert_true(status.going);
}

#define RECOVERY_POD(status)                                                                                 \
    "{\"metadata\":{\"name\":\"pg-1-full-recovery-abcde\",\"uid\":\"p\",\"creationTimestamp\":"              \
    "\"2026-11-25T01:02:04Z\",\"labels\":{\"cnpg.io/jobRole\":\"full-recovery\"},\"ownerReferences\":[{"     \
    "\"kind\":\"Job\",\"uid\":\"j\"}]},\"status\":" status "}"

static void a_failed_recovery_is_seen(void **state)
{
    (void)state;
    struct pod pod = pod_read(
        &arena, read(RECOVERY_POD("{\"phase\":\"Failed\",\"containerStatuses\":[{\"name\":\"full-recovery\","
                                  "\"state\":{\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}}}]}")));
    assert_int_equal(pod.work, WORK_RECOVERY);
    assert_true(pod.failed);
    assert_slice(pod.container, "full-recovery");
    assert_slice(pod.exit_code, "1");
    assert_false(pod.instance);
}

/* It never got as far as the restore. */
static void a_failed_init_container_is_the_one_to_ask(void **state)
{
    (void)state;
    struct pod pod = pod_read(
        &arena,
        read(RECOVERY_POD("{\"phase\":\"Failed\",\"initContainerStatuses\":[{\"name\":"
                          "\"bootstrap-controller\",\"state\":{\"terminated\":{\"exitCode\":127}}}]}")));
    assert_slice(pod.container, "bootstrap-controller");
    assert_slice(pod.exit_code, "127");
}

static void a_recovery_that_runs_or_ended_well_has_not_failed(void **state)
{
    (void)state;
    struct pod pod =
        pod_read(&arena, read(RECOVERY_POD("{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":"
                                           "\"full-recovery\",\"state\":{\"running\":{}}}]}")));
    assert_false(pod.failed);
    assert_false(pod.over);
    assert_slice(pod.waiting, "");
    pod = pod_read(&arena,
                   read(RECOVERY_POD("{\"phase\":\"Succeeded\",\"containerStatuses\":[{\"name\":"
                                     "\"full-recovery\",\"state\":{\"terminated\":{\"exitCode\":0}}}]}")));
    assert_false(pod.failed);
    assert_true(pod.over);
}

static void why_a_pod_does_not_start_is_read(void **state)
{
    (void)state;
    struct pod pod = pod_read(
        &arena,
        read(RECOVERY_POD("{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":"
                          "\"False\",\"reason\":\"Unschedulable\",\"message\":\"0/3 nodes\"}]}")));
    assert_slice(pod.waiting, "Unschedulable: 0/3 nodes");
    pod = pod_read(
        &arena,
        read(RECOVERY_POD("{\"phase\":\"Pending\",\"containerStatuses\":[{\"name\":\"full-recovery\","
                          "\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\",\"message\":\"m\"}}}]}")));
    assert_slice(pod.waiting, "ImagePullBackOff: m");
    pod = pod_read(
        &arena, read(RECOVERY_POD("{\"phase\":\"Pending\",\"containerStatuses\":[{\"name\":\"full-recovery\","
                                  "\"state\":{\"waiting\":{\"reason\":\"PodInitializing\"}}}]}")));
    assert_slice(pod.waiting, "");
}

/* Operators after 1.30 restore in an init container of the instance's own pod. */
static void an_init_container_can_restore(void **state)
{
    (void)state;
    struct pod pod = pod_read(
        &arena,
        read("{\"metadata\":{\"name\":\"pg-1\",\"labels\":{\"cnpg.io/podRole\":\"instance\"}},\"spec\":{"
             "\"initContainers\":[{\"name\":\"bootstrap-controller\"},{\"name\":\"full-recovery\"}]},"
             "\"status\":{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"full-recovery\","
             "\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},\"lastState\":{\"terminated\":{"
             "\"exitCode\":1}}}]}}"));
    assert_int_equal(pod.work, WORK_RECOVERY);
    assert_true(pod.instance);
    assert_true(pod.failed);
    assert_slice(pod.container, "full-recovery");
}

/* The operator starts it again; that is no recovery that fails. */
static void an_instance_that_was_restarted_has_not_failed(void **state)
{
    (void)state;
    struct pod pod = pod_read(
        &arena,
        read("{\"metadata\":{\"name\":\"pg-1\",\"labels\":{\"cnpg.io/podRole\":\"instance\"}},\"status\":{"
             "\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],"
             "\"containerStatuses\":[{\"name\":\"postgres\",\"state\":{\"running\":{}},\"lastState\":{"
             "\"terminated\":{\"exitCode\":1}}}]}}"));
    assert_int_equal(pod.work, WORK_NONE);
    assert_false(pod.failed);
    assert_true(pod.ready);
}

static void other_bootstraps_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(bootstrap_work_of(SLICE("full-recovery")), WORK_RECOVERY);
    assert_int_equal(bootstrap_work_of(SLICE("initdb")), WORK_OTHER);
    assert_int_equal(bootstrap_work_of(SLICE("import")), WORK_OTHER);
    assert_int_equal(bootstrap_work_of(SLICE("pgbasebackup")), WORK_OTHER);
    assert_int_equal(bootstrap_work_of(SLICE("snapshot-recovery")), WORK_OTHER);
    assert_int_equal(bootstrap_work_of(SLICE("join")), WORK_NONE);
    assert_int_equal(bootstrap_work_of(SLICE("")), WORK_NONE);
}

static void pods_of_another_cluster_do_not_count(void **state)
{
    (void)state;
    const struct node *job = read(RECOVERY_POD("{}"));
    assert_true(pod_is_of(job, SLICE("u"), SLICE("2026-11-25T01:02:04Z")));
    assert_false(pod_is_of(job, SLICE("u"), SLICE("2026-11-25T01:02:05Z")));
    const struct node *instance =
        read("{\"metadata\":{\"ownerReferences\":[{\"kind\":\"Cluster\",\"uid\":\"u\"}]}}");
    assert_true(pod_is_of(instance, SLICE("u"), SLICE("9")));
    assert_false(pod_is_of(instance, SLICE("v"), SLICE("0")));
    assert_false(pod_is_of(read("{\"metadata\":{\"creationTimestamp\":\"9\"}}"), SLICE("u"), SLICE("0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_healthy_cluster_is_read),
        TEST(a_phase_without_an_instance_is_no_health),
        TEST(what_is_no_number_is_none),
        TEST(hibernation_and_deletion_are_seen),
        TEST(a_failed_recovery_is_seen),
        TEST(a_failed_init_container_is_the_one_to_ask),
        TEST(a_recovery_that_runs_or_ended_well_has_not_failed),
        TEST(why_a_pod_does_not_start_is_read),
        TEST(an_init_container_can_restore),
        TEST(an_instance_that_was_restarted_has_not_failed),
        TEST(other_bootstraps_are_told_apart),
        TEST(pods_of_another_cluster_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
