/*
 * The manifest as the JSON that is sent.
 *
 * kubectl reads the YAML, as it would for `kubectl create`, so that what is sent is what kubectl makes of the
 * file; nothing here has an opinion of its own on what `yes` or `012` is. Other bodies are made from that
 * one.
 */
#ifndef KUBE_BODY_H
#define KUBE_BODY_H

#include "kube/run.h"

/* Reads the manifest (one Cluster, YAML or JSON) with kubectl. meant is what we make of it: ERROR_REFUSED
 * where kubectl makes something else of its name, namespace, method or generations. */
struct error body_read(struct run *run, const struct cluster *meant, struct slice manifest,
                       struct slice *body);

/* Sets run->body: what is created, with the namespace and the annotation of the run; run->record.id is set.
 */
struct error body_make(struct run *run, struct slice manifest);

/* The body with initdb instead of recovery, without external clusters and without the annotation: what GitOps
 * would create. */
struct slice body_as_initdb(const struct run *run);

/* DeleteOptions for one object of that uid; in the foreground, so that its dependents go first. */
struct slice body_delete(struct arena *arena, struct slice uid, bool foreground);

#endif
