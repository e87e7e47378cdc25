/*
 * What the catalog means for one manifest: what each generation is to it, what a recovery would find, and
 * what is wrong.
 *
 * `backups` prints it, `recover --check-backups` obeys it, and `apply` takes its preflight and the identity
 * that the recovered database must have from it.
 */
#ifndef STORE_VERDICT_H
#define STORE_VERDICT_H

#include "store/aim.h"
#include "store/lineage.h"

enum { GENERATION_LOOKAHEAD = 100 };

/* What the manifest says, in generations of this store. */
struct manifest_view {
    struct slice read;      /* where a recovery reads, or would read */
    struct slice write;     /* where the Cluster archives */
    struct slice next;      /* where a recovery would write: what must be empty */
    bool recovering;        /* the manifest says recovery: then `next` is its write generation */
    bool skips_empty_check; /* cnpg.io/skipEmptyWalArchiveCheck */
    const struct recovery_target *target; /* NULL: to the end */
};

/* One bit each. */
enum generation_role {
    ROLE_WRITTEN = 1,
    ROLE_READ = 2,
    ROLE_NEXT = 4,
    ROLE_EMPTY = 8, /* no WAL: a recovery may write it */
    ROLE_ABANDONED =
        16,             /* holds something, and no part of the manifest names it: retention never cleans it */
    ROLE_POLLUTED = 32, /* must be empty for a recovery, and is not */
};

enum finding_severity { FINDING_ERROR, FINDING_WARNING, FINDING_NOTE };

/* Ids are stable; the table is in verdict.c. */
enum finding_id {
    FINDING_NO_BACKUP,        /* B001 */
    FINDING_FAILED_BACKUP,    /* B002 */
    FINDING_NOT_EMPTY,        /* B003 */
    FINDING_DISGUISED,        /* B004 */
    FINDING_CUT_SHORT,        /* B005 */
    FINDING_OLDER_TIMELINE,   /* B006 */
    FINDING_GAP,              /* B007 */
    FINDING_SMALL_BACKUP,     /* B008 */
    FINDING_TARGET_OUTSIDE,   /* B009 */
    FINDING_TARGET_UNDECIDED, /* B010 */
    FINDING_FIRST_WAL,        /* B011 */
    FINDING_TIMELINES,        /* B012 */
    FINDING_TWO_DATABASES,    /* B013 */
    FINDING_UNFINISHED,       /* B014 */
    FINDING_OVERLAP,          /* B015 */
    FINDING_NEVER_CLEANED,    /* B016 */
    FINDING_NOT_READ,         /* B017 */
    FINDING_NOT_SHOWN,        /* B018 */
    FINDING_UPGRADED,         /* B019 */
    FINDING_MOVED,            /* B020 */
    FINDING_WENT_ON,          /* B021 */
    FINDING_COUNT
};

struct finding_text {
    const char *code; /* "B001" */
    enum finding_severity severity;
    const char *title; /* a few words */
};

/* One row per enum finding_id, in its order. */
extern const struct finding_text finding_table[FINDING_COUNT];

struct finding {
    enum finding_id id;
    enum finding_severity severity; /* that of the table, unless the case says otherwise */
    struct slice generation;        /* empty: the store */
    struct slice sentence;          /* no full stop */
    struct slice next;              /* what to do next; may be empty */
};

/* One generation, judged. */
struct generation_verdict {
    unsigned roles;
    struct choice choice; /* without a target; for the read generation with that of the manifest */
    struct replay replay; /* from that choice on; `known` is false where there is none */
    struct window window;
};

struct verdict {
    const struct catalog *catalog;
    const struct manifest_view *view;
    struct lineage_link *links;             /* one a generation */
    struct generation_verdict *generations; /* one a generation */
    size_t read, write, next;               /* index in the catalog, or NO_GENERATION: not there */
    struct slice first_empty; /* the first generation from `next` on that a recovery may write */
    bool has_aim;
    struct aim aim; /* of the manifest's target */
    struct finding *findings;
    size_t finding_count, finding_capacity;
};

/* The name of the generation behind a name; an error ends the search for an empty one. */
typedef struct error next_name(const void *context, struct arena *arena, struct slice name,
                               struct slice *next);

/* Judges. following gives the generations behind `next`, where the house style is known; NULL: none is looked
 * for. Everything lives in the arena, and the catalog and the view must outlive it. */
struct error verdict_read(struct arena *arena, const struct catalog *catalog,
                          const struct manifest_view *view, next_name *following, const void *context,
                          struct verdict *verdict);

/* The gravest severity among the findings; FINDING_NOTE where there is none. */
enum finding_severity verdict_severity(const struct verdict *verdict);

/* Whether a recovery as the manifest has it can work at all: no finding that says that it fails. */
bool verdict_can_recover(const struct verdict *verdict);

/* What a recovered database must show: taken from the read generation. Empty or 0 where the store does not
 * tell. */
struct recovered_identity {
    struct slice system_id;
    uint32_t timeline_above; /* its timeline must be higher */
    struct parent_end end;   /* how far it must have come */
};
struct recovered_identity verdict_identity(const struct verdict *verdict);

/* "written, would be read": for tables. */
struct slice roles_text(struct arena *arena, unsigned roles, bool recovering);

#endif
