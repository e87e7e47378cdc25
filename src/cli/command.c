#include "cli/command.h"
#include <string.h>

#define GROUP(heading, ...)                                                                                  \
    {                                                                                                        \
        heading, (const enum option_id[]){__VA_ARGS__},                                                      \
            sizeof((const enum option_id[]){__VA_ARGS__}) / sizeof(enum option_id)                           \
    }

const struct option_group common_options = GROUP("Common", OPTION_CLUSTER, OPTION_OUTPUT, OPTION_QUIET,
                                                 OPTION_COLOR, OPTION_NEXT, OPTION_HELP, OPTION_VERSION);

const struct command command_table[] = {
    {
        .name = "status",
        .operands = "[PATH...]",
        .most = (size_t)-1,
        .files = true,
        .summary = "what every Cluster is doing",
        .text = "Lists each CloudNativePG Cluster below the paths (default: this folder): its bootstrap "
                "method, the generation that it reads and the one that it writes, the next one, its object "
                "store and schedule, and whether a recovery block is ready. A folder means every .yaml and "
                ".yml file below it.",
        .groups = {GROUP("Generations", OPTION_GENERATION_PATTERN),
                   GROUP("Store", OPTION_CHECK_BACKUPS, OPTION_DESTINATION, OPTION_ENDPOINT, OPTION_REGION,
                         OPTION_PROFILE, OPTION_CA_FILE, OPTION_ADDRESSING, OPTION_TIMEOUT, OPTION_LISTING,
                         OPTION_CREDENTIALS_FROM_CLUSTER, OPTION_NAMESPACE, OPTION_CONTEXT,
                         OPTION_KUBECONFIG)},
        .run = cmd_status,
    },
    {
        .name = "recover",
        .operands = "FILE|-",
        .least = 1,
        .most = 1,
        .files = true,
        .summary = "edit the manifest into recovery, in place",
        .text = "The initdb block becomes a comment, the recovery block becomes active and reads the "
                "generation that is written now, and the next generation is written. With - the manifest "
                "goes from standard input to standard output. On a manifest that is recovering, only what "
                "an option names changes.",
        .groups = {GROUP("Generations", OPTION_FROM, OPTION_TO, OPTION_RETRY, OPTION_ADVANCE,
                         OPTION_GENERATION_PATTERN),
                   GROUP("Recovery target", OPTION_TARGET_TIME, OPTION_TARGET_LSN, OPTION_TARGET_XID,
                         OPTION_TARGET_NAME, OPTION_TARGET_IMMEDIATE, OPTION_TARGET_TLI, OPTION_BACKUP_ID,
                         OPTION_EXCLUSIVE, OPTION_NO_TARGET, OPTION_KEEP_TARGET),
                   GROUP("Block and result", OPTION_NO_FILL, OPTION_FRESH_BLOCK, OPTION_DRY_RUN, OPTION_DIFF),
                   GROUP("Store", OPTION_CHECK_BACKUPS, OPTION_DESTINATION, OPTION_ENDPOINT, OPTION_PROFILE,
                         OPTION_CA_FILE, OPTION_LISTING),
                   GROUP("Commit", OPTION_COMMIT, OPTION_INCLUDE_CHANGES, OPTION_MESSAGE, OPTION_AUTHOR,
                         OPTION_SIGN, OPTION_NO_SIGN)},
        .run = cmd_recover,
    },
    {
        .name = "revert",
        .operands = "FILE|-",
        .least = 1,
        .most = 1,
        .files = true,
        .summary = "edit it back, and keep the new generation",
        .text = "The recovery block becomes a comment again and moves on to the generation that is written "
                "now, so that the next recovery is ready; the commented initdb block becomes active; the "
                "write generation stays. With - the manifest goes from standard input to standard output.",
        .groups = {GROUP("Generations", OPTION_GENERATION_PATTERN),
                   GROUP("Result", OPTION_DRY_RUN, OPTION_DIFF),
                   GROUP("Commit", OPTION_COMMIT, OPTION_INCLUDE_CHANGES, OPTION_MESSAGE, OPTION_AUTHOR,
                         OPTION_SIGN, OPTION_NO_SIGN)},
        .run = cmd_revert,
    },
    {
        .name = "extract",
        .operands = "[FILE|-]",
        .most = 1,
        .files = true,
        .summary = "the one Cluster out of kustomize output",
        .text =
            "Copies the Cluster byte for byte from what kustomize, helm or kubectl print, YAML or JSON, a "
            "stream of documents or a List; without FILE from standard input. Where there is none or more "
            "than one, it lists what there is. Nothing is printed unless everything is as expected.",
        .groups = {GROUP("Result", OPTION_EXPECT)},
        .run = cmd_extract,
    },
    {
        .name = "check",
        .operands = "[PATH...]",
        .most = (size_t)-1,
        .files = true,
        .output = "text|json|sarif|github",
        .summary = "findings for pre-commit and CI",
        .text =
            "Looks at each CloudNativePG Cluster below the paths (default: this folder) and says what would "
            "go wrong in a recovery, the drill included: recover and revert, in memory. In a git repository "
            "each file is compared with HEAD as well. The status is 1 where an error or a warning is found; "
            "notes do not count. cnpg-dr help DR012 explains a finding.",
        .groups = {GROUP("Rules", OPTION_SELECT, OPTION_IGNORE, OPTION_FIX),
                   GROUP("Generations", OPTION_GENERATION_PATTERN)},
        .run = cmd_check,
    },
    {
        .name = "commit",
        .operands = "FILE",
        .least = 1,
        .most = 1,
        .files = true,
        .summary = "both git commits, no work tree needed",
        .text = "On top of the base (default: HEAD) one commit that recovers, on a branch of its own, and "
                "on top of that one the commit that reverts it, on another. FILE is a path from the top of "
                "the tree, and the manifest is the one in the base: no work tree is looked at or changed, "
                "and a bare repository will do. A branch that is there is left alone unless it holds "
                "exactly this commit, or --force is given. Pushing is left to git. Hooks are not run.",
        .groups = {GROUP("Generations", OPTION_FROM, OPTION_TO, OPTION_RETRY, OPTION_ADVANCE,
                         OPTION_GENERATION_PATTERN),
                   GROUP("Recovery target", OPTION_TARGET_TIME, OPTION_TARGET_LSN, OPTION_TARGET_XID,
                         OPTION_TARGET_NAME, OPTION_TARGET_IMMEDIATE, OPTION_TARGET_TLI, OPTION_BACKUP_ID,
                         OPTION_EXCLUSIVE, OPTION_NO_TARGET, OPTION_KEEP_TARGET),
                   GROUP("Block", OPTION_NO_FILL, OPTION_FRESH_BLOCK),
                   GROUP("Branches", OPTION_REPO, OPTION_BASE, OPTION_ONLY, OPTION_RECOVER_BRANCH,
                         OPTION_REVERT_BRANCH, OPTION_FORCE, OPTION_PR_BODY),
                   GROUP("Store", OPTION_CHECK_BACKUPS, OPTION_DESTINATION, OPTION_LISTING),
                   GROUP("Commit", OPTION_MESSAGE, OPTION_AUTHOR, OPTION_SIGN, OPTION_NO_SIGN)},
    },
    {
        .name = "backups",
        .operands = "[FILE]",
        .most = 1,
        .files = true,
        .output = "text|json|mermaid|svg",
        .summary = "what the store holds, by generation",
        .text =
            "Lists and gets only, below the path of the store. Says which base backup CloudNativePG would "
            "recover from and up to when, where a recovery would fail or lose data, what past recoveries "
            "missed, and which generation is the first empty one. Without FILE the store and the generation "
            "come from --destination and --from. The status is 1 where something is wrong.",
        .groups = {GROUP("Store", OPTION_DESTINATION, OPTION_ENDPOINT, OPTION_REGION, OPTION_PROFILE,
                         OPTION_CA_FILE, OPTION_ADDRESSING, OPTION_TIMEOUT, OPTION_LISTING, OPTION_ALL_WAL),
                   GROUP("Kubernetes", OPTION_LIVE, OPTION_CREDENTIALS_FROM_CLUSTER, OPTION_NAMESPACE,
                         OPTION_CONTEXT, OPTION_KUBECONFIG),
                   GROUP("Generations", OPTION_FROM, OPTION_TO, OPTION_GENERATION_PATTERN),
                   GROUP("Recovery target", OPTION_TARGET_TIME, OPTION_TARGET_LSN, OPTION_TARGET_XID,
                         OPTION_TARGET_NAME, OPTION_TARGET_IMMEDIATE, OPTION_TARGET_TLI, OPTION_BACKUP_ID,
                         OPTION_EXCLUSIVE)},
    },
    {
        .name = "apply",
        .operands = "[FILE|-]",
        .most = 1,
        .files = true,
        .summary = "guard, delete, drain, create, prove",
        .text =
            "Replaces the live Cluster by the recovery Cluster of the input, which is rendered output or a "
            "manifest. Everything is looked at before anything changes; a guard keeps GitOps from creating "
            "or "
            "changing the Cluster until settle --finish; the old one is deleted once that guard is proved, "
            "and the new one is created when nothing of the old is left. kubectl does it, with the context "
            "and the rights that you have. Interrupted anywhere, the same command goes on from there.",
        .groups = {GROUP("Cluster", OPTION_NAMESPACE, OPTION_CONTEXT, OPTION_KUBECONFIG),
                   GROUP("Run", OPTION_YES, OPTION_WAIT, OPTION_DEADLINE, OPTION_GUARD, OPTION_GUARD_EXPIRY,
                         OPTION_PREFLIGHT, OPTION_COMMANDS, OPTION_RESUME, OPTION_ABORT, OPTION_FORCE_RUN,
                         OPTION_STATE),
                   GROUP("Proof", OPTION_SYSTEM_ID, OPTION_VERIFY_SQL, OPTION_VERIFY_DATABASE,
                         OPTION_NO_BACKUP, OPTION_LOSE_UNARCHIVED),
                   GROUP("Store", OPTION_NO_CHECK_BACKUPS, OPTION_DESTINATION, OPTION_ENDPOINT, OPTION_REGION,
                         OPTION_PROFILE, OPTION_CA_FILE, OPTION_ADDRESSING, OPTION_LISTING,
                         OPTION_CREDENTIALS_FROM_CLUSTER)},
    },
    {
        .name = "settle",
        .operands = "[FILE|-]",
        .most = 1,
        .files = true,
        .summary = "hand the recovered Cluster back to GitOps",
        .text =
            "Ends the recovery. The input is the rendered Cluster that GitOps syncs after the merge. The "
            "live Cluster's bootstrap becomes that of the input, which CloudNativePG ignores on a Cluster "
            "that is up, and the sync is rehearsed as Argo CD and Flux do it; without this every later "
            "sync would fail. With --finish, after the merge: guard and pause go when the branch that "
            "GitOps syncs holds the new generation, and the controller compares with that commit or a "
            "later one.",
        .groups = {GROUP("Cluster", OPTION_NAMESPACE, OPTION_CONTEXT, OPTION_KUBECONFIG),
                   GROUP("After the merge", OPTION_FINISH, OPTION_REPO, OPTION_REF),
                   GROUP("Run", OPTION_COMMANDS, OPTION_FORCE_RUN, OPTION_DEADLINE, OPTION_STATE)},
    },
    {
        .name = "plugin",
        .operands = "[CONFIG]",
        .most = 1,
        .files = true,
        .summary = "kustomize exec plugin and KRM function",
        .text =
            "What kustomize runs. CONFIG is a RecoveryTransformer, resources come from standard input and "
            "go to standard output (the protocol of exec plugins); without CONFIG it is a KRM function, "
            "with a ResourceList on either side. The one Cluster that the configuration means is taken "
            "into the mode that it names, with its generations, and proved; everything else stays as it "
            "came. kustomize skips a KRM function without a word where --enable-exec lacks: let "
            "extract --expect recovery look at what it printed.",
        .run = cmd_plugin,
    },
    {
        .name = "help",
        .operands = "[COMMAND|CODE|\"MESSAGE\"]",
        .most = (size_t)-1,
        .summary = "explains a command, a refusal, a message",
        .text = "A command's name prints its options, a code such as R001 explains the refusal. Any other "
                "words are looked up among the messages that people meet on the way: cause and cure, "
                "offline.",
        .groups = {GROUP("Pages", OPTION_PRINT)},
        .run = cmd_help,
    },
};

const size_t command_count = sizeof command_table / sizeof command_table[0];

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(command_table[i].name, name) == 0)
            return &command_table[i];
    return NULL;
}

const char *command_choices(const struct command *command, const struct option_row *option)
{
    bool own = option == &option_table[OPTION_OUTPUT] && command != NULL && command->output != NULL;
    return own ? command->output : option->choices;
}
