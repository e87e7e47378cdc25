/*
 * The key to an object store, from the Secrets that the store's configuration names.
 *
 * Of a Secret only the keys that are named come into our memory: kubectl prints them by a template, one at a
 * time. They are never part of a message.
 */
#ifndef KUBE_STORE_KEY_H
#define KUBE_STORE_KEY_H

#include "kube/object.h"

struct store_secret {
    struct slice key_id, key, token, region, ca; /* decoded; empty where none is named */
    struct slice origin;                         /* for messages: "Secret NAME" */
};

/* Reads them. configuration is what holds s3Credentials and endpointCA: barmanObjectStore, or an
 * ObjectStore's spec.configuration. ERROR_SYSTEM where a Secret or a key of it is not there or may not be
 * read; ERROR_USAGE where the store names no Secret (inheritFromIAMRole), or is no S3 store. The texts live
 * in the arena; store_secret_wipe is for the caller, in any case. */
struct error store_secret_read(const struct kubectl *kubectl, struct arena *arena, const char *namespace,
                               const struct node *configuration, struct store_secret *secret);

/* Overwrites what was read. */
void store_secret_wipe(struct store_secret *secret);

/* The plugin's ObjectStore of that name, or NULL where there is none. */
struct error object_store_read(const struct kubectl *kubectl, struct arena *arena, const char *namespace,
                               struct slice name, const struct node **object);

#endif
