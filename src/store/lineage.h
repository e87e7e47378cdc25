/*
 * Which generation came from which, told from system identifiers and history files.
 *
 * A recovery keeps the system identifier and starts a new timeline; the first history file in the generation
 * it writes names the timeline it left, which lies in the generation it read. A failover does the same within
 * one generation: there the timeline that was left is in the generation itself. An initdb makes a new system
 * identifier, timeline 1, and no history file; a major upgrade makes a new system identifier with a higher
 * version.
 */
#ifndef STORE_LINEAGE_H
#define STORE_LINEAGE_H

#include "store/catalog.h"
#include "store/completeness.h"

enum origin {
    ORIGIN_EMPTY,     /* nothing lies in it */
    ORIGIN_UNKNOWN,   /* not to be told: its beginning is gone, or the source does not show it */
    ORIGIN_INITDB,    /* the first of its database */
    ORIGIN_RECOVERY,  /* recovered from `parent` */
    ORIGIN_CONTINUED, /* the running database was moved to it from `parent`, without a recovery */
    ORIGIN_DISGUISED, /* a new database, where one of the same version was before */
    ORIGIN_UPGRADED,  /* a new system identifier by a major upgrade */
};

#define NO_GENERATION SIZE_MAX

struct lineage_link {
    enum origin origin;
    size_t parent;                 /* index in the catalog, or NO_GENERATION */
    const struct history *history; /* ORIGIN_RECOVERY: the file that says so */
    const struct fork *fork;
    struct parent_end end;
    struct judgement judgement;

    struct slice system_id; /* of its base backups; empty: not known */
    bool several_ids;       /* its base backups have more than one */
    unsigned major;         /* of PostgreSQL; 0: not known */
    size_t old_holder;      /* ORIGIN_DISGUISED: the last generation that held the database of before */
};

/* One link a generation. Where an old instance went on archiving after a recovery, the source is asked how
 * far it had come then. Everything lives in the arena. */
struct error lineage_read(struct arena *arena, const struct catalog *catalog, struct lineage_link **links);

/* How far a generation goes now. `known` is false where it has no WAL that is known. */
struct parent_end archive_end(const struct archive *archive);

#endif
