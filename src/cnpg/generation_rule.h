/*
 * Where a pattern finds the number of a generation: the only user of PCRE2.
 *
 * Of use to cnpg/generation.c alone; everybody else takes generation_rule_compile from cnpg/generation.h.
 */
#ifndef CNPG_GENERATION_RULE_H
#define CNPG_GENERATION_RULE_H

#include "cnpg/generation.h"

/*
 * Matches a name. Where the pattern does, and its group `number` took part, *found is set, and the group is
 * the bytes from *start up to *end: decimal digits, at least one. Else *found is false. Errors as
 * generation_parse.
 */
struct error generation_rule_match(struct arena *arena, const struct generation_rule *rule, struct slice name,
                                   bool *found, size_t *start, size_t *end);

/* The refusal that says that the pattern finds no number in the name. */
struct error generation_rule_no_number(struct arena *arena, const struct generation_rule *rule,
                                       struct slice name);

#endif
