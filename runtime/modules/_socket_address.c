/* Addresses of sockets: from Python values to struct sockaddr and back; names of hosts and services. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/un.h>
#include "_socket.h"

static Value raise_gai(Ctx *ctx, int number) {
  if (number == EAI_SYSTEM) return posix_error(ctx, 0);
  Value type = kr_import_attr(ctx, "_socket", "gaierror"), text = type ? str_from(ctx, gai_strerror(number)) : 0;
  Value exc = text ? kr_call2(ctx, type, kr_int(number), text) : 0;
  kr_unref(ctx, type);
  kr_unref(ctx, text);
  if (!exc) return 0;
  kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

/* ---- arguments ---- */

/* The name of a host: a str, in IDNA when it is not ASCII, or bytes.  *held is to be dropped afterwards. */
static const char *host_arg(Ctx *ctx, Value v, Value *held) {
  *held = 0;
  if (kr_is_anystr(v)) {
    if (str_of(v)->ascii) return str_utf8(ctx, v, NULL);
    Value method = str_from(ctx, "encode"), codec = str_from(ctx, "idna");
    if (method && codec) *held = kr_call_method1(ctx, v, method, codec);
    kr_unref(ctx, method);
    kr_unref(ctx, codec);
    return *held ? (const char *)bytes_of(*held)->data : NULL;
  }
  if (kr_has_flag(v, T_BYTES)) return (const char *)bytes_of(v)->data;
  kr_raise(ctx, &kr_type_TypeError, "str, bytes or bytearray expected, not %T", v);
  return NULL;
}

/* The numeric address of a host name, of the family wanted. */
static int resolve(Ctx *ctx, Value host, int family, Address *out) {
  Value held;
  const char *name = host_arg(ctx, host, &held);
  if (!name) return -1;
  struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_DGRAM}, *found = NULL;
  int status = 0;
  if (!*name) {
    hints.ai_flags = AI_PASSIVE;
    status = getaddrinfo(NULL, "0", &hints, &found);
  } else if (!strcmp(name, "<broadcast>") && family == AF_INET) {
    status = getaddrinfo("255.255.255.255", NULL, &hints, &found);
  } else {
    status = getaddrinfo(name, NULL, &hints, &found);
  }
  kr_unref(ctx, held);
  if (status) return raise_gai(ctx, status), -1;
  memcpy(&out->data, found->ai_addr, found->ai_addrlen);
  out->size = found->ai_addrlen;
  freeaddrinfo(found);
  return 0;
}

static int port_arg(Ctx *ctx, const char *function, Value v, uint16_t *out) {
  int64_t port;
  if (kr_index_clamp(ctx, v, &port) < 0) return -1;
  if (port < 0 || port > 65535) {
    kr_raise(ctx, &kr_type_OverflowError, "%s(): port must be 0-65535.", function);
    return -1;
  }
  *out = htons((uint16_t)port);
  return 0;
}

static int unix_arg(Ctx *ctx, Value v, Address *out) {
  struct sockaddr_un *to = (struct sockaddr_un *)&out->data;
  Buffer buffer = {0};
  char *name = NULL;
  size_t n;
  if (kr_is_anystr(v)) {
    name = str_fs_dup(ctx, v);
    if (!name) return -1;
    n = strlen(name);
  } else {
    if (kr_get_buffer(ctx, v, &buffer, 0) < 0) return -1;
    n = (size_t)buffer.len;
  }
  const char *from = name ? name : buffer.data;
  int abstract = n > 0 && !from[0], fits = n + !abstract <= sizeof to->sun_path;
  memset(to, 0, sizeof *to);
  to->sun_family = AF_UNIX;
  if (fits) memcpy(to->sun_path, from, n);
  out->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + !abstract);
  if (name) free(name);
  else kr_release_buffer(ctx, &buffer);
  if (fits) return 0;
  kr_raise(ctx, &kr_type_OSError, "AF_UNIX path too long");
  return -1;
}

static int inet_arg(Ctx *ctx, const char *function, Value v, Address *out) {
  uint16_t port;
  if (!kr_has_flag(v, T_TUPLE)) {
    kr_raise(ctx, &kr_type_TypeError, "%s(): AF_INET address must be tuple, not %T", function, v);
    return -1;
  }
  if (tuple_of(v)->len != 2) {
    kr_raise(ctx, &kr_type_TypeError, "%s(): AF_INET address must be a pair (host, port)", function);
    return -1;
  }
  if (port_arg(ctx, function, tuple_of(v)->items[1], &port) < 0 || resolve(ctx, tuple_of(v)->items[0], AF_INET, out) < 0) return -1;
  ((struct sockaddr_in *)&out->data)->sin_port = port;
  return 0;
}

static int inet6_arg(Ctx *ctx, const char *function, Value v, Address *out) {
  uint16_t port;
  int64_t flow = 0, scope = 0;
  if (!kr_has_flag(v, T_TUPLE)) {
    kr_raise(ctx, &kr_type_TypeError, "%s(): AF_INET6 address must be tuple, not %T", function, v);
    return -1;
  }
  const Tuple *t = tuple_of(v);
  if (t->len < 2 || t->len > 4) {
    kr_raise(ctx, &kr_type_TypeError, "%s(): AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])", function);
    return -1;
  }
  if (port_arg(ctx, function, t->items[1], &port) < 0 || (t->len > 2 && kr_index_i64(ctx, t->items[2], &flow) < 0) ||
      (t->len > 3 && kr_index_i64(ctx, t->items[3], &scope) < 0) || resolve(ctx, t->items[0], AF_INET6, out) < 0)
    return -1;
  if (flow < 0 || flow > 0xfffff) {
    kr_raise(ctx, &kr_type_OverflowError, "%s(): flowinfo must be 0-1048575.", function);
    return -1;
  }
  struct sockaddr_in6 *to = (struct sockaddr_in6 *)&out->data;
  to->sin6_port = port;
  to->sin6_flowinfo = htonl((uint32_t)flow);
  if (t->len > 3) to->sin6_scope_id = (uint32_t)scope;
  return 0;
}

int address_arg(Ctx *ctx, const char *function, int family, Value v, Address *out) {
  if (family == AF_UNIX) return unix_arg(ctx, v, out);
  if (family == AF_INET) return inet_arg(ctx, function, v, out);
  if (family == AF_INET6) return inet6_arg(ctx, function, v, out);
  kr_raise(ctx, &kr_type_OSError, "%s(): bad family", function);
  return -1;
}

/* ---- values ---- */
static Value inet_value(Ctx *ctx, const struct sockaddr_in *from) {
  char text[INET_ADDRSTRLEN] = "";
  inet_ntop(AF_INET, &from->sin_addr, text, sizeof text);
  Value items[2] = {str_from(ctx, text), kr_int(ntohs(from->sin_port))};
  return items[0] ? tuple_steal(ctx, items, 2) : 0;
}

static Value inet6_value(Ctx *ctx, const struct sockaddr_in6 *from) {
  char text[INET6_ADDRSTRLEN] = ""; /* the scope is an item of its own */
  inet_ntop(AF_INET6, &from->sin6_addr, text, sizeof text);
  Value items[4] = {str_from(ctx, text), kr_int(ntohs(from->sin6_port)), kr_int(ntohl(from->sin6_flowinfo)), kr_int(from->sin6_scope_id)};
  return items[0] ? tuple_steal(ctx, items, 4) : 0;
}

static Value unix_value(Ctx *ctx, const struct sockaddr_un *from, socklen_t size) {
  size_t n = size > offsetof(struct sockaddr_un, sun_path) ? size - offsetof(struct sockaddr_un, sun_path) : 0;
  if (n && !from->sun_path[0]) return bytes_new(ctx, from->sun_path, n);
  return str_from_fs(ctx, from->sun_path, strnlen(from->sun_path, n));
}

Value address_value(Ctx *ctx, const Address *a) {
  if (a->size == 0) return KR_None;
  int family = a->data.ss_family;
  if (family == AF_INET) return inet_value(ctx, (const struct sockaddr_in *)&a->data);
  if (family == AF_INET6) return inet6_value(ctx, (const struct sockaddr_in6 *)&a->data);
  if (family == AF_UNIX) return unix_value(ctx, (const struct sockaddr_un *)&a->data, a->size);
  Value items[2] = {kr_int(family), bytes_new(ctx, ((const struct sockaddr *)&a->data)->sa_data, sizeof(((struct sockaddr *)0)->sa_data))};
  return items[1] ? tuple_steal(ctx, items, 2) : 0;
}

/* ---- looking names up ---- */
static Value found_value(Ctx *ctx, const struct addrinfo *found) {
  Value list = list_new(ctx, 4);
  for (const struct addrinfo *f = found; list && f; f = f->ai_next) {
    Address address = {.size = f->ai_addrlen};
    memcpy(&address.data, f->ai_addr, f->ai_addrlen);
    Value items[5] = {kr_int(f->ai_family), kr_int(f->ai_socktype), kr_int(f->ai_protocol),
                      str_from(ctx, f->ai_canonname ? f->ai_canonname : ""), address_value(ctx, &address)};
    Value row = items[3] && items[4] ? tuple_steal(ctx, items, 5) : 0;
    if (!row || list_append(ctx, list, row) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, row);
  }
  return list;
}

static Value socket_getaddrinfo_m(Ctx *ctx, Value module, const Value *a) {
  struct addrinfo hints = {0}, *found = NULL;
  const char *host = NULL, *service = NULL;
  char number[32];
  Value held = 0, held2 = 0;
  if ((a[2] && kr_index_int(ctx, a[2], &hints.ai_family) < 0) || (a[3] && kr_index_int(ctx, a[3], &hints.ai_socktype) < 0) ||
      (a[4] && kr_index_int(ctx, a[4], &hints.ai_protocol) < 0) || (a[5] && kr_index_int(ctx, a[5], &hints.ai_flags) < 0))
    return 0;
  if (a[0] != KR_None && !kr_is_anystr(a[0]) && !kr_has_flag(a[0], T_BYTES))
    return kr_raise(ctx, &kr_type_TypeError, "getaddrinfo() argument 1 must be string or None");
  if (a[0] != KR_None && !(host = host_arg(ctx, a[0], &held))) return 0;
  if (kr_is_anyint(a[1])) {
    int64_t port;
    if (kr_index_i64(ctx, a[1], &port) < 0) return kr_unref(ctx, held), 0;
    snprintf(number, sizeof number, "%lld", (long long)port);
    service = number;
  } else if (kr_is_anystr(a[1]) || kr_has_flag(a[1], T_BYTES)) {
    if (!(service = host_arg(ctx, a[1], &held2))) return kr_unref(ctx, held), 0;
  } else if (a[1] != KR_None) {
    kr_unref(ctx, held);
    return kr_raise(ctx, &kr_type_OSError, "Int or String expected");
  }
  kr_wait_begin(ctx);
  int status = getaddrinfo(host, service, &hints, &found);
  kr_wait_end(ctx);
  kr_unref(ctx, held);
  kr_unref(ctx, held2);
  if (status) return raise_gai(ctx, status);
  Value list = found_value(ctx, found);
  freeaddrinfo(found);
  return list;
}

static Value socket_getnameinfo_m(Ctx *ctx, Value module, const Value *a) {
  Address address = {0};
  int flags;
  char host[NI_MAXHOST], service[NI_MAXSERV];
  if (kr_index_int(ctx, a[1], &flags) < 0) return 0;
  if (!kr_has_flag(a[0], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "getnameinfo() argument 1 must be tuple, not %T", a[0]);
  if (address_arg(ctx, "getnameinfo", tuple_of(a[0])->len > 2 ? AF_INET6 : AF_INET, a[0], &address) < 0) return 0;
  int status = getnameinfo((struct sockaddr *)&address.data, address.size, host, sizeof host, service, sizeof service, flags);
  if (status) return raise_gai(ctx, status);
  Value items[2] = {str_from(ctx, host), str_from(ctx, service)};
  return items[0] && items[1] ? tuple_steal(ctx, items, 2) : 0;
}

static Value socket_gethostbyname_m(Ctx *ctx, Value module, const Value *a) {
  Address address = {0};
  char text[INET_ADDRSTRLEN] = "";
  if (resolve(ctx, a[0], AF_INET, &address) < 0) return 0;
  inet_ntop(AF_INET, &((struct sockaddr_in *)&address.data)->sin_addr, text, sizeof text);
  return str_from(ctx, text);
}

static Value raise_herror(Ctx *ctx, int number) {
  Value type = kr_import_attr(ctx, "_socket", "herror"), text = type ? str_from(ctx, hstrerror(number)) : 0;
  Value exc = text ? kr_call2(ctx, type, kr_int(number), text) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, type);
  kr_unref(ctx, text);
  kr_unref(ctx, exc);
  return 0;
}

static Value name_list(Ctx *ctx, char **names) {
  Value list = list_new(ctx, 0);
  for (; list && *names; names++) {
    Value name = str_from_fs(ctx, *names, strlen(*names));
    if (!name || list_append(ctx, list, name) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, name);
  }
  return list;
}

static Value host_addresses(Ctx *ctx, const struct hostent *h) {
  Value list = list_new(ctx, 0);
  for (char **at = h->h_addr_list; list && *at; at++) {
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(h->h_addrtype, *at, text, sizeof text);
    Value address = str_from(ctx, text);
    if (!address || list_append(ctx, list, address) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, address);
  }
  return list;
}

/* (name, aliases, addresses) of a host looked up by its name, or by its address. */
static Value host_value(Ctx *ctx, Value host, int family, int by_address) {
  Address address = {0};
  struct hostent entry, *found = NULL;
  char room[16384];
  int number = 0;
  Value held;
  const char *name = host_arg(ctx, host, &held);
  if (!name || resolve(ctx, host, family, &address) < 0) return kr_unref(ctx, held), 0;
  int is_inet6 = address.data.ss_family == AF_INET6;
  const void *bytes = is_inet6 ? (const void *)&((struct sockaddr_in6 *)&address.data)->sin6_addr
                               : (const void *)&((struct sockaddr_in *)&address.data)->sin_addr;
  kr_wait_begin(ctx);
  if (by_address) gethostbyaddr_r(bytes, is_inet6 ? 16 : 4, address.data.ss_family, &entry, room, sizeof room, &found, &number);
  else gethostbyname_r(name, &entry, room, sizeof room, &found, &number);
  kr_wait_end(ctx);
  kr_unref(ctx, held);
  if (!found) return raise_herror(ctx, number);
  Value items[3] = {str_from_fs(ctx, found->h_name, strlen(found->h_name)), name_list(ctx, found->h_aliases), host_addresses(ctx, found)};
  if (items[0] && items[1] && items[2]) return tuple_steal(ctx, items, 3);
  for (int i = 0; i < 3; i++) kr_unref(ctx, items[i]);
  return 0;
}
static Value socket_gethostbyaddr_m(Ctx *ctx, Value module, const Value *a) { return host_value(ctx, a[0], AF_UNSPEC, 1); }
static Value socket_gethostbyname_ex_m(Ctx *ctx, Value module, const Value *a) { return host_value(ctx, a[0], AF_INET, 0); }

static Value socket_gethostname_m(Ctx *ctx, Value module, const Value *a) {
  char name[1025] = "";
  return gethostname(name, sizeof name - 1) < 0 ? posix_error(ctx, 0) : str_from_fs(ctx, name, strlen(name));
}

static Value socket_getservbyname_m(Ctx *ctx, Value module, const Value *a) {
  const char *name = str_utf8(ctx, a[0], NULL), *protocol = a[1] ? str_utf8(ctx, a[1], NULL) : NULL;
  if (!name || (a[1] && !protocol)) return 0;
  struct servent *s = getservbyname(name, protocol);
  return s ? kr_int(ntohs((uint16_t)s->s_port)) : kr_raise(ctx, &kr_type_OSError, "service/proto not found");
}

static Value socket_getservbyport_m(Ctx *ctx, Value module, const Value *a) {
  uint16_t port;
  const char *protocol = a[1] ? str_utf8(ctx, a[1], NULL) : NULL;
  if ((a[1] && !protocol) || port_arg(ctx, "getservbyport", a[0], &port) < 0) return 0;
  struct servent *s = getservbyport(port, protocol);
  return s ? str_from(ctx, s->s_name) : kr_raise(ctx, &kr_type_OSError, "port/proto not found");
}

static Value socket_getprotobyname_m(Ctx *ctx, Value module, const Value *a) {
  const char *name = str_utf8(ctx, a[0], NULL);
  if (!name) return 0;
  struct protoent *p = getprotobyname(name);
  return p ? kr_int(p->p_proto) : kr_raise(ctx, &kr_type_OSError, "protocol not found");
}

/* ---- numeric addresses and the order of bytes ---- */
static Value socket_inet_aton_m(Ctx *ctx, Value module, const Value *a) {
  struct in_addr address;
  const char *text = str_utf8(ctx, a[0], NULL);
  if (!text) return 0;
  if (!inet_aton(text, &address)) return kr_raise(ctx, &kr_type_OSError, "illegal IP address string passed to inet_aton");
  return bytes_new(ctx, &address, sizeof address);
}

static Value socket_inet_pton_m(Ctx *ctx, Value module, const Value *a) {
  int family;
  uint8_t packed[sizeof(struct in6_addr)];
  if (kr_index_int(ctx, a[0], &family) < 0) return 0;
  const char *text = str_utf8(ctx, a[1], NULL);
  if (!text) return 0;
  int status = inet_pton(family, text, packed);
  if (status < 0) return posix_error(ctx, 0);
  if (!status) return kr_raise(ctx, &kr_type_OSError, "illegal IP address string passed to inet_pton");
  return bytes_new(ctx, packed, family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr));
}

static Value packed_text(Ctx *ctx, int family, Value packed, const char *wrong_length) {
  Buffer buffer;
  char text[INET6_ADDRSTRLEN] = "";
  if (kr_get_buffer(ctx, packed, &buffer, 0) < 0) return 0;
  int fits = buffer.len == (family == AF_INET ? 4 : 16);
  if (fits) inet_ntop(family, buffer.data, text, sizeof text);
  kr_release_buffer(ctx, &buffer);
  return fits ? str_from(ctx, text) : kr_raise(ctx, wrong_length[0] == 'p' ? &kr_type_OSError : &kr_type_ValueError, "%s", wrong_length);
}

static Value socket_inet_ntop_m(Ctx *ctx, Value module, const Value *a) {
  int family;
  if (kr_index_int(ctx, a[0], &family) < 0) return 0;
  if (family != AF_INET && family != AF_INET6) return kr_raise(ctx, &kr_type_ValueError, "unknown address family %d", family);
  return packed_text(ctx, family, a[1], "invalid length of packed IP address string");
}
static Value socket_inet_ntoa_m(Ctx *ctx, Value module, const Value *a) {
  return packed_text(ctx, AF_INET, a[0], "packed IP wrong length");
}

/* A 16-bit or 32-bit number in the other order of bytes. */
static Value swapped(Ctx *ctx, const char *name, Value v, int bits) {
  int64_t n;
  if (kr_index_clamp(ctx, v, &n) < 0) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_OverflowError, bits == 16 ? "%s: can't convert negative Python int to C 16-bit unsigned integer"
                                                                     : "can't convert negative value to unsigned int", name);
  if (n >> bits) return kr_raise(ctx, &kr_type_OverflowError, bits == 16 ? "%s: Python int too large to convert to C 16-bit unsigned integer"
                                                                         : "int larger than 32 bits", name);
  return kr_int(bits == 16 ? htons((uint16_t)n) : htonl((uint32_t)n));
}
static Value socket_htons_m(Ctx *ctx, Value module, const Value *a) { return swapped(ctx, "htons", a[0], 16); }
static Value socket_ntohs_m(Ctx *ctx, Value module, const Value *a) { return swapped(ctx, "ntohs", a[0], 16); }
static Value socket_htonl_m(Ctx *ctx, Value module, const Value *a) { return swapped(ctx, "htonl", a[0], 32); }
static Value socket_ntohl_m(Ctx *ctx, Value module, const Value *a) { return swapped(ctx, "ntohl", a[0], 32); }

const Method socket_name_methods[] = {
  {"getaddrinfo", socket_getaddrinfo_m, "host, port, family=0, type=0, proto=0, flags=0", "Addresses of a host and a service."},
  {"getnameinfo", socket_getnameinfo_m, "sockaddr, flags, /", "Host and service of an address."},
  {"gethostbyaddr", socket_gethostbyaddr_m, "host, /", "Name, aliases and addresses of a host, given its address."},
  {"gethostbyname_ex", socket_gethostbyname_ex_m, "host, /", "Name, aliases and addresses of a host, given its name."},
  {"gethostbyname", socket_gethostbyname_m, "host, /", "The IPv4 address of a host."},
  {"gethostname", socket_gethostname_m, "", "The name of this host."},
  {"getservbyname", socket_getservbyname_m, "servicename, protocolname=None, /", "The port of a service."},
  {"getservbyport", socket_getservbyport_m, "port, protocolname=None, /", "The service of a port."},
  {"getprotobyname", socket_getprotobyname_m, "name, /", "The number of a protocol."},
  {"inet_aton", socket_inet_aton_m, "ip_addr, /", "Packs an IPv4 address."},
  {"inet_ntoa", socket_inet_ntoa_m, "packed_ip, /", "The text of a packed IPv4 address."},
  {"inet_pton", socket_inet_pton_m, "address_family, ip_string, /", "Packs an address."},
  {"inet_ntop", socket_inet_ntop_m, "address_family, packed_ip, /", "The text of a packed address."},
  {"htons", socket_htons_m, "x, /", "16 bits from host to network order."},
  {"ntohs", socket_ntohs_m, "x, /", "16 bits from network to host order."},
  {"htonl", socket_htonl_m, "x, /", "32 bits from host to network order."},
  {"ntohl", socket_ntohl_m, "x, /", "32 bits from network to host order."},
  {0},
};
