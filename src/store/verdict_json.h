/*
 * The verdict as JSON: docs/schema/backups.json.
 */
#ifndef STORE_VERDICT_JSON_H
#define STORE_VERDICT_JSON_H

#include "report/json.h"
#include "store/verdict.h"

/* Puts one store with its generations and findings into an object of the answer. */
void verdict_put(struct json_answer *answer, json_t *object, const struct verdict *verdict);

#endif
