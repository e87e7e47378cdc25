/*
 * What `backups` is to look at: which stores, which generations in them, and what they are to the manifest.
 */
#ifndef CLI_BACKUPS_PLAN_H
#define CLI_BACKUPS_PLAN_H

#include "cli/invocation.h"
#include "cnpg/generation.h"
#include "plan/manifest.h"
#include "store/credentials.h"
#include "store/site.h"
#include "store/verdict.h"

/* One store. A recovery mostly reads and writes the same one. */
struct backups_side {
    struct store_site site;
    const struct store *store; /* as the manifest names it; NULL: there is no manifest */
    struct slice namespace;    /* of the Cluster; may be empty */
    struct manifest_view view;
    const struct store_credentials *key; /* to this store, in memory; NULL: as the options say */
    struct source source;
    struct catalog catalog;
    struct verdict verdict;
};

struct backups_plan {
    const struct invocation *invocation;
    struct arena *arena;
    struct slice file, text;    /* the manifest; empty where none is given */
    const struct slice *beside; /* texts of the files beside it; NULL: they are to be read */
    size_t beside_count;
    const struct node *const *resources; /* of the API server, where an ObjectStore may be among */
    size_t resource_count;
    const struct generation_rule *rule;
    struct recovery_target target;
    bool has_target;
    struct backups_side sides[2];
    size_t count;
};

/* Reads the manifest and the options. Refuses a manifest as `recover` does. */
struct error backups_plan_make(struct arena *arena, const struct invocation *invocation,
                               struct backups_plan *plan);

/* The same for a manifest that has been read already. */
struct error backups_plan_from(struct arena *arena, const struct invocation *invocation,
                               const struct plan_scope *scope, struct backups_plan *plan);

/* The same for a Cluster that has been read; `rule` is set, file and text say where it came from. */
struct error backups_plan_of(struct backups_plan *plan, const struct cluster *cluster);

/* Judges a side again, after its view has changed. */
struct error backups_plan_judge(struct backups_plan *plan, struct backups_side *side);

/* Reads one side: opens its source, finds the generations of the database, reads and judges them. */
struct error backups_plan_read(struct backups_plan *plan, struct backups_side *side);

/* The same for a side whose source is open already. */
struct error backups_plan_look(struct backups_plan *plan, struct backups_side *side);

#endif
