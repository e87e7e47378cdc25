#include "cli/commit_style.h"

struct error commit_style_read(const struct invocation *invocation, const struct user_config *config,
                               struct commit_style *style)
{
    struct arena *arena = invocation->arena;
    const bool *given = invocation->given;
    *style = (struct commit_style){.signer = NULL};
    if (given[OPTION_SIGN] && given[OPTION_NO_SIGN])
        return error_next(error_make(arena, ERROR_USAGE, "--sign and --no-sign exclude each other"),
                          SLICE("without either, commit.gpgSign of the git configuration counts"));
    struct error error = identity_committer(arena, config, &style->committer);
    if (!failed(error) && !given[OPTION_AUTHOR])
        error = identity_author(arena, config, &style->author);
    if (!failed(error) && given[OPTION_AUTHOR]) {
        error = identity_author_date(arena, &style->author.date);
        if (!failed(error))
            error = identity_parse(arena, invocation_value(invocation, OPTION_AUTHOR), &style->author);
    }
    if (failed(error))
        return error;
    return signer_open(arena, config,
                       given[OPTION_SIGN]      ? SIGN_ALWAYS
                       : given[OPTION_NO_SIGN] ? SIGN_NEVER
                                               : SIGN_AS_CONFIGURED,
                       &style->committer, &style->signer);
}
