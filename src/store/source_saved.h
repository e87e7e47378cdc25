/*
 * Saved listings as a source, for a store that cannot be reached from here, or one of Azure's or Google's:
 *
 *   aws s3 ls --recursive s3://bucket/path/     every object with time and size, but not what is in it
 *   barman-cloud-backup-list --format json …    the base backups of one generation, but no WAL
 *
 * Several go together: the one has what the other lacks. The times of `aws s3 ls` have no offset; they are in
 * the zone of the machine that ran it, and are read in the zone of this one.
 */
#ifndef STORE_SOURCE_SAVED_H
#define STORE_SOURCE_SAVED_H

#include "store/source.h"

struct saved_listing {
    struct slice file;
    struct slice generation; /* whose backups a JSON list holds: the file does not say */
};

/* True where the text is a JSON list of backups, which needs a generation. */
bool saved_listing_is_json(struct slice text);

/*
 * Opens them all as one source. path is the part of destinationPath behind the bucket: where a listing's keys
 * begin with it, it is cut off, and other keys are of another store; else the keys are taken as they are.
 *
 * ERROR_SYSTEM where a file cannot be read, ERROR_USAGE where one is neither of the two, with the line. The
 * source lives in the arena.
 */
struct error source_saved_open(struct arena *arena, const struct saved_listing *listings, size_t count,
                               struct slice path, struct source *source);

#endif
