/*
 * The user's own proof: SQL that returns rows where the data is there.
 */
#ifndef KUBE_VERIFY_SQL_H
#define KUBE_VERIFY_SQL_H

#include "kube/psql.h"

/* Runs the SQL on the primary of the healthy Cluster, read-only, in database, or where that is empty in the
 * one that the manifest's recovery names ("app" where it names none). *evidence says what came back, never
 * the rows themselves; it lives in run->arena. ERROR_FINDINGS where it fails or returns no rows. */
struct error verify_sql(struct run *run, struct slice sql, struct slice database, struct slice *evidence);

#endif
