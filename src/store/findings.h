/*
 * The findings, a group of rules a function. Internal to verdict.c: findings_recovery.c is about the recovery
 * that is to come, findings_past.c about what was.
 */
#ifndef STORE_FINDINGS_H
#define STORE_FINDINGS_H

#include "store/verdict.h"

/* Adds a finding of the table's severity. */
struct finding *finding_add(struct arena *arena, struct verdict *verdict, enum finding_id id,
                            struct slice generation, struct slice sentence, struct slice next);

/* The archive at that place of the catalog. */
const struct archive *archive_at(const struct verdict *verdict, size_t index);

/* A name of the store, for a message. */
struct slice shown(struct arena *arena, struct slice text);

/* What a recovery would meet in the generation it reads and the one it writes. */
void find_recovery_trouble(struct arena *arena, struct verdict *verdict);

/* What past recoveries, or the lack of them, left behind. */
void find_lineage_trouble(struct arena *arena, struct verdict *verdict);

/* Base backups that are smaller than they should be, failed, unfinished, at the same time. */
void find_backup_trouble(struct arena *arena, struct verdict *verdict);

/* What nobody cleans, and what could not be seen. */
void find_leftovers(struct arena *arena, struct verdict *verdict);

#endif
