#include <zlib.h>

/* The two macros that Swift does not import: raw deflate streams (no zlib header), as in ZIP files. */
static inline int czlib_raw_inflate_init(z_stream *stream) {
  return inflateInit2(stream, -15);
}

/* gzip or zlib header, detected. */
static inline int czlib_gzip_inflate_init(z_stream *stream) {
  return inflateInit2(stream, 15 + 32);
}
