/*
 * The generations over time, as text and SVG draw them.
 */
#ifndef STORE_CHART_H
#define STORE_CHART_H

#include "store/verdict.h"

enum chart_mark_kind { MARK_BACKUP, MARK_FAILED, MARK_GAP };

struct chart_mark {
    enum chart_mark_kind kind;
    instant when, until; /* until: the end of a gap; else as when */
    struct slice id;     /* of the base backup */
};

/* One generation. from is INSTANT_NONE where nothing of it has a time. */
struct chart_row {
    instant from, until;
    struct chart_mark *marks;
    size_t mark_count, mark_capacity;
};

struct chart {
    struct chart_row *rows; /* one a generation of the catalog */
    instant from, until;    /* of them all; from is INSTANT_NONE where there is nothing to draw */
};

struct chart chart_make(struct arena *arena, const struct verdict *verdict);

/* Where a time stands between the ends of the chart, from 0 to width. */
double chart_position(const struct chart *chart, instant when, double width);

/* How a generation began, in a few words: "recovered from shop-db-v1 at 0/5000000, complete". */
struct slice origin_text(struct arena *arena, const struct verdict *verdict, size_t index);

/* "3.1 MiB" */
struct slice size_text(struct arena *arena, uint64_t bytes);

/* "000000010000000000000001 to 000000010000000000000004, no gap", for what was looked into; empty where there
 * is none. */
struct slice wal_text(struct arena *arena, const struct archive *archive);

/* Gaps within the timelines of an archive, up to where the next timeline begins, among what was looked into
 * and by folder. */
size_t archive_gaps(const struct archive *archive);

#endif
