/* Versions of the operator. */
#include "lib/check.h"

#include "kube/operator.h"

static void old_operators_reconcile_what_goes(void **state)
{
    (void)state;
    const char *const bad[] = {"1.26.0", "1.26.9", "1.25.4", "0.9.0",  "1.27.0",     "1.27.2",  "1.28.0",
                               "",       "1.27",   "latest", "1.2x.3", "1.28.0-rc1", "1.30.0.1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!operator_reconciles_going(slice_of(bad[i])))
            fail_msg("%s", bad[i]);
    const char *const good[] = {"1.27.3",  "1.28.1",     "1.29.0", "1.30.0",
                                "v1.30.0", "1.31.0-rc1", "2.0.0",  "1.100.0"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (operator_reconciles_going(slice_of(good[i])))
            fail_msg("%s", good[i]);
}

static void a_version_is_an_images_tag(void **state)
{
    (void)state;
    const char *const images[][2] = {
        {"ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0", "1.30.0"},
        {"ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0-ubi9@sha256:0123", "1.30.0"},
        {"registry:5000/cloudnative-pg:v1.27.1", "1.27.1"},
        {"registry:5000/cloudnative-pg", ""},
        {"cloudnative-pg:latest", ""},
        {"cloudnative-pg@sha256:0123", ""},
        {"cloudnative-pg:1.30", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++)
        assert_slice(operator_image_version(slice_of(images[i][0])), images[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(old_operators_reconcile_what_goes),
        TEST(a_version_is_an_images_tag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
