#include "lib/rules.h"

#define ACTIVE(target) HEAD RECOVERY "      recoveryTarget: {" target "}\n" EXTERNAL("x-v1") BACKUP("x-v2")

static void a_target_that_does_not_belong(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB COMMENTED_RECOVERY
         "    #   recoveryTarget:\n    #     targetTLI: latest\n" COMMENTED_EXTERNAL("x") BACKUP("x"),
         SEVERITY_WARNING, 11, 5, "of an earlier one"},
        {ACTIVE("targetTime: tomorrow"), SEVERITY_ERROR, 9, 23, "is rejected"},
        {ACTIVE("targetXID: \"7\""), SEVERITY_ERROR, 9, 23, "is rejected"},
        {ACTIVE("targetLSN: \"0/1\", targetTime: \"2026-01-31\""), SEVERITY_ERROR, 9, 23, "is rejected"},
        /* set, as the key is there */
        {ACTIVE("targetImmediate: false"), SEVERITY_ERROR, 9, 23, "is rejected"},
        {ACTIVE("targetTLI: current"), SEVERITY_ERROR, 9, 23, "is rejected"},
    };
    ASSERT_HAS(RULE_TARGET, cases);
}

static void a_target_that_serves(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ACTIVE("targetTime: \"2026-01-31 03:00:00+00:00\""),
        ACTIVE("backupID: 20260131T030000, targetXID: \"7\""),
        ACTIVE("backupID: 20260131T030000, targetImmediate: true"),
        ACTIVE("targetTime: \"${TARGET_TIME}\""),
        ACTIVE(""),
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x") BACKUP("x"),
        /* two levels of comment: no part of the block */
        HEAD INITDB COMMENTED_RECOVERY
        "    # #  recoveryTarget:\n    # #    targetTLI: latest\n" COMMENTED_EXTERNAL("x") BACKUP("x"),
        HEAD "  bootstrap: {recovery: {volumeSnapshots: {storage: {name: s}}, recoveryTarget: {targetName: "
             "n}}}\n" BACKUP("x"),
    };
    ASSERT_LACKS(RULE_TARGET, texts);
}

TWO_TESTS(a_target_that_does_not_belong, a_target_that_serves)
