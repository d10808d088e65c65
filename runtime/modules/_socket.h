/* What the files of the _socket module share. */
#ifndef KRAIT_SOCKET_H
#define KRAIT_SOCKET_H

#include <sys/socket.h>
#include "posix.h"

typedef struct {
  struct sockaddr_storage data;
  socklen_t size;
} Address;

/* The address argument of a socket method (function: its name, for messages).  -1: raised. */
int address_arg(Ctx *, const char *function, int family, Value v, Address *out);
/* The address as a tuple or text; None when there is none. */
Value address_value(Ctx *, const Address *);

/* The module's functions on names and addresses (_socket_names.c). */
extern const Method socket_name_methods[];

#endif
