#include "git/signer.h"

/* gpg says on its status descriptor that a signature was made; its exit status alone is not enough
 * (gpg-interface.c). */
static bool signature_created(struct slice status)
{
    struct slice mark = SLICE("[GNUPG:] SIG_CREATED ");
    return slice_starts_with(status, mark) ||
           slice_find(status, SLICE("\n[GNUPG:] SIG_CREATED ")) < status.len;
}

struct error sign_with_gpg(struct arena *arena, const struct signer *signer, struct slice payload,
                           struct slice *signature)
{
    char *argv[] = {signer->program, (char[]){"--status-fd=2"}, (char[]){"-bsau"},
                    arena_string(arena, signer->key), NULL};
    struct process_request request = {.argv = argv, .input = payload, .output_limit = 1 << 20};
    struct process_result result;
    struct error error = process_run(arena, &request, &result);
    if (failed(error))
        return error;
    if (!process_succeeded(&result) || !signature_created(result.errors) || result.output.len == 0)
        return signing_failure(arena, signer, &result);
    *signature = result.output;
    return NO_ERROR;
}
