/*
 * Where `backups` reads: the store of the manifest, or what --listing names.
 */
#ifndef CLI_BACKUPS_SOURCE_H
#define CLI_BACKUPS_SOURCE_H

#include "cli/backups_plan.h"

/* Opens the source of a side. ERROR_USAGE where the store is not to be found or cannot be read directly,
 * ERROR_SYSTEM where there is no key for it or a file cannot be read. */
struct error backups_source_open(struct backups_plan *plan, struct backups_side *side);

#endif
