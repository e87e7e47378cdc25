#include "base/refusals.h"
#include <stdarg.h>
#include <stdio.h>

const struct refusal_text refusal_table[REFUSAL_COUNT] = {
    [REFUSE_CONFLICT] =
        {"R001", "more than one bootstrap method",
         "CloudNativePG's webhook accepts one of initdb, recovery and pg_basebackup. Which one is meant "
         "cannot be guessed.",
         "remove or comment out all but one method under spec.bootstrap"},
    [REFUSE_NO_STORE] =
        {"R002", "no object store",
         "The Cluster archives nowhere: it has neither spec.backup.barmanObjectStore nor an enabled "
         "Barman Cloud plugin, so there is no generation to recover from or to write.",
         "give the Cluster an object store, let it make a base backup, and try again"},
    [REFUSE_BOTH_SHAPES] =
        {"R003", "both store shapes",
         "With the in-tree store and the Barman Cloud plugin in one manifest either the webhook "
         "rejects the Cluster or both archive.",
         "remove spec.backup.barmanObjectStore once the plugin archives"},
    [REFUSE_OTHER_PLUGIN] =
        {"R004", "a backup plugin other than Barman's",
         "Generations are a matter of the Barman stores; this plugin keeps its backups in another "
         "way.",
         "recover by the documentation of that plugin"},
    [REFUSE_NO_GENERATION] =
        {"R005", "a recovery from a Backup or a volume snapshot",
         "bootstrap.recovery names a Backup object or volume snapshots. The manifest then does not "
         "say which generation is read.",
         "name the archive by bootstrap.recovery.source and an external cluster"},
    [REFUSE_SOURCE] =
        {"R006", "a recovery without a source",
         "bootstrap.recovery.source is missing, or it names no external cluster, or one without an object "
         "store.",
         "let source name an entry of spec.externalClusters that has an object store"},
    [REFUSE_UNKNOWN_METHOD] =
        {"R007", "an unknown key in spec.bootstrap",
         "CloudNativePG knows initdb, recovery and pg_basebackup. What another key means to the "
         "database cannot be known.",
         "correct the key, or take it out"},
    [REFUSE_WHICH_CLUSTER] =
        {"R008", "which Cluster is meant",
         "The manifest holds several Clusters, or none of the name that --cluster gives, or two of "
         "one name.",
         "choose one with --cluster [NAMESPACE/]NAME"},
    [REFUSE_BASEBACKUP] = {"R009", "pg_basebackup",
                           "The Cluster is cloned from a running server, not from an archive.",
                           "replace pg_basebackup by initdb once the clone is done, and try again"},
    [REFUSE_REPLICA] = {"R010", "a replica cluster",
                        "A replica cluster follows another one. It is promoted, not recovered.",
                        "promote the replica (spec.replica), or recover the primary"},
    [REFUSE_VARIABLE] =
        {"R011", "a generation with a variable",
         "The generation holds a $: what it will be is decided elsewhere, so it cannot be raised here.",
         "write the serverName out in the manifest"},
    [REFUSE_TEMPLATE] = {"R012", "a template",
                         "The file is a template: its values are decided by another program.",
                         "render it first, and run cnpg-dr on the result"},
    [REFUSE_DUPLICATE_KEY] =
        {"R013", "a duplicate key",
         "A key stands twice in one mapping. Readers of YAML disagree on which one counts.",
         "remove one of the two"},
    [REFUSE_NOT_YAML] = {"R014", "not YAML",
                         "The file does not parse, so nothing in it can be edited safely.",
                         "correct the syntax at that place"},
    [REFUSE_ENCODING] =
        {"R015", "an encoding that YAML readers disagree on",
         "The file is not UTF-8, or it holds NUL bytes or line breaks (a lone CR, NEL, LS, PS) at which "
         "some readers see a new line and others do not.",
         "save the file as UTF-8 with LF or CR LF line ends"},
    [REFUSE_TAG_DIRECTIVE] = {"R016", "a %TAG directive",
                              "%TAG changes what tags mean; Kubernetes manifests have none.",
                              "remove the directive"},
    [REFUSE_NESTING] =
        {"R017", "nesting over the limit",
         "Collections are nested deeper than 100 levels. Manifests are not, and a parser's work would "
         "grow out of proportion.",
         "flatten the document"},
    [REFUSE_NOT_A_FILE] =
        {"R018", "not a regular file",
         "Only a regular file can be replaced as a whole: a folder, a pipe or a device cannot.",
         "name the manifest itself, or use - to read standard input"},
    [REFUSE_CHANGED] = {"R019", "the file is changed by somebody else",
                        "Another program changed the file, or holds the lock on it, while it was edited.",
                        "look at the file, and run the command again"},
    [REFUSE_STALE_BLOCK] =
        {"R020", "a commented block that would not serve",
         "The commented block would not be valid YAML at its place once it is active, or the Cluster "
         "would not be what was asked for.",
         "correct the commented block, or leave it and write a new one with --fresh-block"},
    [REFUSE_SEVERAL_BLOCKS] =
        {"R021", "several commented blocks",
         "More than one commented block could become active, and none of them alone reads the "
         "generation that is now written.",
         "remove all but one, or write a new one with --fresh-block"},
    [REFUSE_OTHER_STORE] =
        {"R022", "another object store",
         "The recovery block reads another store than the Cluster archives to. A generation is only "
         "to be found in its own store.",
         "correct the store in the recovery block, or name a generation of its store with --from"},
    [REFUSE_NOT_PROVED] =
        {"R023", "the result is not proved",
         "The edited text was parsed again and is not what was asked for. Nothing was written.",
         "edit the manifest by hand, and report the case with the manifest"},
    [REFUSE_GENERATION] =
        {"R024", "no usable generation name",
         "A generation is one folder of the object store: one valid path element, with a number that "
         "can be added to.",
         "name the generation outright with --to (and --from)"},
    [REFUSE_TARGET] = {"R025", "a recovery target that CloudNativePG rejects",
                       "CloudNativePG's webhook would reject the Cluster for this recoveryTarget.",
                       "correct the target"},
    [REFUSE_SAME_GENERATION] =
        {"R026", "read and write generation are the same",
         "A Cluster that recovers from the archive it writes to fails with \"Expected empty "
         "archive\".",
         "give two different names with --from and --to"},
    [REFUSE_NO_CLUSTER] = {"R027", "no Cluster",
                           "The file holds no document that is a CloudNativePG Cluster.",
                           "name the file with the Cluster's manifest"},
    [REFUSE_STEADY] = {"R028", "a step on a steady manifest",
                       "--retry and --advance go on from a recovery; this manifest is steady.",
                       "run cnpg-dr recover without --retry or --advance"},
    [REFUSE_FLOW] =
        {"R029", "flow style",
         "The part that has to become a comment stands inside { } or [ ], where a line cannot be commented "
         "out.",
         "write this part in block style, and try again"},
    [REFUSE_ALIAS] =
        {"R030", "an alias that leads nowhere",
         "An alias has no anchor before it, it contains itself, or aliases of aliases stand for far more "
         "than the file holds.",
         "correct the alias"},
    [REFUSE_MALFORMED] = {"R031", "no Cluster by its form",
                          "A field holds another kind of value than CloudNativePG's schema has there.",
                          "correct the field"},
    [REFUSE_ATTRIBUTES] =
        {"R032", "a file that cannot be replaced as it is",
         "The file has several hard links, or an owner, a mode or attributes that the new file could "
         "not be given.",
         "edit a copy, or run as the file's owner"},
    [REFUSE_REPOSITORY] =
        {"R033", "a git repository of a kind that is not supported",
         "Commits are made with libgit2. It has no SHA-256 object names, no reftable, no split or "
         "sparse index, and it runs no filter programs.",
         "run recover or revert on the file, and commit it with git"},
    [REFUSE_TREE_ENTRY] =
        {"R034", "not a file in the tree",
         "In that commit the path is a symbolic link, a folder or a submodule, so there is no manifest "
         "to edit.",
         "name the manifest itself"},
    [REFUSE_BRANCH] =
        {"R035", "a branch that holds something else",
         "A branch of that name is there, and it is not this result. It may be somebody's work.",
         "look at the branch; then name another one, or replace it with --force"},
    [REFUSE_CHECKED_OUT] =
        {"R036", "a branch that is checked out",
         "A work tree has the branch checked out. Moved under it, the work tree would show the whole "
         "difference as uncommitted changes.",
         "check out another branch there, or name another one, or insist with --force"},
    [REFUSE_UNCOMMITTED] =
        {"R037", "uncommitted changes in the manifest",
         "The manifest differs from the one that is committed, so a commit of it would take along what "
         "somebody has not committed yet.",
         "commit or undo those changes first, or take them along with --include-changes"},
    [REFUSE_NO_PLAIN_COMMIT] =
        {"R038", "a work tree in which no plain commit can be made",
         "A merge, rebase or the like is under way, or HEAD is on no branch. A commit now would "
         "become part of that, or be easily lost.",
         "finish or abort what is under way, or check out a branch"},
    [REFUSE_BACKUPS] =
        {"R039", "what the object store holds",
         "The store was looked into (--check-backups), and a recovery from it would fail, or end without "
         "data that is there.",
         "run cnpg-dr backups on the manifest to see the whole picture"},
};

struct error refuse(struct arena *arena, enum refusal refusal, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    const struct refusal_text *row = &refusal_table[refusal];
    struct error error = {ERROR_REFUSED, row->code, slice_of(row->title), slice_of(row->next), {"", 0}, 0, 0};
    if (len >= 0) {
        char *text = arena_alloc(arena, (size_t)len + 1);
        vsnprintf(text, (size_t)len + 1, format, again);
        error.message = (struct slice){text, (size_t)len};
    }
    va_end(again);
    return error;
}

bool is_refusal(const struct error *error, enum refusal refusal)
{
    return error->code != NULL && strcmp(error->code, refusal_table[refusal].code) == 0;
}
