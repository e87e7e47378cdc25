/*
 * All rules over one file. Pure: bytes in, findings out.
 */
#ifndef CHECK_FILE_H
#define CHECK_FILE_H

#include "check/ignore.h"
#include "check/subject.h"

/* Where a Cluster archives, to be held against the others of the run (check/shared.h). */
struct archive {
    struct slice cluster, namespace;
    enum store_shape shape;
    struct slice place;      /* as in struct store */
    struct slice endpoint;   /* endpointURL of an in-tree store; may be empty */
    struct slice generation; /* never empty, and nothing that is filled in later */
    size_t line, column;
    bool ignored; /* a comment says so */
};

/* A resource `ObjectStore` of the Barman Cloud Plugin. */
struct object_store {
    struct slice name, namespace;
    struct slice path, endpoint; /* configuration.destinationPath without trailing slashes, .endpointURL */
};

struct file_check {
    struct findings findings;
    struct archive *archives;
    size_t archive_count, archive_capacity;
    struct object_store *stores;
    size_t store_count, store_capacity;
    size_t cluster_count;
    struct ignored ignored;
};

/* True where a file can have anything that concerns a check: else it need not be read. */
bool may_be_checked(struct slice text);

/* Checks the file. Findings are sorted, and without those that a comment ignores. scope's text must outlive
 * *out. */
void check_file(struct arena *arena, const struct check_scope *scope, struct file_check *out);

/* Reads the document number `chosen` of the manifest, which has its text and documents, and fills in the
 * subject. False where it is no Cluster, or does not parse. */
bool check_subject_read(struct arena *arena, const struct check_scope *scope, struct manifest *manifest,
                        struct findings *findings, struct check_subject *subject, struct error *error);

/* Takes out what comments ignore, and sorts. */
void findings_settle(struct findings *findings, const struct ignored *ignored);

#endif
