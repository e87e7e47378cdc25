/*
 * The key to a store, from where AWS's own tools look for it, in their order:
 *
 *   1. the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
 *   2. a profile (AWS_PROFILE, else "default") in ~/.aws/credentials and ~/.aws/config, or where
 *      AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE say
 *
 * A profile that is named outright comes before the environment. Region (AWS_REGION, AWS_DEFAULT_REGION,
 * `region`), CA (AWS_CA_BUNDLE, `ca_bundle`) and addressing style (`s3 =` / `addressing_style`) come from the
 * same places. What asks a program or a service for a key (credential_process, SSO, roles, the metadata
 * service) is not run: the error says how to hand its key over.
 */
#ifndef STORE_CREDENTIALS_H
#define STORE_CREDENTIALS_H

#include "store/location.h"
#include "store/secret.h"

struct store_credentials {
    struct secret key_id, key, token; /* AWS_ACCESS_KEY_ID and so on; token may be empty */
    struct slice origin;              /* for messages: "the environment", "profile NAME" */
    struct slice region;              /* empty: not said */
    struct slice ca_file;             /* PEM; empty: the system's */
    struct secret ca; /* PEM itself, before ca_file; it is held like a key for ease, though it is none */
    enum store_address style;
};

/*
 * Finds them. profile names one outright; empty: see above. ERROR_SYSTEM where there are none, or a file
 * cannot be read; the next step says what to set. Region, CA and style are filled in even then.
 */
struct error store_credentials_find(struct arena *arena, struct slice profile,
                                    struct store_credentials *credentials);

/* A key that is in memory, such as that of a Secret. Each field may be empty. */
struct store_key {
    struct slice key_id, key, token; /* ACCESS_KEY_ID, ACCESS_SECRET_KEY, ACCESS_SESSION_TOKEN */
    struct slice region;
    struct slice ca;     /* PEM: endpointCA */
    struct slice origin; /* for messages: "Secret NAME" */
};

/* Credentials of such a key. The secret fields are copied, and wiped with the arena; the caller wipes its
 * own. Region, CA and style that the key does not say come from the environment and its profile, as in
 * store_credentials_find. ERROR_SYSTEM where the key is not whole. */
struct error store_credentials_hold(struct arena *arena, const struct store_key *key,
                                    struct store_credentials *credentials);

#endif
