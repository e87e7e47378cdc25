/*
 * How a fuzzer says that it found something: a sentence on standard error, then an abort, which libFuzzer and
 * the driver of the regression tests both take for a finding.
 */
#ifndef FUZZ_FOUND_H
#define FUZZ_FOUND_H

#include "base/error.h"
#include <stdio.h>
#include <stdlib.h>

#define FOUND(...)                                                                                           \
    (fprintf(stderr, "FOUND at %s:%d: ", __FILE__, __LINE__), fprintf(stderr, __VA_ARGS__),                  \
     fputc('\n', stderr), abort())

/* Ends the run where what must hold does not. */
#define MUST(holds, ...) ((holds) ? (void)0 : FOUND(__VA_ARGS__))

/* True for an error that is that refusal. */
#define IS_REFUSAL(error, refusal)                                                                           \
    ((error).kind == ERROR_REFUSED && strcmp((error).code, refusal_table[refusal].code) == 0)

#endif
