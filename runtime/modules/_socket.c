/* The _socket module: sockets as the operating system has them; socket.py builds on it.
 *
 * A socket's timeout is negative for none, 0 for a socket that does not block, else a number of nanoseconds:
 * the descriptor does not block then, and every operation waits with poll first. */
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/un.h>
#include <time.h>
#include "_socket.h"
#include "duration.h"
#include "module_help.h"

typedef struct {
  Object ob;
  int fd, family, type, protocol;
  int64_t timeout;
} Socket;

static Socket *socket_of(Value v) { return (Socket *)kr_obj(v); }

static int64_t default_timeout = -1; /* of new sockets: setdefaulttimeout */

/* When a wait of at most so long ends; -1: never. */
static int64_t deadline_after(int64_t timeout) { return timeout > 0 ? duration_after(CLOCK_MONOTONIC, timeout) : -1; }

/* ---- operations that may have to wait ---- */
typedef struct {
  void *data;
  size_t size;
  int flags;
  Address *address;
} Transfer;
typedef ssize_t (*SocketOperation)(int fd, Transfer *);

/* Waits until the descriptor is ready or the deadline (-1: none) has passed.  -1: raised. */
static int wait_ready(Ctx *ctx, int fd, int writing, int64_t deadline) {
  struct pollfd p = {.fd = fd, .events = writing ? POLLOUT : POLLIN};
  for (;;) {
    kr_wait_begin(ctx);
    int n = poll(&p, 1, duration_poll(deadline));
    kr_wait_end(ctx);
    if (n > 0) return 0;
    if (n == 0 && duration_poll(deadline) > 0) continue; /* longer than poll can wait at once */
    if (n == 0) return kr_raise(ctx, &kr_type_TimeoutError, "timed out"), -1;
    if (errno != EINTR) return posix_error(ctx, 0), -1;
    if (kr_poll(ctx) < 0) return -1;
  }
}

static ssize_t perform_until(Ctx *ctx, Socket *s, int writing, int64_t deadline, SocketOperation operation, Transfer *t) {
  for (;;) {
    if (deadline > 0 && wait_ready(ctx, s->fd, writing, deadline) < 0) return -1;
    kr_wait_begin(ctx);
    ssize_t n = operation(s->fd, t);
    kr_wait_end(ctx);
    if (n >= 0) return n;
    if (errno == EINTR) {
      if (kr_poll(ctx) < 0) return -1;
    } else if (deadline <= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
      return posix_error(ctx, 0), -1;
    }
  }
}
static ssize_t perform(Ctx *ctx, Socket *s, int writing, SocketOperation operation, Transfer *t) {
  return perform_until(ctx, s, writing, deadline_after(s->timeout), operation, t);
}

static ssize_t do_recv(int fd, Transfer *t) { return recv(fd, t->data, t->size, t->flags); }
static ssize_t do_send(int fd, Transfer *t) { return send(fd, t->data, t->size, t->flags); }
static ssize_t do_recvfrom(int fd, Transfer *t) {
  t->address->size = sizeof t->address->data;
  return recvfrom(fd, t->data, t->size, t->flags, (struct sockaddr *)&t->address->data, &t->address->size);
}
static ssize_t do_sendto(int fd, Transfer *t) {
  return sendto(fd, t->data, t->size, t->flags, (struct sockaddr *)&t->address->data, t->address->size);
}
static ssize_t do_accept(int fd, Transfer *t) {
  t->address->size = sizeof t->address->data;
  return accept4(fd, (struct sockaddr *)&t->address->data, &t->address->size, SOCK_CLOEXEC);
}

/* ---- timeouts ---- */
static int set_blocking(Ctx *ctx, int fd, int blocking) {
  int off = !blocking;
  return ioctl(fd, FIONBIO, &off) < 0 ? (posix_error(ctx, 0), -1) : 0;
}

static int timeout_arg(Ctx *ctx, Value v, int64_t *out) {
  *out = -1;
  if (v == KR_None) return 0;
  if (duration_arg(ctx, v, NS_PER_SECOND, ROUND_AWAY, out) < 0) return -1;
  return *out < 0 ? (kr_raise(ctx, &kr_type_ValueError, "Timeout value out of range"), -1) : 0;
}

static Value timeout_value(Ctx *ctx, int64_t timeout) { return timeout < 0 ? KR_None : kr_float(ctx, (double)timeout / 1e9); }

static int set_timeout(Ctx *ctx, Socket *s, int64_t timeout) {
  s->timeout = timeout;
  return set_blocking(ctx, s->fd, timeout < 0);
}

static Value socket_settimeout_m(Ctx *ctx, Value self, const Value *a) {
  int64_t timeout;
  return timeout_arg(ctx, a[0], &timeout) < 0 || set_timeout(ctx, socket_of(self), timeout) < 0 ? 0 : KR_None;
}
static Value socket_setblocking_m(Ctx *ctx, Value self, const Value *a) {
  int blocking = kr_truth(ctx, a[0]);
  return blocking < 0 || set_timeout(ctx, socket_of(self), blocking ? -1 : 0) < 0 ? 0 : KR_None;
}
static Value socket_gettimeout_m(Ctx *ctx, Value self, const Value *a) { return timeout_value(ctx, socket_of(self)->timeout); }
static Value socket_getblocking_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(socket_of(self)->timeout != 0); }

/* ---- making, closing ---- */
static int socket_opened(Ctx *ctx, Socket *s, int fd, int family, int type, int protocol) {
  s->fd = fd;
  s->family = family;
  s->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
  s->protocol = protocol;
  s->timeout = type & SOCK_NONBLOCK ? 0 : default_timeout;
  return s->timeout >= 0 && !(type & SOCK_NONBLOCK) ? set_blocking(ctx, fd, 0) : 0;
}

/* What a descriptor that was given is, where the caller did not say. */
static int detect(Ctx *ctx, int fd, int *family, int *type, int *protocol) {
  Address address = {.size = sizeof address.data};
  socklen_t size = sizeof(int);
  memset(&address.data, 0, sizeof address.data);
  if (getsockname(fd, (struct sockaddr *)&address.data, &address.size) < 0 && (*family == -1 || errno == EBADF || errno == ENOTSOCK))
    return posix_error(ctx, 0), -1;
  if (*family == -1) *family = address.data.ss_family;
  if (*type == -1 && getsockopt(fd, SOL_SOCKET, SO_TYPE, type, &size) < 0) return posix_error(ctx, 0), -1;
  size = sizeof(int);
  if (*protocol == -1 && getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, protocol, &size) < 0) return posix_error(ctx, 0), -1;
  return 0;
}

static Value socket_type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  Socket *s = kr_alloc_instance(ctx, type, 0);
  if (s) s->fd = -1, s->timeout = -1;
  return kr_val(s);
}

static int socket_type_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[4];
  int family = -1, type = -1, protocol = -1, fd;
  if (kr_bind(ctx, "socket", "family=-1, type=-1, proto=-1, fileno=None", &parsed, args, nargs, kwnames, a) < 0) return -1;
  if ((a[0] && kr_index_int(ctx, a[0], &family) < 0) || (a[1] && kr_index_int(ctx, a[1], &type) < 0) ||
      (a[2] && kr_index_int(ctx, a[2], &protocol) < 0))
    return -1;
  if (a[3] && a[3] != KR_None) {
    if (kr_is_anyfloat(a[3])) return kr_raise(ctx, &kr_type_TypeError, "integer argument expected, got float"), -1;
    if (kr_index_int(ctx, a[3], &fd) < 0) return -1;
    if (fd < 0) return kr_raise(ctx, &kr_type_ValueError, "negative file descriptor"), -1;
    if (detect(ctx, fd, &family, &type, &protocol) < 0) return -1;
  } else {
    family = family == -1 ? AF_INET : family;
    type = type == -1 ? SOCK_STREAM : type;
    protocol = protocol == -1 ? 0 : protocol;
    if ((fd = socket(family, type | SOCK_CLOEXEC, protocol)) < 0) return posix_error(ctx, 0), -1;
  }
  return socket_opened(ctx, socket_of(self), fd, family, type, protocol);
}

static Value socket_close_m(Ctx *ctx, Value self, const Value *a) {
  int fd = socket_of(self)->fd;
  socket_of(self)->fd = -1;
  /* a connection that the other side has reset is closed all the same */
  return fd < 0 || close(fd) == 0 || errno == ECONNRESET ? KR_None : posix_error(ctx, 0);
}
static Value socket_detach_m(Ctx *ctx, Value self, const Value *a) {
  int fd = socket_of(self)->fd;
  socket_of(self)->fd = -1;
  return kr_int(fd);
}
static Value socket_fileno_m(Ctx *ctx, Value self, const Value *a) { return kr_int(socket_of(self)->fd); }

static int socket_finalize(Ctx *ctx, Value self) {
  Socket *s = socket_of(self);
  if (s->fd < 0) return 0;
  Value held = kr_fetch(ctx), message = str_format_c(ctx, "unclosed %R", self);
  if (!message || kr_warn_value(ctx, kr_val(&kr_type_ResourceWarning), message, 1, self) < 0) kr_unraisable(ctx, NULL, self);
  kr_unref(ctx, message);
  close(s->fd);
  s->fd = -1;
  if (held) kr_restore(ctx, held);
  return 0;
}

static Value socket_repr(Ctx *ctx, Value self) {
  Socket *s = socket_of(self);
  return str_format_c(ctx, "<socket object, fd=%d, family=%d, type=%d, proto=%d>", s->fd, s->family, s->type, s->protocol);
}

/* ---- connecting ---- */

/* 0, or the error's number; -1: raised. */
static int connect_to(Ctx *ctx, Socket *s, const Address *to) {
  kr_wait_begin(ctx);
  int done = connect(s->fd, (const struct sockaddr *)&to->data, to->size);
  kr_wait_end(ctx);
  if (done == 0) return 0;
  int number = errno;
  if (number == EINTR ? s->timeout == 0 : number != EINPROGRESS || s->timeout <= 0) return number;
  if (number == EINTR && kr_poll(ctx) < 0) return -1;
  if (wait_ready(ctx, s->fd, 1, deadline_after(s->timeout)) < 0) return -1;
  socklen_t size = sizeof number;
  return getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &number, &size) < 0 ? errno : number;
}

static Value socket_connect_m(Ctx *ctx, Value self, const Value *a) {
  Address to;
  if (address_arg(ctx, "connect", socket_of(self)->family, a[0], &to) < 0) return 0;
  int number = connect_to(ctx, socket_of(self), &to);
  if (number < 0) return 0;
  errno = number;
  return number ? posix_error(ctx, 0) : KR_None;
}
static Value socket_connect_ex_m(Ctx *ctx, Value self, const Value *a) {
  Address to;
  if (address_arg(ctx, "connect_ex", socket_of(self)->family, a[0], &to) < 0) return 0;
  int number = connect_to(ctx, socket_of(self), &to);
  if (number < 0) return kr_catch(ctx, &kr_type_TimeoutError) ? kr_int(EAGAIN) : 0;
  return kr_int(number);
}
static Value socket_bind_m(Ctx *ctx, Value self, const Value *a) {
  Address to;
  if (address_arg(ctx, "bind", socket_of(self)->family, a[0], &to) < 0) return 0;
  return posix_done(ctx, bind(socket_of(self)->fd, (struct sockaddr *)&to.data, to.size), 0);
}
static Value socket_listen_m(Ctx *ctx, Value self, const Value *a) {
  int backlog = 128;
  if (a[0] && kr_index_int(ctx, a[0], &backlog) < 0) return 0;
  return posix_done(ctx, listen(socket_of(self)->fd, backlog < 0 ? 0 : backlog), 0);
}
static Value socket_accept_m(Ctx *ctx, Value self, const Value *a) {
  Address from = {0};
  Transfer t = {.address = &from};
  ssize_t fd = perform(ctx, socket_of(self), 0, do_accept, &t);
  if (fd < 0) return 0;
  Value items[2] = {kr_int(fd), address_value(ctx, &from)};
  if (items[1]) return tuple_steal(ctx, items, 2);
  close((int)fd);
  return 0;
}
static Value socket_shutdown_m(Ctx *ctx, Value self, const Value *a) {
  int how;
  return kr_index_int(ctx, a[0], &how) < 0 ? 0 : posix_done(ctx, shutdown(socket_of(self)->fd, how), 0);
}
static Value socket_getsockname_m(Ctx *ctx, Value self, const Value *a) {
  Address address = {.size = sizeof address.data};
  return getsockname(socket_of(self)->fd, (struct sockaddr *)&address.data, &address.size) < 0 ? posix_error(ctx, 0) : address_value(ctx, &address);
}
static Value socket_getpeername_m(Ctx *ctx, Value self, const Value *a) {
  Address address = {.size = sizeof address.data};
  return getpeername(socket_of(self)->fd, (struct sockaddr *)&address.data, &address.size) < 0 ? posix_error(ctx, 0) : address_value(ctx, &address);
}

/* ---- receiving ---- */
static Value receive(Ctx *ctx, Value self, const Value *a, Address *from, const char *name) {
  int64_t n;
  int flags = 0;
  if (kr_index_i64(ctx, a[0], &n) < 0 || (a[1] && kr_index_int(ctx, a[1], &flags) < 0)) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "negative buffersize in %s", name);
  Value whole = bytes_unfilled(ctx, (size_t)n);
  if (!whole) return 0;
  Transfer t = {.data = bytes_of(whole)->data, .size = (size_t)n, .flags = flags, .address = from};
  ssize_t got = perform(ctx, socket_of(self), 0, from ? do_recvfrom : do_recv, &t);
  Value result = got < 0 ? 0 : got == n ? kr_ref(whole) : bytes_new(ctx, bytes_of(whole)->data, (size_t)got);
  kr_unref(ctx, whole);
  return result;
}

/* recv_into and recvfrom_into: the number of bytes, -1: raised. */
static ssize_t receive_into(Ctx *ctx, Value self, const Value *a, Address *from, const char *name) {
  int64_t n = 0;
  int flags = 0;
  Buffer buffer;
  if ((a[1] && kr_index_i64(ctx, a[1], &n) < 0) || (a[2] && kr_index_int(ctx, a[2], &flags) < 0)) return -1;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "negative buffersize in %s", name), -1;
  if (kr_get_buffer(ctx, a[0], &buffer, 1) < 0) return -1;
  ssize_t got = -1;
  Transfer t = {.data = buffer.data, .size = n ? (size_t)n : (size_t)buffer.len, .flags = flags, .address = from};
  if (n > buffer.len) kr_raise(ctx, &kr_type_ValueError, from ? "nbytes is greater than the length of the buffer"
                                                              : "buffer too small for requested bytes");
  else got = perform(ctx, socket_of(self), 0, from ? do_recvfrom : do_recv, &t);
  kr_release_buffer(ctx, &buffer);
  return got;
}

static Value with_address(Ctx *ctx, Value first, const Address *from) {
  Value items[2] = {first, first ? address_value(ctx, from) : 0};
  if (items[1]) return tuple_steal(ctx, items, 2);
  kr_unref(ctx, first);
  return 0;
}
static Value socket_recv_m(Ctx *ctx, Value self, const Value *a) { return receive(ctx, self, a, NULL, "recv"); }
static Value socket_recvfrom_m(Ctx *ctx, Value self, const Value *a) {
  Address from = {0};
  return with_address(ctx, receive(ctx, self, a, &from, "recvfrom"), &from);
}
static Value socket_recv_into_m(Ctx *ctx, Value self, const Value *a) {
  ssize_t n = receive_into(ctx, self, a, NULL, "recv_into");
  return n < 0 ? 0 : kr_int(n);
}
static Value socket_recvfrom_into_m(Ctx *ctx, Value self, const Value *a) {
  Address from = {0};
  ssize_t n = receive_into(ctx, self, a, &from, "recvfrom_into");
  return n < 0 ? 0 : with_address(ctx, kr_int(n), &from);
}

/* ---- sending ---- */
static Value socket_send_m(Ctx *ctx, Value self, const Value *a) {
  int flags = 0;
  Buffer buffer;
  if ((a[1] && kr_index_int(ctx, a[1], &flags) < 0) || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  Transfer t = {.data = buffer.data, .size = (size_t)buffer.len, .flags = flags};
  ssize_t n = perform(ctx, socket_of(self), 1, do_send, &t);
  kr_release_buffer(ctx, &buffer);
  return n < 0 ? 0 : kr_int(n);
}

static Value socket_sendall_m(Ctx *ctx, Value self, const Value *a) {
  int flags = 0;
  Buffer buffer;
  Socket *s = socket_of(self);
  if ((a[1] && kr_index_int(ctx, a[1], &flags) < 0) || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  Transfer t = {.data = buffer.data, .size = (size_t)buffer.len, .flags = flags};
  int64_t deadline = deadline_after(s->timeout);
  ssize_t n = 0;
  while (t.size && n >= 0) {
    n = perform_until(ctx, s, 1, deadline, do_send, &t);
    if (n < 0) break;
    t.data = (char *)t.data + n;
    t.size -= (size_t)n;
    if (kr_poll(ctx) < 0) n = -1;
  }
  kr_release_buffer(ctx, &buffer);
  return n < 0 ? 0 : KR_None;
}

/* sendto(data, address) or sendto(data, flags, address) */
static Value socket_sendto_m(Ctx *ctx, Value self, const Value *a) {
  int flags = 0;
  Address to;
  Buffer buffer;
  if (a[2] && kr_index_int(ctx, a[1], &flags) < 0) return 0;
  if (address_arg(ctx, "sendto", socket_of(self)->family, a[2] ? a[2] : a[1], &to) < 0 || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  Transfer t = {.data = buffer.data, .size = (size_t)buffer.len, .flags = flags, .address = &to};
  ssize_t n = perform(ctx, socket_of(self), 1, do_sendto, &t);
  kr_release_buffer(ctx, &buffer);
  return n < 0 ? 0 : kr_int(n);
}

/* ---- options ---- */
static Value socket_setsockopt_m(Ctx *ctx, Value self, const Value *a) {
  int level, option, number, r;
  if (kr_index_int(ctx, a[0], &level) < 0 || kr_index_int(ctx, a[1], &option) < 0) return 0;
  if (a[2] == KR_None) {
    if (!a[3] || kr_index_int(ctx, a[3], &number) < 0) return a[3] ? 0 : kr_raise(ctx, &kr_type_TypeError, "socket option should be integer, bytes-like object or None");
    return posix_done(ctx, setsockopt(socket_of(self)->fd, level, option, NULL, (socklen_t)number), 0);
  }
  if (kr_is_anyint(a[2])) {
    if (kr_index_int(ctx, a[2], &number) < 0) return 0;
    return posix_done(ctx, setsockopt(socket_of(self)->fd, level, option, &number, sizeof number), 0);
  }
  Buffer buffer;
  if (kr_get_buffer(ctx, a[2], &buffer, 0) < 0) return 0;
  r = setsockopt(socket_of(self)->fd, level, option, buffer.data, (socklen_t)buffer.len);
  kr_release_buffer(ctx, &buffer);
  return posix_done(ctx, r, 0);
}

static Value socket_getsockopt_m(Ctx *ctx, Value self, const Value *a) {
  int level, option, number = 0;
  int64_t n = 0;
  char data[1024];
  if (kr_index_int(ctx, a[0], &level) < 0 || kr_index_int(ctx, a[1], &option) < 0 || (a[2] && kr_index_i64(ctx, a[2], &n) < 0)) return 0;
  socklen_t size = sizeof number;
  if (n == 0) return getsockopt(socket_of(self)->fd, level, option, &number, &size) < 0 ? posix_error(ctx, 0) : kr_int(number);
  if (n < 0 || n > (int64_t)sizeof data) return kr_raise(ctx, &kr_type_OSError, "getsockopt buflen out of range");
  size = (socklen_t)n;
  return getsockopt(socket_of(self)->fd, level, option, data, &size) < 0 ? posix_error(ctx, 0) : bytes_new(ctx, data, size);
}

static const Method socket_methods[] = {
  {"_accept", socket_accept_m, "", "Waits for a connection: its descriptor and the other side's address."},
  {"bind", socket_bind_m, "address, /", "Binds the socket to an address."},
  {"close", socket_close_m, "", "Closes the socket."},
  {"connect", socket_connect_m, "address, /", "Connects to an address."},
  {"connect_ex", socket_connect_ex_m, "address, /", "Like connect, but gives the error's number."},
  {"detach", socket_detach_m, "", "Gives the descriptor away."},
  {"fileno", socket_fileno_m, "", "The descriptor, -1 when closed."},
  {"getpeername", socket_getpeername_m, "", "The other side's address."},
  {"getsockname", socket_getsockname_m, "", "The socket's own address."},
  {"getsockopt", socket_getsockopt_m, "level, option, buffersize=0, /", "The value of an option."},
  {"setsockopt", socket_setsockopt_m, "level, option, value, optlen=None, /", "Sets an option."},
  {"gettimeout", socket_gettimeout_m, "", "The timeout in seconds or None."},
  {"settimeout", socket_settimeout_m, "timeout, /", "Sets the timeout in seconds, None for none."},
  {"getblocking", socket_getblocking_m, "", "Whether operations may wait."},
  {"setblocking", socket_setblocking_m, "flag, /", "Says whether operations may wait."},
  {"listen", socket_listen_m, "backlog=128, /", "Accepts connections from now on."},
  {"recv", socket_recv_m, "buffersize, flags=0, /", "Receives at most so many bytes."},
  {"recv_into", socket_recv_into_m, "buffer, nbytes=0, flags=0", "Receives into a buffer."},
  {"recvfrom", socket_recvfrom_m, "buffersize, flags=0, /", "Receives bytes and the sender's address."},
  {"recvfrom_into", socket_recvfrom_into_m, "buffer, nbytes=0, flags=0", "Receives into a buffer; gives the sender's address too."},
  {"send", socket_send_m, "data, flags=0, /", "Sends bytes, maybe not all."},
  {"sendall", socket_sendall_m, "data, flags=0, /", "Sends all bytes."},
  {"sendto", socket_sendto_m, "data, flags_or_address, address=None, /", "Sends bytes to an address."},
  {"shutdown", socket_shutdown_m, "how, /", "Shuts one or both directions."},
  {0},
};

static Value socket_get_timeout(Ctx *ctx, Value self) { return timeout_value(ctx, socket_of(self)->timeout); }

static const GetSet socket_getsets[] = {
  {"timeout", socket_get_timeout, NULL, "the socket timeout"},
  {0},
};

static const Member socket_members[] = {
  {"family", MEMBER_I32, offsetof(Socket, family), 1, "the socket family"},
  {"type", MEMBER_I32, offsetof(Socket, type), 1, "the socket type"},
  {"proto", MEMBER_I32, offsetof(Socket, protocol), 1, "the socket protocol"},
  {0},
};

Type kr_type_socket = {
  TYPE_HEAD(socket, "_socket.socket"),
  .doc = "A socket as the operating system has it.",
  .sig = "family=-1, type=-1, proto=-1, fileno=None",
  .flags = T_BASETYPE,
  .size = sizeof(Socket),
  .methods = socket_methods,
  .getsets = socket_getsets,
  .members = socket_members,
  .new = socket_type_new,
  .init = socket_type_init,
  .finalize = socket_finalize,
  .repr = socket_repr,
};

/* ---- the module's functions ---- */
static Value socket_of_fd(Ctx *ctx, int fd, int family, int type, int protocol) {
  Socket *s = kr_alloc_instance(ctx, &kr_type_socket, 0);
  if (!s) return close(fd), 0;
  if (socket_opened(ctx, s, fd, family, type, protocol) == 0) return kr_val(s);
  kr_unref(ctx, kr_val(s));
  return 0;
}

static Value socket_socketpair_m(Ctx *ctx, Value module, const Value *a) {
  int family = AF_UNIX, type = SOCK_STREAM, protocol = 0, fds[2];
  if ((a[0] && kr_index_int(ctx, a[0], &family) < 0) || (a[1] && kr_index_int(ctx, a[1], &type) < 0) ||
      (a[2] && kr_index_int(ctx, a[2], &protocol) < 0))
    return 0;
  if (socketpair(family, type | SOCK_CLOEXEC, protocol, fds) < 0) return posix_error(ctx, 0);
  Value items[2] = {socket_of_fd(ctx, fds[0], family, type, protocol), socket_of_fd(ctx, fds[1], family, type, protocol)};
  if (items[0] && items[1]) return tuple_steal(ctx, items, 2);
  kr_unref(ctx, items[0]);
  kr_unref(ctx, items[1]);
  return 0;
}

static Value socket_dup_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return copy < 0 ? posix_error(ctx, 0) : kr_int(copy);
}
static Value socket_closefd_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  return close(fd) == 0 || errno == ECONNRESET ? KR_None : posix_error(ctx, 0);
}

static Value socket_getdefaulttimeout_m(Ctx *ctx, Value module, const Value *a) { return timeout_value(ctx, default_timeout); }
static Value socket_setdefaulttimeout_m(Ctx *ctx, Value module, const Value *a) {
  int64_t timeout;
  if (timeout_arg(ctx, a[0], &timeout) < 0) return 0;
  default_timeout = timeout;
  return KR_None;
}

static Value socket_if_nametoindex_m(Ctx *ctx, Value module, const Value *a) {
  char *name = str_fs_dup(ctx, a[0]);
  unsigned index = name ? if_nametoindex(name) : 0;
  free(name);
  return !name ? 0 : index ? kr_int(index) : kr_raise(ctx, &kr_type_OSError, "no interface with this name");
}
static Value socket_if_indextoname_m(Ctx *ctx, Value module, const Value *a) {
  int index;
  char name[IF_NAMESIZE];
  if (kr_index_int(ctx, a[0], &index) < 0) return 0;
  return if_indextoname((unsigned)index, name) ? str_from_fs(ctx, name, strlen(name)) : posix_error(ctx, 0);
}

static const Method socket_functions[] = {
  {"socketpair", socket_socketpair_m, "family=AF_UNIX, type=SOCK_STREAM, proto=0, /", "Two sockets connected to each other."},
  {"dup", socket_dup_m, "fd, /", "A second descriptor of a socket."},
  {"close", socket_closefd_m, "fd, /", "Closes a socket's descriptor."},
  {"getdefaulttimeout", socket_getdefaulttimeout_m, "", "The timeout of new sockets."},
  {"setdefaulttimeout", socket_setdefaulttimeout_m, "timeout, /", "Sets the timeout of new sockets."},
  {"if_nametoindex", socket_if_nametoindex_m, "if_name, /", "The number of a network interface."},
  {"if_indextoname", socket_if_indextoname_m, "if_index, /", "The name of a network interface."},
  {0},
};

static Type *const socket_types[] = {&kr_type_socket, NULL};

static const struct { const char *name; int64_t number; } constants[] = {
#define SOCKET(name) {#name, (int64_t)name},
#include "_socket_names.def"
};

static int socket_init(Ctx *ctx, Value module) {
  Value dict = module_dict(module);
  if (posix_add(ctx, module, socket_name_methods) < 0) return -1;
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  if (dict_set_c(ctx, dict, "SocketType", kr_ref(kr_val(&kr_type_socket))) < 0 || dict_set_c(ctx, dict, "has_ipv6", KR_True) < 0 ||
      dict_set_c(ctx, dict, "error", kr_ref(kr_val(&kr_type_OSError))) < 0 ||
      dict_set_c(ctx, dict, "timeout", kr_ref(kr_val(&kr_type_TimeoutError))) < 0 ||
      dict_set_c(ctx, dict, "gaierror", new_exception(ctx, "socket", "gaierror", &kr_type_OSError, NULL)) < 0)
    return -1;
  return dict_set_c(ctx, dict, "herror", new_exception(ctx, "socket", "herror", &kr_type_OSError, NULL));
}

const ModuleDef kr_module__socket = {
  .name = "_socket",
  .doc = "Sockets.",
  .methods = socket_functions,
  .types = socket_types,
  .init = socket_init,
};
