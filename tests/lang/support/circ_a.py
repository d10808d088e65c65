from support import circ_b
a = 1
