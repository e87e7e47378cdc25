/*
 * What check may mend by itself: a name that YAML reads as something else is put in quotes, and a default
 * serverName is written down. Neither changes what is meant, and the proof holds that: state, generations and
 * stores are what they were, and so is every other path.
 */
#ifndef PLAN_FIX_H
#define PLAN_FIX_H

#include "plan/manifest.h"
#include "plan/proved.h"

/* Lines of the file, from 1. */
struct fix_lines {
    const size_t *items;
    size_t count;
};

struct fix_wish {
    struct fix_lines quote; /* with serverName or barmanObjectName, to be put in quotes */
    struct fix_lines name;  /* of a Cluster's own store, which is to get its serverName */
};

/*
 * Mends the chosen Cluster of the manifest, whose form is right (cluster_check_form), where lines of the wish
 * are about it. ERROR_NOTHING where nothing is to be done, or where it would reach further: an anchor or an
 * alias, a tag, a plugin without parameters. Refused as recover is, also where the Cluster is one that no
 * command may touch for another reason.
 */
struct error plan_fix(struct arena *arena, const struct manifest *manifest, const struct fix_wish *wish,
                      const struct proved **result);

#endif
