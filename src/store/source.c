#include "store/source.h"

bool list_request_wants(const struct list_request *request, struct slice key)
{
    return slice_starts_with(key, request->prefix) &&
           (request->after.len == 0 || slice_compare(key, request->after) > 0);
}

struct slice list_request_folder(const struct list_request *request, struct slice key)
{
    size_t slash = slice_find_char(key, '/', request->prefix.len);
    return slash == key.len || !request->folders ? SLICE("") : slice_cut(key, 0, slash + 1);
}
