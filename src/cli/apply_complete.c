#include "cli/apply_complete.h"

#define AWAY "\"Can't connect to cloud provider\"" /* of Barman */

static struct store_proof add(struct arena *arena, struct store_proof proof, const char *what)
{
    proof.sentence = arena_format(arena, "%.*s; %s", SLICE_ARG(proof.sentence), what);
    return proof;
}

struct store_proof apply_complete(struct arena *arena, struct store_proof complete,
                                  const struct followed *seen)
{
    bool holds = complete.state == PROOF_HOLDS, lacks = complete.state == PROOF_LACKS;
    if (lacks && seen->store_was_away)
        return (struct store_proof){PROOF_FAILS,
                                    SLICE("the store was away during the replay (" AWAY
                                          " in the recovery's log), and nothing shows that all of it came")};
    if (holds && seen->store_was_away)
        return add(arena, complete, "the recovery's log has " AWAY ", and the end was reached all the same");
    if ((holds || lacks) && seen->log_is_whole)
        return add(arena, complete, "the recovery's log, read to the end of the replay, has no " AWAY);
    return complete;
}
