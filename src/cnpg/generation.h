/*
 * Generations: the names of the archives of one database, and the number in them.
 *
 * A generation is one serverName directory of an object store, such as immich-database-v2. By CloudNativePG a
 * name is any text; that it ends in -vN, or is a bare vN, is the custom of the repositories that flip their
 * databases, and the default rule here. Without such an end a name is the first of its kind: its number is 1,
 * the next one gets -v2. An ending in a number alone is none (in postgres-16 it is the version of
 * PostgreSQL).
 *
 * Where a house has another custom (postgres16-02), a PCRE2 pattern with a group named `number` says where
 * the number stands. Then a name that the pattern does not match has no number, and nothing is made up for
 * it: it has no next one.
 *
 * Numbers are digits, of any length; none is ever turned into an integer.
 */
#ifndef CNPG_GENERATION_H
#define CNPG_GENERATION_H

#include "base/refusals.h"

enum {
    /* Bytes of a name. A generation is one element of the path of an object, and stores that keep objects as
     * files (MinIO, NFS behind a gateway) take 255 bytes for one; S3's own limit, 1,024, is for the whole
     * key. */
    GENERATION_LENGTH_LIMIT = 255,
    /* Digits of a number that is still added to: as many as fit into 64 bits whatever they are. */
    GENERATION_DIGITS_LIMIT = 18
};

/* Where the number stands in a name. NULL is the default rule. Never changes once made: threads may share it.
 */
struct generation_rule;

/* A name, taken apart: prefix, digits and suffix together are the name. */
struct generation {
    struct slice name;
    struct slice prefix; /* before the number: "immich-v"; the whole name where it has none */
    struct slice digits; /* as written, zeros included; empty where the name has no number of its own */
    struct slice suffix; /* behind the number; always empty by the default rule */
    struct slice
        number; /* digits, or 1 for a name without -vN, or empty for one that the pattern does not match */
    struct slice stem; /* what the generations of one database share: "immich"; empty for a bare vN. By a
                          pattern: the prefix */
};

enum generation_order {
    GENERATION_UNRELATED, /* the stems differ, or one of them has no number */
    GENERATION_LOWER,
    GENERATION_SAME, /* the same number; the names may differ by zeros, or as immich and immich-v1 do */
    GENERATION_HIGHER
};

/*
 * The rule of a PCRE2 pattern, or the default one for NULL. The pattern is UTF-8, matches anywhere in a name
 * unless it is anchored, and must have exactly one group named `number`. Matching is bounded in steps and
 * memory, so that a pattern that backtracks without end is an error and not a wait.
 *
 * The rule is released with the arena. ERROR_USAGE with the reason and the character of the pattern where it
 * stands.
 */
struct error generation_rule_compile(struct arena *arena, const char *pattern,
                                     const struct generation_rule **rule);

/*
 * Takes a name apart; the parts are slices of the name, or static. Cannot fail by the default rule. By a
 * pattern it is REFUSE_GENERATION where matching takes too long, or where the group `number` holds something
 * else than digits.
 */
struct error generation_parse(struct arena *arena, const struct generation_rule *rule, struct slice name,
                              struct generation *generation);

/* How a compares with b, two names taken apart by one rule: LOWER where a's number is lower. */
enum generation_order generation_compare(const struct generation *a, const struct generation *b);

/*
 * The name of the next generation: the number plus one, zeros kept (-v09 to -v10, -v99 to -v100), -v2
 * appended where there is none. The name and the next one are checked by generation_check_name, whose errors
 * come back as they are; REFUSE_GENERATION too where the number has more than GENERATION_DIGITS_LIMIT digits,
 * or the pattern finds none.
 */
struct error generation_next(struct arena *arena, const struct generation_rule *rule, struct slice name,
                             struct slice *next);

/*
 * What to write where `write` is what is written now and `read` is what the recovery reads: the generation
 * after the higher of the two where their stems are the same, else after write. Never the one that is read.
 * Errors as generation_next.
 */
struct error generation_after(struct arena *arena, const struct generation_rule *rule, struct slice write,
                              struct slice read, struct slice *next);

/*
 * Whether a name can be that of a generation that cnpg-dr reads or writes: a single element of a path.
 * REFUSE_VARIABLE where it holds a $ (it is filled in later, by Flux or Kustomize); REFUSE_GENERATION where
 * it is empty, "." or "..", holds a slash or a backslash (CloudNativePG refuses both in the names of external
 * clusters, and Azure takes one for the other), a control character, bytes that are not UTF-8 or a line break
 * of YAML, or is longer than GENERATION_LENGTH_LIMIT.
 */
struct error generation_check_name(struct arena *arena, struct slice name);

/*
 * True where the number that a name ends in is the major version of PostgreSQL of imageName, such as
 * immich-v17 with ghcr.io/cloudnative-pg/postgresql:17.5-bookworm. Such a name is bumped like any other, but
 * a person should be told that --to exists. Like CloudNativePG, takes the digits that the tag begins with;
 * false where the image has no tag.
 */
bool generation_is_postgres_major(const struct generation *generation, struct slice image);

#endif
