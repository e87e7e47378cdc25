#include "text/buffer.h"

void buffer_add(struct buffer *buffer, struct slice text)
{
    if (text.len == 0)
        return;
    buffer->data = arena_grow(buffer->arena, buffer->data, &buffer->capacity, buffer->len + text.len, 1);
    memcpy(buffer->data + buffer->len, text.data, text.len);
    buffer->len += text.len;
}

struct slice buffer_text(const struct buffer *buffer)
{
    return buffer->data == NULL ? SLICE("") : (struct slice){buffer->data, buffer->len};
}
