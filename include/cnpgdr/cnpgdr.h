/*
 * libcnpgdr: takes a CloudNativePG manifest into recovery and back, without the program.
 *
 * The pure core of cnpg-dr: bytes in, proved bytes out. No file is read or written, nothing is printed,
 * nothing is kept between two calls, and different threads may call at the same time.
 *
 *     struct cnpgdr_manifest manifest = {.name = "cluster.yaml", .text = {data, len}};
 *     struct cnpgdr_recover_options options = {.step = CNPGDR_RECOVER};
 *     struct cnpgdr_result *result;
 *     if (cnpgdr_recover(&manifest, &options, &result) == CNPGDR_DONE)
 *         write_somewhere(cnpgdr_result_text(result));
 *     cnpgdr_result_free(result);
 *
 * Who owns what: the caller keeps everything that it passes until the result is freed. All text that comes
 * from a result belongs to the result and goes with it. Text is a pointer and a length; it is not terminated
 * by a NUL.
 */
#ifndef CNPGDR_H
#define CNPGDR_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CNPGDR_API __attribute__((visibility("default")))

struct cnpgdr_text {
    const char *data;
    size_t len;
};

/* How a call ended; the numbers are the exit statuses of the program. */
enum cnpgdr_status {
    CNPGDR_DONE = 0,
    CNPGDR_USAGE = 2,   /* the options contradict one another */
    CNPGDR_NOTHING = 3, /* nothing to do: everything that was asked for already holds */
    CNPGDR_REFUSED = 4, /* a rule forbids it; the error's code names the rule */
    CNPGDR_SYSTEM = 5   /* out of memory */
};

struct cnpgdr_manifest {
    const char *name;               /* as messages call it; NULL: "manifest" */
    struct cnpgdr_text text;        /* the whole file */
    const char *cluster;            /* "[NAMESPACE/]NAME"; NULL: the only one */
    const char *generation_pattern; /* a PCRE2 pattern with a group `number`; NULL: names end in -vN */
};

/* Which step of a recovery. Retry and advance go on from one. */
enum cnpgdr_step { CNPGDR_RECOVER, CNPGDR_RETRY, CNPGDR_ADVANCE };

/* NULL and false: not asked for. Formats of targets are those of CloudNativePG's recoveryTarget. */
struct cnpgdr_recover_options {
    enum cnpgdr_step step;
    const char *from, *to; /* the generations to read and to write */
    const char *target_time, *target_lsn, *target_xid, *target_name, *target_tli, *backup_id;
    bool target_immediate, exclusive;
    bool no_target;   /* take a recoveryTarget out */
    bool keep_target; /* a recoveryTarget in the commented block counts */
    bool no_fill;     /* leave database, owner and secret as they are */
    bool fresh_block; /* write a new recovery block */
};

/* What went wrong, and where. Texts may be empty; line and column count from 1, columns in characters, 0: no
 * place. */
struct cnpgdr_error {
    const char *code; /* "R001" …, or NULL */
    struct cnpgdr_text message, next_step;
    size_t line, column;
};

/* Something that was done, or that a person should look at. line is one of the manifest as it was given, or
 * 0. */
struct cnpgdr_remark {
    bool warning;
    size_t line;
    struct cnpgdr_text text;
};

/* The Cluster and its generations; empty where there is none. */
struct cnpgdr_generations {
    struct cnpgdr_text cluster, cluster_namespace;
    struct cnpgdr_text read_before, write_before, read, write;
};

struct cnpgdr_result;

/*
 * Edits the manifest into recovery. *result is set whatever the status, but for CNPGDR_SYSTEM, where it is
 * NULL; free it with cnpgdr_result_free.
 */
CNPGDR_API enum cnpgdr_status cnpgdr_recover(const struct cnpgdr_manifest *manifest,
                                             const struct cnpgdr_recover_options *options,
                                             struct cnpgdr_result **result);

/* Edits the manifest back into its steady state. As above. */
CNPGDR_API enum cnpgdr_status cnpgdr_revert(const struct cnpgdr_manifest *manifest,
                                            struct cnpgdr_result **result);

/* The manifest after it; empty unless the status was CNPGDR_DONE. */
CNPGDR_API struct cnpgdr_text cnpgdr_result_text(const struct cnpgdr_result *result);

/* The same as a unified diff. Made by the first call; empty where memory ran out, or nothing changed. */
CNPGDR_API struct cnpgdr_text cnpgdr_result_diff(struct cnpgdr_result *result);

CNPGDR_API struct cnpgdr_error cnpgdr_result_error(const struct cnpgdr_result *result);
CNPGDR_API struct cnpgdr_generations cnpgdr_result_generations(const struct cnpgdr_result *result);

CNPGDR_API size_t cnpgdr_result_remark_count(const struct cnpgdr_result *result);

/* index is below the count. */
CNPGDR_API struct cnpgdr_remark cnpgdr_result_remark(const struct cnpgdr_result *result, size_t index);

/* Frees the result and all text that came from it. NULL is fine. */
CNPGDR_API void cnpgdr_result_free(struct cnpgdr_result *result);

/* Why a manifest is refused with that code, in a few sentences; NULL for an unknown code. Static text. */
CNPGDR_API const char *cnpgdr_explain(const char *code);

/* "0.1.0". Static text. */
CNPGDR_API const char *cnpgdr_version(void);

#ifdef __cplusplus
}
#endif

#endif
