/*
 * Whether an object of the API server says what was sent: it may say more, as defaults are filled in.
 */
#ifndef KUBE_COVERS_H
#define KUBE_COVERS_H

#include "yaml/node.h"

/* True where each value of wanted stands in given: mappings may have further keys there, sequences have the
 * same length and order, scalars the same text. A null in wanted is nothing, as the API server drops it; so
 * is NULL. Recursion ends with the depth that trees may have. */
bool covers(const struct node *given, const struct node *wanted);

#endif
