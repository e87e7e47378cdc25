#include "store/completeness.h"
#include "store/escape.h"
#include "store/wal_name.h"

static struct judgement unknown(struct slice why)
{
    return (struct judgement){.kind = COMPLETENESS_UNKNOWN, .sentence = why};
}

struct judgement judge_recovery(struct arena *arena, const struct fork *fork, const struct parent_end *parent)
{
    if (fork == NULL)
        return unknown(SLICE("there is no history file that says where the recovery ended"));
    struct slice lsn = wal_lsn_text(arena, fork->lsn), reason = printable(arena, fork->reason, 100);
    if (!fork_had_no_target(fork))
        return (struct judgement){
            .kind = COMPLETE_TO_TARGET,
            .sentence = arena_format(arena, "it stopped at its target: %.*s, timeline %u, %.*s",
                                     SLICE_ARG(lsn), (unsigned)fork->parent, SLICE_ARG(reason))};
    if (!parent->known)
        return unknown(arena_format(arena, "it ended at %.*s of timeline %u, and what it read is not known",
                                    SLICE_ARG(lsn), (unsigned)fork->parent));
    if (fork->parent > parent->timeline)
        return unknown(
            arena_format(arena, "it ended on timeline %u, which the generation that was read does not have",
                         (unsigned)fork->parent));
    if (fork->parent < parent->timeline)
        return (struct judgement){
            .kind = INCOMPLETE_TIMELINE,
            .sentence = arena_format(arena,
                                     "it ended at %.*s of timeline %u, but the generation it read "
                                     "has timeline %u: what was written on that is missing",
                                     SLICE_ARG(lsn), (unsigned)fork->parent, (unsigned)parent->timeline)};
    uint64_t reached = fork->lsn == 0 ? 0 : (fork->lsn - 1) / parent->segment_size;
    struct slice last = wal_segment_text(arena, parent->timeline, parent->last, parent->segment_size);
    if (reached >= parent->last)
        return (struct judgement){.kind = COMPLETE,
                                  .sentence =
                                      arena_format(arena,
                                                   "it ended at %.*s of timeline %u, which is not before the "
                                                   "last segment there was, %.*s",
                                                   SLICE_ARG(lsn), (unsigned)fork->parent, SLICE_ARG(last))};
    struct slice first = wal_segment_text(arena, parent->timeline, reached + 1, parent->segment_size);
    bool one = reached + 1 == parent->last;
    return (struct judgement){
        .kind = INCOMPLETE_SEGMENTS,
        .missing_first = reached + 1,
        .missing_last = parent->last,
        .sentence = arena_format(arena, "it ended at %.*s of timeline %u; what is in %.*s%s%.*s is missing",
                                 SLICE_ARG(lsn), (unsigned)fork->parent, SLICE_ARG(first), one ? "" : " to ",
                                 one ? 0 : (int)last.len, last.data)};
}
