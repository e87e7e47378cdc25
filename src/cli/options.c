#include "cli/options.h"
#include <stddef.h>

const struct option_row option_table[OPTION_COUNT] = {
    [OPTION_FROM] = {.name = "from",
                     .value = "NAME",
                     .help = "read this generation",
                     .more = "Default: the generation that the Cluster writes now."},
    [OPTION_TO] =
        {.name = "to",
         .value = "NAME",
         .help = "write this generation",
         .more = "Default: the generation after the higher of the one that is written now and the one to be "
                 "read. It must be empty in the object store."},
    [OPTION_RETRY] =
        {.name = "retry",
         .help = "once more: same source and target, next to write",
         .more = "For the night on which the first attempt left something in the generation that it wrote. "
                 "Each run moves on by one, unless --to names the end."},
    [OPTION_ADVANCE] =
        {.name = "advance",
         .help = "recover again: read what is written now",
         .more = "For repositories that leave bootstrap.recovery in git for good. The write generation "
                 "becomes the read one, and the one after it is written; a recoveryTarget is taken out."},
    [OPTION_GENERATION_PATTERN] =
        {.name = "generation-pattern",
         .value = "REGEX",
         .help = "how generations are numbered here",
         .more = "A PCRE2 expression with a group called number, for house styles other than NAME-v2: "
                 "(?<number>[0-9]+)$ serves postgres16-02. It may also stand in .cnpg-dr.yaml at the root "
                 "of the repository, as generation-pattern."},
    [OPTION_TARGET_TIME] =
        {.name = "target-time",
         .value = "TIME",
         .help = "recover up to this moment",
         .more = "It is written with an explicit offset; without one it is taken as UTC. PostgreSQL needs a "
                 "commit at or after it in the archive."},
    [OPTION_TARGET_LSN] = {.name = "target-lsn",
                           .value = "LSN",
                           .help = "recover up to this place in the WAL"},
    [OPTION_TARGET_XID] = {.name = "target-xid",
                           .value = "XID",
                           .help = "recover up to this transaction",
                           .more = "CloudNativePG asks for --backup-id with it."},
    [OPTION_TARGET_NAME] = {.name = "target-name",
                            .value = "NAME",
                            .help = "recover up to this restore point",
                            .more = "CloudNativePG asks for --backup-id with it."},
    [OPTION_TARGET_IMMEDIATE] = {.name = "target-immediate",
                                 .help = "stop as soon as the backup is consistent",
                                 .more = "CloudNativePG asks for --backup-id with it."},
    [OPTION_TARGET_TLI] = {.name = "target-tli",
                           .value = "N|latest",
                           .help = "recover along this timeline",
                           .more = "CloudNativePG then only takes a base backup of that very timeline."},
    [OPTION_BACKUP_ID] =
        {.name = "backup-id",
         .value = "ID",
         .help = "start from this base backup",
         .more = "It picks where the recovery begins, not where it stops: alone it replays to the end of "
                 "the archive."},
    [OPTION_EXCLUSIVE] = {.name = "exclusive", .help = "stop just before the target, not just after it"},
    [OPTION_NO_TARGET] = {.name = "no-target", .help = "take a recoveryTarget out: to the end of the WAL"},
    [OPTION_KEEP_TARGET] =
        {.name = "keep-target",
         .help = "the commented block's recoveryTarget counts",
         .more = "Without it a recoveryTarget in the commented block stays a comment, as it belongs to an "
                 "earlier recovery."},
    [OPTION_NO_FILL] = {.name = "no-fill",
                        .help = "leave database, owner and secret as they are",
                        .more =
                            "Without it what initdb names and recovery lacks is written into recovery, "
                            "since CloudNativePG would make an empty database app beside the recovered one."},
    [OPTION_FRESH_BLOCK] = {.name = "fresh-block",
                            .help = "write a new block, leave the commented one",
                            .more =
                                "For a commented recovery block that is stale or broken: it stays as it is."},
    [OPTION_DRY_RUN] = {.name = "dry-run", .help = "print the diff, write nothing"},
    [OPTION_DIFF] = {.name = "diff", .help = "print the diff, and write"},
    [OPTION_COMMIT] =
        {.name = "commit",
         .help = "and commit that file alone",
         .more = "On the current branch; what else is staged or changed stays as it is. Hooks are not run.",
         .full = true},
    [OPTION_INCLUDE_CHANGES] = {.name = "include-changes",
                                .help = "commit its uncommitted changes along",
                                .more =
                                    "Without it a manifest that differs from the committed one is refused.",
                                .full = true},
    [OPTION_RECOVER_BRANCH] =
        {.name = "recover-branch",
         .value = "BRANCH",
         .help = "the branch of the recovery commit",
         .more = "Default: cnpg-dr/recover/NAMESPACE/CLUSTER/GENERATION, with the generation that is "
                 "written from now on."},
    [OPTION_REVERT_BRANCH] = {.name = "revert-branch",
                              .value = "BRANCH",
                              .help = "the branch of the commit that reverts it",
                              .more = "Default: cnpg-dr/revert/NAMESPACE/CLUSTER/GENERATION."},
    [OPTION_ONLY] =
        {.name = "only",
         .value = "COMMIT",
         .choices = "recover|revert",
         .help = "make one of the two commits, on the base",
         .more = "With revert the manifest in the base must be recovering: give the recovery's branch as "
                 "--base."},
    [OPTION_BASE] = {.name = "base",
                     .value = "COMMIT",
                     .help = "start from this commit",
                     .more = "A branch, a tag or an id. Default: HEAD."},
    [OPTION_REPO] = {.name = "repo",
                     .value = "FOLDER",
                     .help = "the repository, bare or not",
                     .more = "Default: as git finds it from here."},
    [OPTION_FORCE] = {.name = "force",
                      .help = "replace branches that hold something else",
                      .more = "Also where a work tree has them checked out."},
    [OPTION_PR_BODY] =
        {.name = "pr-body",
         .value = "FILE",
         .help = "write the pull request's text there",
         .more = "Markdown: what changes, the generations as a diagram, and the commands to run in order."},
    [OPTION_AUTHOR] = {.name = "author",
                       .value = "\"NAME <EMAIL>\"",
                       .help = "the author of the commit",
                       .full = true},
    [OPTION_MESSAGE] = {.name = "message",
                        .letter = 'm',
                        .value = "TEXT",
                        .help = "the commit's subject and body",
                        .more = "The trailers Cnpg-Cluster, Cnpg-Reads and Cnpg-Writes are added to it.",
                        .full = true},
    [OPTION_SIGN] =
        {.name = "sign",
         .help = "sign the commit",
         .more = "As gpg.format, gpg.program and user.signingKey of the git configuration say, whatever "
                 "commit.gpgSign says.",
         .full = true},
    [OPTION_NO_SIGN] = {.name = "no-sign", .help = "do not sign the commit", .full = true},
    [OPTION_CHECK_BACKUPS] =
        {.name = "check-backups",
         .help = "look into the store too",
         .more =
             "recover and commit let it choose: without --from the newest generation that holds the database "
             "is read, without --to the first empty one is written; refused where a recovery would fail or "
             "lose data. status says what it finds. cnpg-dr backups shows the whole picture.",
         .full = true},
    [OPTION_DESTINATION] = {.name = "destination",
                            .value = "s3://BUCKET/PATH",
                            .help = "the store; default: the manifest's",
                            .more =
                                "As destinationPath. The manifest's own store, or that of the ObjectStore "
                                "it names, found in its file or in one beside it, is the default.",
                            .full = true},
    [OPTION_ENDPOINT] = {.name = "endpoint",
                         .value = "URL",
                         .help = "its endpoint; default: endpointURL",
                         .full = true},
    [OPTION_REGION] =
        {.name = "region",
         .value = "NAME",
         .help = "its region",
         .more = "Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1. Where the store says "
                 "that the bucket is in another one, that is used.",
         .full = true},
    [OPTION_PROFILE] = {.name = "profile",
                        .value = "NAME",
                        .help = "take the key from this AWS profile",
                        .more =
                            "Default: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else "
                            "AWS_PROFILE, else the profile default.",
                        .full = true},
    [OPTION_CA_FILE] = {.name = "ca-file",
                        .value = "FILE",
                        .help = "the CA of the endpoint (endpointCA), PEM",
                        .full = true},
    [OPTION_ADDRESSING] = {.name = "addressing",
                           .value = "STYLE",
                           .choices = "auto|path|virtual",
                           .help = "where the bucket stands in URLs",
                           .full = true},
    [OPTION_TIMEOUT] =
        {.name = "timeout",
         .value = "SECONDS",
         .help = "how long to wait for an answer, each time",
         .more = "What may pass (no answer, throttling, errors of the server) is tried five times.",
         .full = true},
    [OPTION_LISTING] =
        {.name = "listing",
         .value = "PATH",
         .help = "read a saved listing or a copy, no network",
         .more = "A folder that holds a copy of the store, or the output of aws s3 ls --recursive, or of "
                 "barman-cloud-backup-list --format json for the generation that would be read "
                 "(GENERATION=FILE for another one). Several files that go together are separated by "
                 "commas.",
         .full = true},
    [OPTION_ALL_WAL] =
        {.name = "all",
         .help = "look into all WAL, not only what is replayed",
         .more = "Without it WAL before the newest base backup is looked at by folder where there is much "
                 "of it: a request for each 1,000 files is saved.",
         .full = true},
    [OPTION_CREDENTIALS_FROM_CLUSTER] =
        {.name = "credentials-from-cluster",
         .help = "take the key from the Secret it names",
         .more =
             "With kubectl, from the Secret that the manifest's store names; with the plugin path, endpoint "
             "and Secret are those of the ObjectStore in the cluster. Nothing of it is printed.",
         .full = true},
    [OPTION_LIVE] = {.name = "live",
                     .help = "ask the Kubernetes cluster instead",
                     .more = "Whether a ScheduledBackup is there, when the last Backup completed, from when "
                             "on one can recover, "
                             "and how old the last archived WAL is. Without FILE the Cluster is --cluster "
                             "NAMESPACE/NAME. The "
                             "status is 1 where something is wrong.",
                     .full = true},
    [OPTION_EXPECT] =
        {.name = "expect",
         .value = "METHOD",
         .choices = "recovery|initdb",
         .help = "fail unless this alone is the method",
         .more = "For recovery also: the source is defined, and it reads another generation than the "
                 "Cluster writes. Read from the structure of the document, not from its text."},
    [OPTION_SELECT] = {.name = "select",
                       .value = "RULES",
                       .help = "look for these rules only",
                       .more = "Ids with commas between them, such as DR002,DR012."},
    [OPTION_IGNORE] = {.name = "ignore",
                       .value = "RULES",
                       .help = "leave these rules out",
                       .more = "A single line is left alone by a comment on it, or alone above it: "
                               "# cnpg-dr: ignore DR008."},
    [OPTION_FIX] = {.name = "fix",
                    .help = "mend in place what is safe to mend",
                    .more =
                        "Names that YAML reads as something else are put in quotes (DR016), and a default "
                        "serverName is written down (DR008). Proved as recover's edits are; what remains is "
                        "found again."},
    [OPTION_NAMESPACE] = {.name = "namespace",
                          .value = "NAME",
                          .help = "the namespace, where the manifest has none",
                          .more = "The namespace of the context is not guessed."},
    [OPTION_CONTEXT] = {.name = "context", .value = "NAME", .help = "the context of the kubeconfig"},
    [OPTION_KUBECONFIG] = {.name = "kubeconfig", .value = "FILE", .help = "the kubeconfig that kubectl uses"},
    [OPTION_DEADLINE] = {.name = "timeout",
                         .value = "SPAN",
                         .help = "how long to wait in all, such as 90s or 2h",
                         .more =
                             "Default: as long as it takes, with progress on a terminal. The same command "
                             "again goes on from there."},
    [OPTION_STATE] = {.name = "state",
                      .value = "FOLDER",
                      .help = "where the state of the run is kept",
                      .more = "Default: cnpg-dr in XDG_STATE_HOME, else ~/.local/state/cnpg-dr."},
    [OPTION_YES] = {.name = "yes", .help = "do not ask before the old Cluster is deleted"},
    [OPTION_WAIT] = {.name = "wait",
                     .help = "until it is recovered, proved and backed up",
                     .more =
                         "Without it the run ends once the recovery is seen to run, which proves nothing of "
                         "its end; the same command with --wait goes on from there."},
    [OPTION_GUARD] = {.name = "guard",
                      .value = "KIND",
                      .choices = "policy|pause|none",
                      .help = "what keeps GitOps from interfering",
                      .more =
                          "policy (the default): an admission policy for this one Cluster. pause: the Argo "
                          "CD Application, Flux Kustomization or HelmRelease is paused. none: nothing."},
    [OPTION_GUARD_EXPIRY] = {.name = "guard-expiry",
                             .value = "SPAN",
                             .help = "when a guard left behind ends (default 24h)"},
    [OPTION_PREFLIGHT] = {.name = "preflight", .help = "look at everything, change nothing"},
    [OPTION_COMMANDS] = {.name = "dry-run",
                         .help = "print each step as a kubectl command",
                         .more = "Offline: nothing is asked of the API server."},
    [OPTION_ABORT] = {.name = "abort", .help = "end a run: take its guard or pause away"},
    [OPTION_RESUME] = {.name = "resume", .value = "RUN", .help = "go on with a run of another machine"},
    [OPTION_NO_CHECK_BACKUPS] = {.name = "no-check-backups",
                                 .help = "do not look into the object store",
                                 .more =
                                     "Then it is not known whether there is something to recover, nor can "
                                     "it be proved afterwards that all of it came."},
    [OPTION_LOSE_UNARCHIVED] = {.name = "lose-unarchived",
                                .help = "what is not in the archive may be lost",
                                .more = "Go on although archiving fails, or although the Cluster that "
                                        "stands archives elsewhere: what it did not archive into the "
                                        "generation that is read is lost with it."},
    [OPTION_SYSTEM_ID] = {.name = "system-id",
                          .value = "ID",
                          .help = "the system identifier of the database",
                          .more = "For a store that does not tell it."},
    [OPTION_VERIFY_SQL] = {.name = "verify-sql",
                           .value = "SQL",
                           .help = "must return rows once it is recovered",
                           .more = "It is run read-only on the new primary, in the recovered database."},
    [OPTION_VERIFY_DATABASE] = {.name = "verify-database",
                                .value = "NAME",
                                .help = "the database that --verify-sql is run in"},
    [OPTION_NO_BACKUP] = {.name = "no-backup",
                          .help = "do not make a base backup at the end",
                          .more = "What was recovered cannot be recovered again until there is one."},
    [OPTION_FORCE_RUN] = {.name = "force", .help = "although it is not safe, as the refusal says"},
    [OPTION_FINISH] = {.name = "finish", .help = "the revert is merged: take guard and pause away"},
    [OPTION_REF] = {.name = "ref",
                    .value = "REF",
                    .help = "the remote's branch that GitOps syncs",
                    .more = "Such as origin/main; fetch it first."},
    [OPTION_PRINT] = {.name = "print",
                      .value = "PAGE",
                      .choices = "man|bash|zsh|fish|exits|refusals|rules|troubleshooting|commands",
                      .help = "print a page that is made from the tables",
                      .hidden = true},
    [OPTION_CLUSTER] = {.name = "cluster",
                        .value = "[NAMESPACE/]NAME",
                        .help = "which Cluster is meant, where there are several"},
    [OPTION_OUTPUT] = {.name = "output",
                       .letter = 'o',
                       .value = "FORMAT",
                       .choices = "text|json",
                       .help = "text, or one JSON document",
                       .more = "Each JSON document names its schema; errors are one on standard error."},
    [OPTION_QUIET] = {.name = "quiet", .help = "say nothing but errors"},
    [OPTION_COLOR] = {.name = "color",
                      .value = "WHEN",
                      .choices = "auto|always|never",
                      .help = "auto, always or never",
                      .more = "Default auto: on a terminal, unless NO_COLOR is set."},
    [OPTION_NEXT] = {.name = "next",
                     .help = "end with the next command of the runbook",
                     .more = "On standard error. On a terminal it is said anyway."},
    [OPTION_HELP] = {.name = "help", .letter = 'h', .help = "this text"},
    [OPTION_VERSION] = {.name = "version", .help = "the version"},
};
