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

/* Sets run->body: manifest (one Cluster, YAML or JSON) with the namespace and the annotation of the run, once
 * run->record.id is set. ERROR_REFUSED where kubectl makes something else of it than a Cluster with that
 * name, those generations and recovery alone. */
struct error body_make(struct run *run, struct slice manifest);

/* The body with initdb instead of recovery, without external clusters and without the annotation: what GitOps
 * would create. */
struct slice body_as_initdb(const struct run *run);

/* The same body without the annotation, as GitOps has it. */
struct slice body_plain(const struct run *run);

/* DeleteOptions for one object of that uid; in the foreground, so that its dependents go first. */
struct slice body_delete(struct arena *arena, struct slice uid, bool foreground);

#endif
