/* The select module: waiting for file descriptors with select, poll and epoll. */
#include <limits.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>
#include "duration.h"
#include "posix.h"

/* A time limit in units of so many nanoseconds, or None for no limit, as poll and epoll have it: -1 for none, or
 * if it is negative. */
static int limit_arg(Ctx *ctx, Value v, int64_t unit, Rounding rounding, int64_t *ns) {
  *ns = -1;
  if (!v || v == KR_None) return 0;
  if (duration_arg(ctx, v, unit, ROUND_AWAY, ns) < 0) {
    if (kr_catch(ctx, &kr_type_TypeError)) kr_raise(ctx, &kr_type_TypeError, "timeout must be an integer or None");
    return -1;
  }
  int64_t ms = duration_count(*ns, NS_PER_MS, rounding);
  if (ms < INT_MIN || ms > INT_MAX) return kr_raise(ctx, &kr_type_OverflowError, "timeout is too large"), -1;
  *ns = ms < 0 ? -1 : *ns < 0 ? 0 : *ns;
  return 0;
}

static int64_t deadline_after(int64_t ns) { return ns < 0 ? -1 : duration_after(CLOCK_MONOTONIC, ns); }

/* ---- select ---- */
/* The objects may change their list while they are asked for descriptors. */
typedef struct { Value list, objects; fd_set set; int *fds; } FdList;

static int fd_list_arg(Ctx *ctx, Value v, FdList *l, int *max) {
  FD_ZERO(&l->set);
  l->list = kr_has_flag(v, T_LIST) ? kr_ref(v) : kr_to_list(ctx, v);
  if (!l->list) {
    if (kr_catch(ctx, &kr_type_TypeError)) kr_raise(ctx, &kr_type_TypeError, "arguments 1-3 must be sequences");
    return -1;
  }
  int64_t most = list_of(l->list)->len;
  l->objects = list_new(ctx, (size_t)most);
  if (!(l->fds = malloc(((size_t)most + 1) * sizeof *l->fds))) return kr_raise_memory(ctx), -1;
  for (int64_t i = 0; l->objects && i < most && i < list_of(l->list)->len; i++) {
    int fd;
    Value object = list_of(l->list)->items[i];
    if (list_append(ctx, l->objects, object) < 0 || posix_fd(ctx, object, &fd) < 0) return -1;
    if (fd < 0 || fd >= FD_SETSIZE) {
      kr_raise(ctx, &kr_type_ValueError,
               fd < 0 ? "file descriptor cannot be a negative integer (%d)" : "filedescriptor out of range in select()", fd);
      return -1;
    }
    l->fds[i] = fd;
    FD_SET(fd, &l->set);
    if (fd > *max) *max = fd;
  }
  return l->objects ? 0 : -1;
}

static Value ready_list(Ctx *ctx, const FdList *l, const fd_set *ready) {
  Value r = list_new(ctx, 0);
  for (int64_t i = 0; r && i < list_of(l->objects)->len; i++)
    if (FD_ISSET(l->fds[i], ready) && list_append(ctx, r, list_of(l->objects)->items[i]) < 0) kr_clear(ctx, &r);
  return r;
}

/* Waits; what is ready replaces the sets in ready. */
static int wait_select(Ctx *ctx, FdList *lists, fd_set *ready, int max, int64_t ns) {
  int64_t deadline = deadline_after(ns);
  for (;;) {
    for (int i = 0; i < 3; i++) ready[i] = lists[i].set;
    int64_t left = deadline - duration_clock(CLOCK_MONOTONIC), us = left < 0 ? 0 : duration_count(left, 1000, ROUND_CEILING);
    struct timeval t = {us / 1000000, us % 1000000};
    kr_wait_begin(ctx);
    int n = select(max + 1, &ready[0], &ready[1], &ready[2], deadline < 0 ? NULL : &t);
    kr_wait_end(ctx);
    if (n >= 0) return n;
    if (errno != EINTR) return posix_error(ctx, 0), -1;
    if (kr_poll(ctx) < 0) return -1;
  }
}

static int select_limit(Ctx *ctx, Value v, int64_t *ns) {
  *ns = -1;
  if (!v || v == KR_None) return 0;
  if (duration_arg(ctx, v, NS_PER_SECOND, ROUND_AWAY, ns) < 0) {
    if (kr_catch(ctx, &kr_type_TypeError)) kr_raise(ctx, &kr_type_TypeError, "timeout must be a float or None");
    return -1;
  }
  return *ns < 0 ? (kr_raise(ctx, &kr_type_ValueError, "timeout must be non-negative"), -1) : 0;
}

static Value select_select_m(Ctx *ctx, Value module, const Value *a) {
  FdList lists[3] = {{0}};
  fd_set ready[3];
  int64_t limit;
  int max = -1, status = 0;
  if (select_limit(ctx, a[3], &limit) < 0) return 0;
  for (int i = 0; i < 3 && status == 0; i++) status = fd_list_arg(ctx, a[i], &lists[i], &max);
  if (status == 0) status = wait_select(ctx, lists, ready, max, limit);
  Value results[3] = {0}, r = 0;
  if (status >= 0) {
    for (int i = 0; i < 3; i++) results[i] = ready_list(ctx, &lists[i], &ready[i]);
    r = tuple_pack(ctx, 3, results[0], results[1], results[2]);
  }
  for (int i = 0; i < 3; i++) {
    kr_unref(ctx, results[i]);
    kr_unref(ctx, lists[i].list);
    kr_unref(ctx, lists[i].objects);
    free(lists[i].fds);
  }
  return r;
}

/* ---- poll ---- */
typedef struct { Object ob; struct pollfd *fds; size_t n, room; uint8_t polling; } Poll;

static Poll *poll_of(Value v) { return (Poll *)kr_obj(v); }

static struct pollfd *poll_find(Poll *p, int fd) {
  for (size_t i = 0; i < p->n; i++)
    if (p->fds[i].fd == fd) return &p->fds[i];
  return NULL;
}

static int poll_events(Ctx *ctx, Value v, short *out) {
  int64_t n = POLLIN | POLLPRI | POLLOUT;
  if (v && kr_index_i64(ctx, v, &n) < 0) return -1;
  if (n < 0 || n > 0xffff) {
    if (n < 0) kr_raise(ctx, &kr_type_ValueError, "value must be positive");
    else kr_raise(ctx, &kr_type_OverflowError, "Python int too large for C unsigned short");
    return -1;
  }
  *out = (short)n;
  return 0;
}

static Value poll_register_m(Ctx *ctx, Value self, const Value *a) {
  Poll *p = poll_of(self);
  int fd;
  short events;
  if (posix_fd(ctx, a[0], &fd) < 0 || poll_events(ctx, a[1], &events) < 0) return 0;
  struct pollfd *entry = poll_find(p, fd);
  if (!entry) {
    if (p->n == p->room) {
      size_t room = p->room ? p->room * 2 : 8;
      struct pollfd *larger = realloc(p->fds, room * sizeof *larger);
      if (!larger) return kr_raise_memory(ctx);
      p->fds = larger;
      p->room = room;
    }
    entry = &p->fds[p->n++];
    entry->fd = fd;
  }
  entry->events = events;
  return KR_None;
}

static Value poll_modify_m(Ctx *ctx, Value self, const Value *a) {
  int fd;
  short events;
  if (posix_fd(ctx, a[0], &fd) < 0 || poll_events(ctx, a[1], &events) < 0) return 0;
  struct pollfd *entry = poll_find(poll_of(self), fd);
  if (!entry) {
    errno = ENOENT;
    return posix_error(ctx, 0);
  }
  entry->events = events;
  return KR_None;
}

static Value poll_unregister_m(Ctx *ctx, Value self, const Value *a) {
  Poll *p = poll_of(self);
  int fd;
  if (posix_fd(ctx, a[0], &fd) < 0) return 0;
  struct pollfd *entry = poll_find(p, fd);
  if (!entry) return kr_raise_key(ctx, kr_int(fd));
  memmove(entry, entry + 1, (size_t)(p->fds + --p->n - entry) * sizeof *entry);
  return KR_None;
}

static Value poll_results(Ctx *ctx, const struct pollfd *fds, size_t n) {
  Value list = list_new(ctx, 0);
  for (size_t i = 0; list && i < n; i++) {
    if (!fds[i].revents) continue;
    Value pair = tuple_pack(ctx, 2, kr_int(fds[i].fd), kr_int((uint16_t)fds[i].revents));
    if (!pair || list_append(ctx, list, pair) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, pair);
  }
  return list;
}

static Value poll_poll_m(Ctx *ctx, Value self, const Value *a) {
  Poll *p = poll_of(self);
  int64_t limit;
  if (limit_arg(ctx, a[0], NS_PER_MS, ROUND_AWAY, &limit) < 0) return 0;
  if (p->polling) return kr_raise(ctx, &kr_type_RuntimeError, "concurrent poll() invocation");
  int64_t deadline = deadline_after(limit);
  p->polling = 1;
  int n, raised = 0;
  do {
    kr_wait_begin(ctx);
    n = poll(p->fds, p->n, duration_poll(deadline));
    kr_wait_end(ctx);
    raised = n < 0 && errno == EINTR && kr_poll(ctx) < 0;
  } while (n < 0 && errno == EINTR && !raised);
  p->polling = 0;
  return raised ? 0 : n < 0 ? posix_error(ctx, 0) : poll_results(ctx, p->fds, p->n);
}

static void poll_free(Ctx *ctx, Object *o) { free(((Poll *)o)->fds); }

static Value select_poll_m(Ctx *ctx, Value module, const Value *a) {
  return kr_val(kr_alloc(ctx, SHAPE_poll, sizeof(Poll)));
}

static const Method poll_methods[] = {
  {"register", poll_register_m, "fd, eventmask=7, /", "Watch a descriptor for events."},
  {"modify", poll_modify_m, "fd, eventmask, /", "Change the events of a descriptor."},
  {"unregister", poll_unregister_m, "fd, /", "Stop watching a descriptor."},
  {"poll", poll_poll_m, "timeout=None, /", "Wait for at most so many milliseconds; pairs of descriptor and events."},
  {0},
};

Type kr_type_poll = {
  TYPE_HEAD(poll, "select.poll"),
  .flags = T_NO_NEW,
  .size = sizeof(Poll),
  .methods = poll_methods,
  .free = poll_free,
};

/* ---- epoll ---- */
typedef struct { Object ob; int fd; } Epoll;

static Epoll *epoll_of(Value v) { return (Epoll *)kr_obj(v); }

static int epoll_check(Ctx *ctx, Epoll *e) {
  if (e->fd >= 0) return 0;
  kr_raise(ctx, &kr_type_ValueError, "I/O operation on closed epoll object");
  return -1;
}

static Value epoll_with(Ctx *ctx, Type *type, int fd) {
  if (fd < 0) return posix_error(ctx, 0);
  Epoll *e = kr_alloc_instance(ctx, type, 0);
  if (e) e->fd = fd;
  return kr_val(e);
}

static Value epoll_type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  int size = -1, flags = 0;
  if (kr_bind(ctx, "epoll", "sizehint=-1, flags=0", &parsed, args, nargs, kwnames, a) < 0) return 0;
  if ((a[0] && kr_index_int(ctx, a[0], &size) < 0) || (a[1] && kr_index_int(ctx, a[1], &flags) < 0)) return 0;
  if (size != -1 && size <= 0) return kr_raise(ctx, &kr_type_ValueError, "negative sizehint");
  if (flags & ~EPOLL_CLOEXEC) return kr_raise(ctx, &kr_type_OSError, "invalid flags");
  return epoll_with(ctx, type, epoll_create1(EPOLL_CLOEXEC));
}

static Value epoll_fromfd_m(Ctx *ctx, Value cls, const Value *a) {
  int fd;
  return kr_index_int(ctx, a[0], &fd) < 0 ? 0 : epoll_with(ctx, kr_as_type(cls), fd);
}

static Value control(Ctx *ctx, Value self, int operation, Value fd_value, Value events_value) {
  Epoll *e = epoll_of(self);
  int fd;
  int64_t events = EPOLLIN | EPOLLOUT | EPOLLPRI;
  if (epoll_check(ctx, e) < 0 || posix_fd(ctx, fd_value, &fd) < 0 ||
      (events_value && kr_index_i64(ctx, events_value, &events) < 0))
    return 0;
  struct epoll_event event = {.events = (uint32_t)events, .data.fd = fd};
  return posix_done(ctx, epoll_ctl(e->fd, operation, fd, &event), 0);
}
static Value epoll_register_m(Ctx *ctx, Value self, const Value *a) { return control(ctx, self, EPOLL_CTL_ADD, a[0], a[1]); }
static Value epoll_modify_m(Ctx *ctx, Value self, const Value *a) { return control(ctx, self, EPOLL_CTL_MOD, a[0], a[1]); }
static Value epoll_unregister_m(Ctx *ctx, Value self, const Value *a) { return control(ctx, self, EPOLL_CTL_DEL, a[0], 0); }

static Value epoll_poll_m(Ctx *ctx, Value self, const Value *a) {
  Epoll *e = epoll_of(self);
  int64_t limit;
  int max = -1, n, raised = 0;
  if (epoll_check(ctx, e) < 0 || limit_arg(ctx, a[0], NS_PER_SECOND, ROUND_CEILING, &limit) < 0 || (a[1] && kr_index_int(ctx, a[1], &max) < 0)) return 0;
  if (max == -1) max = FD_SETSIZE - 1;
  if (max < 1) return kr_raise(ctx, &kr_type_ValueError, "maxevents must be greater than 0, got %d", max);
  struct epoll_event *events = malloc((size_t)max * sizeof *events);
  if (!events) return kr_raise_memory(ctx);
  int64_t deadline = deadline_after(limit);
  do {
    kr_wait_begin(ctx);
    n = epoll_wait(e->fd, events, max, duration_poll(deadline));
    kr_wait_end(ctx);
    raised = n < 0 && errno == EINTR && kr_poll(ctx) < 0;
  } while (n < 0 && errno == EINTR && !raised);
  Value list = raised ? 0 : n < 0 ? posix_error(ctx, 0) : list_new(ctx, (size_t)n);
  for (int i = 0; list && i < n; i++) {
    Value pair = tuple_pack(ctx, 2, kr_int(events[i].data.fd), kr_int(events[i].events));
    if (!pair || list_append(ctx, list, pair) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, pair);
  }
  free(events);
  return list;
}

static Value epoll_close_m(Ctx *ctx, Value self, const Value *a) {
  Epoll *e = epoll_of(self);
  int fd = e->fd;
  e->fd = -1;
  return fd < 0 ? KR_None : posix_done(ctx, close(fd), 0);
}
static Value epoll_fileno_m(Ctx *ctx, Value self, const Value *a) {
  return epoll_check(ctx, epoll_of(self)) < 0 ? 0 : kr_int(epoll_of(self)->fd);
}
static Value epoll_enter_m(Ctx *ctx, Value self, const Value *a) {
  return epoll_check(ctx, epoll_of(self)) < 0 ? 0 : kr_ref(self);
}
static Value epoll_get_closed(Ctx *ctx, Value self) { return kr_bool(epoll_of(self)->fd < 0); }

static void epoll_free(Ctx *ctx, Object *o) {
  if (((Epoll *)o)->fd >= 0) close(((Epoll *)o)->fd);
}

static const Method epoll_methods[] = {
  {"register", epoll_register_m, "fd, eventmask=7", "Watch a descriptor for events."},
  {"modify", epoll_modify_m, "fd, eventmask", "Change the events of a descriptor."},
  {"unregister", epoll_unregister_m, "fd", "Stop watching a descriptor."},
  {"poll", epoll_poll_m, "timeout=None, maxevents=-1", "Wait for at most so many seconds; pairs of descriptor and events."},
  {"close", epoll_close_m, "", "Close the epoll object."},
  {"fileno", epoll_fileno_m, "", "The descriptor of the epoll object."},
  {"fromfd", epoll_fromfd_m, "fd, /", "Make an object for an epoll descriptor.", M_CLASS},
  {"__enter__", epoll_enter_m, "", NULL},
  {"__exit__", epoll_close_m, "exc_type=None, exc_value=None, exc_tb=None, /", NULL},
  {0},
};

static const GetSet epoll_getsets[] = {
  {"closed", epoll_get_closed, NULL, "True if the epoll object is closed"},
  {0},
};

Type kr_type_epoll = {
  TYPE_HEAD(epoll, "select.epoll"),
  .doc = "An epoll object: waits for events of many descriptors.",
  .sig = "sizehint=-1, flags=0",
  .flags = T_BASETYPE,
  .size = sizeof(Epoll),
  .methods = epoll_methods,
  .getsets = epoll_getsets,
  .new = epoll_type_new,
  .free = epoll_free,
};

/* ---- the module ---- */
static const Method select_methods[] = {
  {"select", select_select_m, "rlist, wlist, xlist, timeout=None, /",
   "Wait until descriptors are ready for reading, writing or have an exceptional condition."},
  {"poll", select_poll_m, "", "Return a polling object."},
  {0},
};

static Type *const select_types[] = {&kr_type_epoll, NULL};

static int select_init(Ctx *ctx, Value module) {
  static const struct { const char *name; int64_t number; } constants[] = {
#define SELECT(name) {#name, (int64_t)name},
    SELECT(POLLIN) SELECT(POLLPRI) SELECT(POLLOUT) SELECT(POLLERR) SELECT(POLLHUP) SELECT(POLLNVAL) SELECT(POLLRDNORM)
    SELECT(POLLRDBAND) SELECT(POLLWRNORM) SELECT(POLLWRBAND) SELECT(POLLMSG) SELECT(POLLRDHUP) SELECT(PIPE_BUF)
    SELECT(EPOLLIN) SELECT(EPOLLOUT) SELECT(EPOLLPRI) SELECT(EPOLLERR) SELECT(EPOLLHUP) SELECT(EPOLLRDHUP)
    SELECT(EPOLLET) SELECT(EPOLLONESHOT) SELECT(EPOLLEXCLUSIVE) SELECT(EPOLLRDNORM) SELECT(EPOLLRDBAND)
    SELECT(EPOLLWRNORM) SELECT(EPOLLWRBAND) SELECT(EPOLLMSG) SELECT(EPOLL_CLOEXEC)};
  Value dict = module_dict(module);
  type_ready(ctx, &kr_type_poll);
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  return dict_set_c(ctx, dict, "error", kr_ref(kr_val(&kr_type_OSError)));
}

const ModuleDef kr_module_select = {
  .name = "select",
  .doc = "Waiting for file descriptors.",
  .methods = select_methods,
  .types = select_types,
  .init = select_init,
};
