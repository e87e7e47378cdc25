/*
 * What extract gives out: the document, or one JSON answer that holds it.
 */
#ifndef REPORT_EXTRACTED_H
#define REPORT_EXTRACTED_H

#include "cnpg/cluster.h"
#include "report/console.h"

struct extracted_report {
    struct slice file;             /* as messages call it */
    size_t line;                   /* where the document stood; needed with -o json only */
    struct slice text;             /* the document */
    const struct cluster *cluster; /* the same, read */
    const char *method;            /* what spec.bootstrap holds */
    struct slice next;             /* the next command; empty: none */
};

/* The document to standard output, byte for byte; a sentence on it and the next command to standard error.
 * With -o json one answer that holds it all, cnpg-dr/extract/1. */
struct error extracted_print(const struct console *console, struct arena *arena,
                             const struct extracted_report *report);

#endif
