#include "cli/apply_prove.h"
#include "cli/apply_complete.h"
#include "kube/first_backup.h"
#include "kube/follow.h"
#include "kube/verify_sql.h"
#include "sys/clock.h"

enum {
    ARRIVES = 3 * 60 * 1000, /* ms for what comes a second or two after health: history file, first WAL */
    EVERY = 1000,            /* ms between two looks */
};

/* One proof: told, put into the answer, and kept where it falls short. */
static struct error settle_proof(const struct run *run, struct apply_report *report, json_t *list,
                                 struct apply_proof *all, const char *name, struct store_proof proof)
{
    static const char *const states[] = {"proved", "awaited", "not proved", "disproved"};
    if (report->answer != NULL) {
        json_t *row = json_append_object(report->answer, list);
        json_put_slice(report->answer, row, "proof", slice_of(name));
        json_put_slice(report->answer, row, "state", slice_of(states[proof.state]));
        json_put_slice(report->answer, row, "evidence", proof.sentence);
    }
    if (proof.state == PROOF_HOLDS) {
        run_tell(run, NEWS_DONE, "%s: %.*s", name, SLICE_ARG(proof.sentence));
        return NO_ERROR;
    }
    if (proof.state == PROOF_FAILS)
        return error_next(
            error_make(run->arena, ERROR_FINDINGS, "NOT RECOVERED, %s: %.*s", name,
                       SLICE_ARG(proof.sentence)),
            SLICE("do not settle and do not let applications in: find out what is missing, end "
                  "this run (cnpg-dr apply --abort), and recover again into the next generation (cnpg-dr "
                  "recover --retry)"));
    run_tell(run, NEWS_WARNING, "NOT PROVED, %s: %.*s", name, SLICE_ARG(proof.sentence));
    all->proved = false;
    all->short_of = arena_format(run->arena, "%.*s%s%s", SLICE_ARG(all->short_of),
                                 all->short_of.len > 0 ? ", " : "", name);
    return NO_ERROR;
}

static bool any(const struct apply_proofs *proofs, enum proof_state state)
{
    return proofs->database.state == state || proofs->recovered.state == state ||
           proofs->complete.state == state || proofs->archives.state == state;
}

/* Asks the store until what comes late is there; what is disproved waits for nothing. */
static struct error judge(struct apply_archive *archive, struct live_status *live,
                          struct apply_proofs *proofs)
{
    struct run *run = archive->run;
    struct recovery_expectation expected = apply_archive_expected(run);
    long long begun = clock_now();
    for (;;) {
        bool found;
        struct recovered_database database = {live->system_id, live->timeline};
        struct error error = apply_store_judge(archive->store, &expected, &database, proofs);
        if (failed(error) || any(proofs, PROOF_FAILS) || !any(proofs, PROOF_AWAITED) ||
            clock_now() - begun > ARRIVES)
            return error;
        run_tell(run, NEWS_PROGRESS, "waiting for the new generation to begin, %lld s",
                 (clock_now() - begun) / 1000);
        error = run_pause(run, EVERY, "the recovery was proved");
        if (!failed(error))
            error = live_status_read(run, run->arena, &found, live);
        if (failed(error))
            return error;
    }
}

/* Without a store only the identifier can be compared, where it was given. */
static void judge_without(const struct run *run, const struct live_status *live, struct apply_proofs *proofs)
{
    static const struct store_proof lacks = {
        PROOF_LACKS, {"the object store was not looked at", sizeof "the object store was not looked at" - 1}};
    struct slice wanted = run->record.system_id;
    *proofs = (struct apply_proofs){lacks, lacks, lacks, lacks, lacks, {"", 0}};
    if (wanted.len == 0 || live->system_id.len == 0)
        return;
    bool same = slice_equal(wanted, live->system_id);
    proofs->database = (struct store_proof){
        same ? PROOF_HOLDS : PROOF_FAILS,
        arena_format(run->arena, "its system identifier is %.*s, that of the database is %.*s",
                     SLICE_ARG(live->system_id), SLICE_ARG(wanted))};
}

static struct error prove_store(struct apply_archive *archive, struct live_status *live,
                                const struct followed *seen, struct apply_report *report, json_t *list,
                                struct apply_proof *all)
{
    struct run *run = archive->run;
    struct apply_proofs proofs;
    struct error error = NO_ERROR;
    if (archive->store != NULL)
        error = judge(archive, live, &proofs);
    else
        judge_without(run, live, &proofs);
    if (failed(error))
        return error;
    const struct {
        const char *name;
        struct store_proof proof;
    } rows[] = {{"database", proofs.database},
                {"recovered", proofs.recovered},
                {"complete", apply_complete(run->arena, proofs.complete, seen)},
                {"archives", proofs.archives}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !failed(error); i++)
        error = settle_proof(run, report, list, all, rows[i].name, rows[i].proof);
    return error;
}

static struct error prove_content(const struct invocation *invocation, struct run *run,
                                  struct apply_report *report, json_t *list, struct apply_proof *all)
{
    struct slice sql = invocation_value(invocation, OPTION_VERIFY_SQL);
    struct store_proof proof = {PROOF_HOLDS, {"", 0}};
    if (sql.len == 0)
        return NO_ERROR;
    struct error error =
        verify_sql(run, sql, invocation_value(invocation, OPTION_VERIFY_DATABASE), &proof.sentence);
    return failed(error) ? error : settle_proof(run, report, list, all, "content", proof);
}

static struct error back_up(const struct invocation *invocation, struct run *run, struct apply_report *report)
{
    struct slice evidence;
    if (invocation->given[OPTION_NO_BACKUP]) {
        run_tell(run, NEWS_WARNING, "recovered, NOT yet recoverable: the new generation has no base backup");
        return NO_ERROR;
    }
    run_tell(run, NEWS_STEP, "a first base backup into %.*s", SLICE_ARG(run->record.writes));
    struct error error = first_backup(run, &evidence);
    if (failed(error))
        return error;
    run_tell(run, NEWS_DONE, "recoverable: %.*s", SLICE_ARG(evidence));
    if (report->answer != NULL)
        json_put_slice(report->answer, report->answer->root, "backup", evidence);
    return NO_ERROR;
}

struct error apply_prove(const struct invocation *invocation, struct apply_archive *archive,
                         const struct permissions *may, bool again, struct apply_report *report,
                         struct apply_proof *proof)
{
    struct run *run = archive->run;
    struct live_status live;
    struct followed seen;
    json_t *list =
        report->answer == NULL ? NULL : json_put_array(report->answer, report->answer->root, "proofs");
    *proof = (struct apply_proof){.proved = true, .short_of = SLICE("")};
    run_tell(run, NEWS_STEP, "follow the recovery to health");
    struct error error = follow_to_health(run, may, again, &seen);
    if (!failed(error)) {
        run_tell(run, NEWS_DONE, "healthy, which is not yet recovered: %.*s", SLICE_ARG(seen.evidence));
        run_tell(run, NEWS_STEP, "prove the recovery");
        error = follow_archiving(run, ARRIVES, &live);
    }
    if (!failed(error))
        error = prove_store(archive, &live, &seen, report, list, proof);
    if (!failed(error))
        error = prove_content(invocation, run, report, list, proof);
    if (!failed(error) && proof->proved)
        error = run_reach(run, STEP_RECOVERED);
    return failed(error) ? error : back_up(invocation, run, report);
}
