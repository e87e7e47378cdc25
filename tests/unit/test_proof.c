#include "lib/plan.h"

#include "plan/proof.h"

static struct manifest before;
static struct draft draft;

/* A draft of text in which old has become new, as if a plan had done so. */
static void begin(const char *text, const char *old, const char *new)
{
    struct plan_scope scope = scope_for(slice_of(text));
    assert_fine(manifest_read(&arena, &scope, &before));
    draft = draft_begin(&arena, &before);
    size_t at = slice_find(before.text, slice_of(old));
    assert_true(at < before.text.len);
    struct edits edits = {0};
    edits_add(&arena, &edits, at, at + strlen(old), slice_of(new));
    assert_fine(draft_apply(&draft, &edits));
}

static struct error proved_with(const struct intent *intent)
{
    const struct proved *proved = NULL;
    struct error error = prove(&draft, intent, NULL, &proved);
    assert_true(failed(error) == (proved == NULL));
    return error;
}

/* --retry from x-v2 to x-v3: what it wants. */
static const struct intent retry = {
    .verb = PLAN_RETRY, .read = {"x-v1", 4}, .write = {"x-v3", 4}, .entry = {"old", 3}, .other_store = true};

static struct error retried(const char *text, const char *old, const char *new)
{
    begin(text, old, new);
    return proved_with(&retry);
}

#define BEFORE HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2")

static void what_was_wanted_is_proved(void **state)
{
    (void)state;
    begin(BEFORE, "x-v2", "x-v3");
    const struct proved *proved;
    assert_fine(prove(&draft, &retry, NULL, &proved));
    assert_slice(proved_before(proved), BEFORE);
    assert_slice(proved_bytes(proved), HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v3"));
    assert_slice(edits_apply(&arena, proved_before(proved), proved_edits(proved)), proved_bytes(proved).data);
}

static void generations_that_are_not_the_wanted_ones(void **state)
{
    (void)state;
    assert_refused(retried(BEFORE, "x-v2", "x-v4"), "R023", "the result writes another generation: x-v4");
    assert_refused(retried(BEFORE, "x-v1", "x-v0"), "R023", "the result reads another generation: x-v0");
    struct intent intent = retry;
    intent.entry = SLICE("other");
    begin(BEFORE, "x-v2", "x-v3");
    assert_refused(proved_with(&intent), "R023", "no recovery from that source: other");
    intent = retry;
    intent.read = SLICE("x-v3");
    begin(HEAD RECOVERY EXTERNAL("x-v3") BACKUP("x-v2"), "x-v2", "x-v3");
    assert_refused(proved_with(&intent), "R026", "would read x-v3 and write the same");
}

static void stores_apart(void **state)
{
    (void)state;
    struct intent intent = retry;
    intent.other_store = false;
    begin(HEAD RECOVERY EXTERNAL_PLUGIN("x-v1") BACKUP("x-v2"), "x-v2", "x-v3");
    assert_refused(proved_with(&intent), "R023", "the result reads another store: ObjectStore store");
    assert_fine(retried(HEAD RECOVERY EXTERNAL_PLUGIN("x-v1") BACKUP("x-v2"), "x-v2", "x-v3"));
    intent.read = intent.write;
    intent.other_store = true;
    begin(HEAD RECOVERY EXTERNAL_PLUGIN("x-v3") BACKUP("x-v2"), "x-v2", "x-v3");
    assert_fine(proved_with(&intent)); /* one name in two stores is healthy */
}

static void assert_moved(const char *text, const char *old, const char *new, const char *path)
{
    assert_refused(retried(text, old, new), "R023", path);
}

/* Every other path of the document has the value it had. */
static void paths_that_move(void **state)
{
    (void)state;
    const char *said = "another field would change: ";
    assert_moved(BEFORE "  instances: 3\n", "instances: 3", "instances: 2",
                 "another field would change: spec.instances");
    assert_moved(BEFORE, "s3://b/", "s3://c/", "spec.backup.barmanObjectStore.destinationPath");
    assert_moved(BEFORE, "  name: db", "  name: dc", "metadata.name");
    assert_moved(BEFORE, "  name: db", "  name: db\n  labels: {a: b}", "metadata.labels");
    assert_moved(BEFORE "  serverName: a\n", "serverName: a", "serverName: b", "spec.serverName");
    assert_moved(BEFORE "status: {spec: {backup: {barmanObjectStore: {serverName: a}}}}\n", "serverName: a",
                 "serverName: b", said);
    assert_moved(
        HEAD RECOVERY EXTERNAL("x-v1") "    - {name: b, barmanObjectStore: {serverName: a}}\n" BACKUP("x-v2"),
        "serverName: a", "serverName: b", "spec.externalClusters[1].barmanObjectStore.serverName");
    assert_moved(HEAD RECOVERY EXTERNAL("x-v1") "    - {name: b}\n" BACKUP("x-v2"), "    - {name: b}\n", "",
                 "spec.externalClusters");
    assert_moved(HEAD RECOVERY EXTERNAL("x-v1") PLUGIN("x-v2"), "isWALArchiver: true", "isWALArchiver: false",
                 "spec.plugins[0].isWALArchiver");
    assert_moved(HEAD RECOVERY EXTERNAL_PLUGIN("x-v1") PLUGIN("x-v2"), "ame: store\n        serverName: x-v2",
                 "ame: stare\n        serverName: x-v3", "spec.plugins[0].parameters.barmanObjectName");
    assert_moved(HEAD RECOVERY EXTERNAL("x-v1")
                     PLUGIN("x-v2") "    - {name: b, parameters: {serverName: a}}\n",
                 "serverName: a", "serverName: b", "spec.plugins[1].parameters");
    assert_moved(HEAD RECOVERY EXTERNAL("x-v1")
                     PLUGIN("x-v2") "    - {name: b, parameters: {serverName: a, c: d}}\n",
                 "serverName: a", "serverName: b", "spec.plugins[1].parameters.serverName");
    assert_moved(HEAD RECOVERY EXTERNAL("x-v1") PLUGIN("x-v2"), "    - name: barman",
                 "    - name: x\n    - name: barman", said);
    struct error error = retried(BEFORE "  instances: 3\n", "instances: 3", "instances: 2");
    assert_int_equal(error.line, 18);
    assert_int_equal(error.column, 14);
}

/* An in-tree Cluster's plugins, and a plugin Cluster's store in the tree, keep their names. */
static void names_of_the_other_shape(void **state)
{
    (void)state;
    assert_moved(BEFORE "  plugins:\n    - {name: barman-cloud.cloudnative-pg.io, enabled: false, "
                        "parameters: {serverName: a}}\n",
                 "serverName: a", "serverName: b", "spec.plugins[0].parameters.serverName");
    assert_moved(HEAD RECOVERY EXTERNAL("x-v1") PLUGIN("x-v2") "  backup: {barmanObjectStore: }\n",
                 "barmanObjectStore: }", "barmanObjectStore: , target: x}", "spec.backup.target");
}

/* With nothing but names in them, and where there were none. */
static void parameters_that_are_new(void **state)
{
    (void)state;
    const char *text =
        HEAD RECOVERY EXTERNAL_PLUGIN("x-v1") "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n";
    assert_fine(
        retried(text, "    - name: barman-cloud.cloudnative-pg.io\n",
                "    - name: barman-cloud.cloudnative-pg.io\n      parameters: {serverName: x-v3}\n"));
    assert_moved(text, "    - name: barman-cloud.cloudnative-pg.io\n",
                 "    - name: barman-cloud.cloudnative-pg.io\n      parameters: {serverName: x-v3, a: b}\n",
                 "spec.plugins[0].parameters");
    assert_moved(text, "    - name: barman-cloud.cloudnative-pg.io\n",
                 "    - name: barman-cloud.cloudnative-pg.io\n      parameters: {serverName: x-v3, "
                 "barmanObjectName: b}\n",
                 "spec.plugins[0].parameters");
    const char *name = "        name: barman-cloud.cloudnative-pg.io\n";
    text = HEAD RECOVERY "  externalClusters:\n    - name: old\n      plugin:\n        name: "
                         "barman-cloud.cloudnative-pg.io\n" BACKUP("x-v2");
    struct intent intent = retry;
    intent.write = SLICE("x-v2");
    struct slice with =
        arena_format(&arena, "%s        parameters: {serverName: x-v1, barmanObjectName: b}\n", name);
    begin(text, name, with.data);
    assert_fine(proved_with(&intent));
    with = arena_format(&arena, "%s        parameters: {serverName: x-v1, a: b}\n", name);
    begin(text, name, with.data);
    intent.external = before.cluster.entry;
    intent.entry_was_active = true;
    assert_refused(proved_with(&intent), "R023", "plugin.parameters");
}

static void other_documents(void **state)
{
    (void)state;
    const char *text = "---\na: 1\n---\n" HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2") "---\nb: 1\n";
    assert_fine(retried(text, "x-v2", "x-v3"));
    assert_refused(retried(text, "x-v2\n", "x-v3\n---\nc: 1\n"), "R023", "");
    assert_refused(retried(text, "x-v2\n", "x-v3\n...\n"), "R023", "another document would change");
}

/* Edits outside of the Cluster's own document. */
static void bytes_of_other_documents(void **state)
{
    (void)state;
    begin("---\na: 1\n---\n" BEFORE "---\nb: 1\n", "x-v2", "x-v3");
    draft.now.text = arena_copy(&arena, draft.now.text);
    char *first = (char *)draft.now.text.data + 7,
         *last = (char *)draft.now.text.data + draft.now.text.len - 2;
    *first = '2';
    assert_refused(proved_with(&retry), "R023", "another document would change");
    *first = '1';
    *last = '2';
    assert_refused(proved_with(&retry), "R023", "another document would change");
    *last = '1';
    assert_fine(proved_with(&retry));
    memcpy((char *)draft.now.text.data, "%TAG", 4);
    assert_refused(proved_with(&retry), "R016", "%TAG");
}

static void aliases_must_stand_for_something(void **state)
{
    (void)state;
    assert_refused(retried(BEFORE "  a: &a x\n  b: *a\n", "&a x", "x"), "R030", "*a has no anchor");
}

static void states_that_are_not_the_wanted_ones(void **state)
{
    (void)state;
    begin(BEFORE, "      source: old\n", "      source: old\n      backup: {name: x}\n");
    assert_refused(proved_with(&retry), "R005", "from a Backup");
    struct intent revert = {.verb = PLAN_REVERT, .write = {"x-v2", 4}, .entry = {"old", 3}};
    begin(BEFORE, "x-v1", "x-v2");
    assert_refused(proved_with(&revert), "R023", "the result is not steady");
    revert.write = SLICE("x-v3");
    begin(BEFORE, RECOVERY, "");
    assert_refused(proved_with(&revert), "R023", "the result writes another generation: x-v2");
    revert.write = SLICE("x-v2");
    begin(BEFORE, RECOVERY, "");
    assert_fine(proved_with(&revert));
}

static void a_target_that_is_not_the_wanted_one(void **state)
{
    (void)state;
    const struct recovery_target target = {.lsn = {"0/1", 3}};
    struct intent intent = retry;
    intent.target = &target;
    begin(BEFORE, "x-v2", "x-v3");
    assert_refused(proved_with(&intent), "R023", "the result has another recoveryTarget");
    begin(HEAD RECOVERY "      recoveryTarget: {targetLSN: 0/1, targetTLI: '2'}\n" EXTERNAL("x-v1")
              BACKUP("x-v2"),
          "x-v2", "x-v3");
    assert_refused(proved_with(&intent), "R023", "another recoveryTarget");
    begin(HEAD RECOVERY "      recoveryTarget: {targetLSN: 0/1}\n" EXTERNAL("x-v1") BACKUP("x-v2"), "x-v2",
          "x-v3");
    assert_fine(proved_with(&intent));
}

/* The recovery and its external cluster stay what they were. */
static void blocks_that_change(void **state)
{
    (void)state;
    const char *text = HEAD RECOVERY
        "      database: app\n      more: x\n" EXTERNAL("x-v1") "        wal: 1\n" BACKUP("x-v3");
    struct intent intent = retry;
#define WITH_BLOCKS(old, new)                                                                                \
    (begin(text, old, new), intent.recovery = before.cluster.recovery.value,                                 \
     intent.external = before.cluster.entry, proved_with(&intent))
    assert_fine(WITH_BLOCKS("      more", "      owner: me\n      more"));
    assert_fine(WITH_BLOCKS("      more", "      recoveryTarget: {targetTLI: '1'}\n      more"));
    assert_refused(WITH_BLOCKS("app", "other"), "R023", "the recovery block would change: database");
    assert_refused(WITH_BLOCKS("more: x", "more: y"), "R023", "the recovery block would change: more");
    assert_refused(WITH_BLOCKS("      more: x\n", ""), "R023", "the recovery block would change: more");
    assert_refused(WITH_BLOCKS("      more", "      other: z\n      more"), "R023", "other");
    assert_refused(WITH_BLOCKS("wal: 1", "wal: 2"), "R023",
                   "the recovery block would change: barmanObjectStore.wal");
    assert_refused(WITH_BLOCKS("s3://b\n", "s3://c\n"), "R023", "destinationPath");
#undef WITH_BLOCKS
}

/* A block with an alias that leads nowhere cannot be compared. */
static void blocks_with_open_aliases(void **state)
{
    (void)state;
    struct intent intent = retry;
    begin(BEFORE, "x-v2", "x-v3");
    intent.recovery = root_of("source: old\na: {b: [*none]}\n");
    intent.external = root_of("a: [{}, x]\nb: *none\n");
    assert_fine(proved_with(&intent));
    intent.recovery = root_of("source: old\na: {b: [x]}\n");
    assert_refused(proved_with(&intent), "R023", "the recovery block would change: a");
    intent.recovery = root_of("source: old\n");
    intent.external = root_of("a: {}\n");
    assert_refused(proved_with(&intent), "R023", "the recovery block would change: a");
}

#define COMMENTED                                                                                            \
    "    # initdb:\n"                                                                                        \
    "    #   database: app\n"

#define STEADY HEAD INITDB "    # recovery:\n    #   source: old\n" EXTERNAL("x-v1") BACKUP("x-v1")

/* After recover, revert must lead back. */
static void the_way_back(void **state)
{
    (void)state;
    struct intent recover = {.verb = PLAN_RECOVER,
                             .read = {"x-v1", 4},
                             .write = {"x-v1", 4},
                             .entry = {"old", 3},
                             .entry_was_active = true,
                             .other_store = true};
    const char *blocks = INITDB "    # recovery:\n    #   source: old\n";
    const char *text = HEAD INITDB "    # recovery:\n    #   source: old\n" EXTERNAL(
        "x-v1") "  backup: {barmanObjectStore: {destinationPath: s3://other, serverName: x-v1}}\n";
    begin(text, blocks,
          "  bootstrap:\n" COMMENTED "    # cnpg-dr back: external cluster stays; another store is read\n"
          "    recovery:\n      source: old\n");
    assert_fine(proved_with(&recover));
    begin(text, blocks,
          "  bootstrap:\n    # cnpg-dr back: external cluster stays; another store is read\n    recovery:\n"
          "      source: old\n");
    assert_refused(proved_with(&recover), "R023", "revert would not lead back: spec.bootstrap");
    begin(text, blocks,
          "  bootstrap:\n    # initdb:\n    #   database: other\n"
          "    # cnpg-dr back: external cluster stays; another store is read\n"
          "    recovery:\n      source: old\n");
    assert_refused_at(proved_with(&recover), "R023", 8, 17,
                      "revert would not lead back: spec.bootstrap.initdb.database");
    begin(text, blocks,
          "  bootstrap:\n" COMMENTED
          "    # cnpg-dr back: another store is read\n    recovery:\n      source: old\n");
    assert_refused(proved_with(&recover), "R023", "revert would not lead back: spec.externalClusters");
    begin(text, blocks,
          "  bootstrap:\n    # initdb:\n    #   database: @x\n    recovery:\n      source: old\n");
    assert_refused(proved_with(&recover), "R023",
                   "revert would be refused: the commented initdb would not parse");
    begin(text, blocks,
          "  bootstrap:\n    # initdb:\n    #   database: app\n    #   database: b\n    recovery:\n      "
          "source: old\n");
    assert_refused(proved_with(&recover), "R023", "revert would be refused: the key database stands twice");
}

/* After revert the next recover is tried, and only warned about. */
static void the_way_forth(void **state)
{
    (void)state;
    const struct intent revert = {
        .verb = PLAN_REVERT, .write = {"x-v2", 4}, .entry = {"old", 3}, .entry_was_active = true};
    const char *text =
        HEAD "  bootstrap:\n    recovery: {source: old, owner: me}\n" EXTERNAL("x-v2") BACKUP("x-v2");
    const char *recovery = "    recovery: {source: old, owner: me}\n";
    struct outcome outcome = {.error = NO_ERROR};
    begin(text, recovery, "    # recovery: {source: old, owner: me}\n");
    assert_fine(proved_with(&revert));
    outcome.report = (struct plan_report){.remarks = draft.remarks, .remark_count = draft.remark_count};
    assert_no_remark(&outcome, "the next recover");
    begin(text, recovery, "    # recovery: {source: old, owner: you}\n");
    assert_fine(proved_with(&revert));
    outcome.report = (struct plan_report){.remarks = draft.remarks, .remark_count = draft.remark_count};
    assert_remark(&outcome, REMARK_WARNING, 0, "the next recovery would not be the one that was: owner");
    begin(text, recovery, "    # recovery: {source: old, owner: @x}\n");
    assert_fine(proved_with(&revert));
    outcome.report = (struct plan_report){.remarks = draft.remarks, .remark_count = draft.remark_count};
    assert_remark(&outcome, REMARK_WARNING, 0, "the next recover would be refused: ");
}

/* Aliases outside of what may change keep the value that they had. */
static void aliases_keep_their_value(void **state)
{
    (void)state;
    begin(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("&w x-v2") "  a: *w\n  b: [*w]\n", "x-v2", "x-v3");
    assert_refused(proved_with(&retry), "R023", "another field would change: spec.a");
    assert_fine(proof_keep_aliases(&draft, &retry));
    assert_holds(draft.now.text, "  a: x-v2\n  b: [x-v2]\n");
    assert_fine(proved_with(&retry));
}

/* One alias at a time takes the value it had: of more than anybody writes some are left, which the proof
 * sees. */
static void more_aliases_than_a_manifest_has(void **state)
{
    (void)state;
    for (size_t count = 32; count < 34; count++) {
        struct slice list = SLICE("  b: [");
        for (size_t i = 0; i < count; i++)
            list = arena_format(&arena, "%.*s*w, ", SLICE_ARG(list));
        begin(arena_format(&arena, "%s%.*s]\n", HEAD RECOVERY EXTERNAL("x-v1") BACKUP("&w x-v2"),
                           SLICE_ARG(list))
                  .data,
              "x-v2", "x-v3");
        assert_fine(proof_keep_aliases(&draft, &retry));
        if (count == 32)
            assert_fine(proved_with(&retry));
        else
            assert_refused(proved_with(&retry), "R023", "another field would change: spec.b[32]");
    }
}

/* Where no comment keeps the way back: the database goes on under its name, with its owner and secret. */
static void names_that_get_lost(void **state)
{
    (void)state;
    struct intent intent = {.verb = PLAN_RECOVER,
                            .structure = true,
                            .read = {"x-v1", 4},
                            .write = {"x-v2", 4},
                            .entry = {"old", 3},
                            .entry_was_active = true};
    const char *text = HEAD INITDB "      secret: {name: s}\n" EXTERNAL("x-v1") BACKUP("x-v2"),
               *method = INITDB "      secret: {name: s}\n";
    begin(text, method, RECOVERY "      database: app\n      secret: {name: s}\n");
    assert_fine(proved_with(&intent));
    begin(text, method, RECOVERY "      database: other\n      secret: {name: s}\n");
    assert_refused(proved_with(&intent), "R023", "the result is about another database: database");
    begin(text, method, RECOVERY "      database: app\n");
    assert_refused(proved_with(&intent), "R023", "the result is about another database: secret");
    intent.verb = PLAN_REVERT;
    begin(HEAD RECOVERY "      owner: me\n" EXTERNAL("x-v1") BACKUP("x-v2"), RECOVERY "      owner: me\n",
          INITDB);
    assert_refused(proved_with(&intent), "R023", "the result is about another database: owner");
}

static struct error fixed(const char *text, const char *old, const char *new)
{
    const struct proved *proved = NULL;
    begin(text, old, new);
    struct error error = prove_fix(&draft, &proved);
    assert_true(failed(error) == (proved == NULL));
    return error;
}

/* How a name is written may change, not which one it is. */
static void what_check_mends(void **state)
{
    (void)state;
    const char *moved = "the result has another generation";
    assert_fine(fixed(BEFORE, "x-v2", "\"x-v2\""));
    assert_fine(fixed(BEFORE, "x-v1", "'x-v1'"));
    assert_refused(fixed(BEFORE "  instances: 3\n", "instances: 3", "instances: 2"), "R023",
                   "another field would change: spec.instances");
    assert_refused(fixed(BEFORE, "  backup", "  more: 1\n  backup"), "R023", "spec.more");
    assert_refused(fixed(BEFORE, "x-v2", "x-v3"), "R023", moved);
    assert_refused(fixed(BEFORE, "x-v1", "x-v0"), "R023", moved);
    assert_refused(fixed(HEAD PLUGIN("x-v1"), "barmanObjectName: store", "barmanObjectName: other"), "R023",
                   moved);
    assert_refused(fixed(HEAD BACKUP("x-v1") EXTERNAL_PLUGIN("x-v1"), "Name: store", "Name: other"), "R023",
                   moved);
    begin("---\na: 1\n---\n" BEFORE, "x-v2", "'x-v2'");
    draft.now.text = arena_copy(&arena, draft.now.text);
    ((char *)draft.now.text.data)[7] = '2';
    const struct proved *proved;
    assert_refused(prove_fix(&draft, &proved), "R023", "another document would change");
}

static void a_document_that_would_be_no_cluster(void **state)
{
    (void)state;
    begin(BEFORE, "x-v2", "x-v3");
    struct edits edits = {0};
    size_t at = slice_find(draft.now.text, SLICE("Cluster"));
    edits_add(&arena, &edits, at, at + strlen("Cluster"), SLICE("Pooler"));
    assert_refused_at(draft_apply(&draft, &edits), "R023", 0, 0, "no Cluster any more");
}

static void edits_that_overlap(void **state)
{
    (void)state;
    begin(BEFORE, "x-v2", "x-v3");
    struct edits edits = {0};
    edits_add(&arena, &edits, 0, 3, SLICE("a"));
    edits_add(&arena, &edits, 2, 4, SLICE("b"));
    assert_refused(draft_apply(&draft, &edits), "R023", "two edits of the plan overlap");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_wanted_is_proved),
        TEST(generations_that_are_not_the_wanted_ones),
        TEST(stores_apart),
        TEST(paths_that_move),
        TEST(names_of_the_other_shape),
        TEST(parameters_that_are_new),
        TEST(other_documents),
        TEST(bytes_of_other_documents),
        TEST(aliases_must_stand_for_something),
        TEST(states_that_are_not_the_wanted_ones),
        TEST(a_target_that_is_not_the_wanted_one),
        TEST(blocks_that_change),
        TEST(blocks_with_open_aliases),
        TEST(the_way_back),
        TEST(the_way_forth),
        TEST(aliases_keep_their_value),
        TEST(more_aliases_than_a_manifest_has),
        TEST(names_that_get_lost),
        TEST(what_check_mends),
        TEST(a_document_that_would_be_no_cluster),
        TEST(edits_that_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
