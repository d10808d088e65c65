import support.circ_d as d
x = 1
d.use()
