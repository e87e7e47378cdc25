/*
 * The proof that a recovery is complete, with what the recovery's own log has to say on it.
 */
#ifndef CLI_APPLY_COMPLETE_H
#define CLI_APPLY_COMPLETE_H

#include "cli/apply_store.h"
#include "kube/follow.h"

/*
 * The proof as the store judges it, in the light of the log. The store decides: a segment that is missing
 * ends a replay without a word in the log, so silence never makes a proof, and an end that was reached stands
 * although the store was away. But PostgreSQL takes a store that does not answer for the end of the archive,
 * with no error ("Can't connect to cloud provider" is Barman's): where the store cannot tell whether all
 * came, that disproves it. A log that was read from the restore to the end of the replay is told as evidence;
 * of one with gaps nothing is told. The sentence lives in arena.
 */
struct store_proof apply_complete(struct arena *arena, struct store_proof complete,
                                  const struct followed *seen);

#endif
