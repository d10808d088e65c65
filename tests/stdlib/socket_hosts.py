# Hosts by name and address.
import socket

print(socket.gethostbyaddr("127.0.0.1"), socket.gethostbyname_ex("127.0.0.1"))
for f in (socket.gethostbyaddr, socket.gethostbyname_ex):
    try:
        f("nosuch.invalid")
    except socket.gaierror as e:
        print(type(e).__name__, e.args[0] == socket.EAI_NONAME or e.args[0] == socket.EAI_AGAIN)
print(socket.getaddrinfo("fe80::1%1", 80, type=socket.SOCK_STREAM)[0][4])
